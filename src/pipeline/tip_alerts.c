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

/* What is found of a service rests on that. */
static void add_subject(struct finding *finding)
{
  struct object object;
  if (finding->kind == FINDING_TIP && object_parse(finding->subject, &object) && object.kind == SUBJECT_SERVICE &&
      !tip_alerts_find(finding->alerts, finding->subject))
    g_ptr_array_insert(finding->alerts, 0, tip_alert_new(finding->subject));
  if (finding->alerts->len > LIMIT_EVIDENCE)
    g_ptr_array_set_size(finding->alerts, LIMIT_EVIDENCE);
}

void tip_alerts_name(const struct fleet *fleet, struct finding *finding)
{
  const struct alert_book *book = fleet_alerts(fleet);
  add_subject(finding);
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

/* What keeps automation from acting upon an alert; NULL: nothing. */
static const char *doubt_of(const struct alert *said)
{
  if (said->marks & ALERT_IS_UNCONFIRMED)
    return "could have been said by anybody, and no poll has confirmed it";
  return said->marks & ALERT_IS_FLAPPING ? "comes and goes" : NULL;
}

char *tip_alerts_doubt(const struct fleet *fleet, const struct tip *tip)
{
  const struct alert_book *book = fleet_alerts(fleet);
  for (guint i = 0; i < tip->alerts->len; i++) {
    const struct tip_alert *alert = tip->alerts->pdata[i];
    const struct alert *said = alert->ended_us ? NULL : alert_book_service(book, alert->service);
    const char *doubt = said ? doubt_of(said) : NULL;
    if (doubt)
      return g_strdup_printf("it rests on alert %" G_GUINT64_FORMAT " (%s, of %s), which %s", said->id,
                             alert_book_service_name(book, alert->service), said->source, doubt);
  }
  return NULL;
}

void tip_alerts_audit(struct journal *journal, const struct tip *tip)
{
  g_autofree char *what = g_strdup_printf("tip %" G_GUINT64_FORMAT ": %s", tip->id, tip->text);
  for (guint i = 0; i < tip->alerts->len; i++) {
    const struct tip_alert *alert = tip->alerts->pdata[i];
    g_autofree char *subject = g_strdup_printf("alert %" G_GUINT64_FORMAT, alert->id);
    if (alert->id)
      journal_put_audit(journal, subject, &(struct audit){tip->state_by, "became a tip", what});
  }
}
