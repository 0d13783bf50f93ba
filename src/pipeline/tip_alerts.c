#include "pipeline/tip_alerts.h"

#include "base/text.h"

static void describe(struct tip_alert *alert, const struct alert_book *book, const struct alert *said)
{
  text_replace(&alert->name, alert_book_service_name(book, alert->service));
  text_replace(&alert->source, said->source);
  alert->id = said->id;
  alert->state = said->state;
}

void tip_alerts_follow(const struct fleet *fleet, struct tipbook *tips, const char *subject, const char *name)
{
  const struct alert_book *book = fleet_alerts(fleet);
  const struct alert *known = alert_book_find(book, subject, name);
  g_autofree char *service = alert_service(subject, name);
  if (!known)
    return;
  struct tip_alert now = {.id = known->id, .service = service, .name = (char *)alert_book_service_name(book, service),
                          .source = (char *)known->source, .state = known->state,
                          .ended_us = known->state == ALERT_OK ? known->since_us : 0};
  tipbook_take_alert(tips, &now);
}

void tip_alerts_name(const struct fleet *fleet, struct finding *finding)
{
  const struct alert_book *book = fleet_alerts(fleet);
  for (guint i = 0; i < finding->alerts->len;) {
    struct tip_alert *alert = finding->alerts->pdata[i];
    const struct alert *said = alert_book_service(book, alert->service);
    if (said) {
      describe(alert, book, said);
      i++;
    } else {
      g_ptr_array_remove_index(finding->alerts, i);
    }
  }
}
