#include "pipeline/foreign.h"

#include "base/quantity.h"
#include "base/text.h"
#include "pipeline/own_tips.h"

#include <math.h>
#include <string.h>

#define NAMES_SHOWN 8

/* Its group is held off for the same reason. Caller frees; "" where that is nobody. */
static char *hold_company(struct fleet *fleet, const struct foreign_event *event, const char *why)
{
  g_autoptr(GPtrArray) company = fleet_company(fleet, event->uuid), names = g_ptr_array_new();
  for (guint i = 0; i < company->len; i++) {
    const struct guest *guest = company->pdata[i];
    fleet_hold_guest(fleet, guest->uuid, why, 0);
    g_ptr_array_add(names, (char *)guest->name);
  }
  g_autofree char *held = text_names(names, NAMES_SHOWN);
  return g_strconcat(*held ? ", and since this is the second time within an hour also " : "", held, NULL);
}

static char *text_of(struct fleet *fleet, const struct foreign_event *event)
{
  const char *why = fleet_foreign_hold(fleet, event->uuid);
  g_autofree char *reason = g_strdup(why);
  if (!reason)
    return g_strdup_printf("guest %s %s, not by provost but by %s", event->guest, event->what, event->who);
  g_autofree char *company = event->is_repeated ? hold_company(fleet, event, reason) : g_strdup("");
  g_autofree char *left = span_format(ceil(fleet_foreign_hold_sec(fleet, event->uuid)));
  return g_strdup_printf("%s: automation leaves it alone for %s%s; what an operator orders is done", reason, left, company);
}

static void tell(struct tipbook *tips, struct fleet *fleet, struct journal *journal, const struct foreign_event *event)
{
  g_autofree char *text = text_of(fleet, event);
  g_autofree char *of = g_strdup_printf("guest %s", event->guest);
  g_message("%s", text);
  journal_put_audit(journal, of, &(struct audit){event->who, "not by provost", event->what});
  if (!fleet_foreign_hold(fleet, event->uuid))
    return;
  struct finding *finding =
      own_finding(POLICY_OTHERS, "Somebody else acts on this guest", subject_format(SUBJECT_GUEST, event->uuid), text);
  own_tip_take_news(tips, finding, event->guest);
  finding_free(finding);
}

void foreign_tell(struct tipbook *tips, struct fleet *fleet, struct journal *journal)
{
  g_autoptr(GPtrArray) events = fleet_steal_foreign_events(fleet);
  for (guint i = 0; i < events->len; i++)
    tell(tips, fleet, journal, events->pdata[i]);
}

static const char *uuid_of(const struct tip *tip)
{
  const char *uuid = subject_key(tip->subject, SUBJECT_GUEST);
  return uuid ? uuid : "";
}

void foreign_resume(const struct tipbook *tips, struct fleet *fleet, const struct clock *clock)
{
  g_autoptr(GPtrArray) list = tipbook_list(tips);
  for (guint i = 0; i < list->len; i++) {
    const struct tip *tip = list->pdata[i];
    double ago_sec = (double)(clock_wall_us(clock) - tip->updated_us) / G_USEC_PER_SEC;
    if (tip->state == TIP_OPEN && strcmp(tip->policy, POLICY_OTHERS) == 0)
      fleet_hold_guest(fleet, uuid_of(tip), tip->text, fmax(ago_sec, 0));
  }
}

char *foreign_is_over(const struct tip *tip, const struct fleet *fleet)
{
  return fleet_foreign_hold(fleet, uuid_of(tip)) ? NULL : g_strdup("nobody else has acted on it since");
}
