/* Downtimes that those who watch the fleet have planned of its members. */
#include "model/fleet_state.h"

#include "model/ourselves.h"

#include <string.h>

/* One whose end was not told ends when it was to. */
static gboolean is_in_downtime(const struct alert *alert, gint64 now_us)
{
  return alert && strcmp(alert->downtime_by, OURSELVES) != 0 && (alert->until_us == 0 || now_us < alert->until_us);
}

static char *describe(const struct fleet *fleet, const struct alert *alert)
{
  g_autoptr(GDateTime) time = alert->until_us ? g_date_time_new_from_unix_utc(alert->until_us / G_USEC_PER_SEC) : NULL;
  g_autofree char *until = time ? g_date_time_format(time, " until %F %T UTC") : g_strdup("");
  const char *by = alert->downtime_by, *comment = alert->comment;
  return g_strdup_printf("%s has a downtime of %s%s%s%s%s%s%s", alert->source, fleet_subject_name(fleet, alert->subject),
                         *by ? " by " : "", by, until, *comment ? " (" : "", comment, *comment ? ")" : "");
}

char *fleet_downtime(const struct fleet *fleet, const char *subject)
{
  if (!alert_book_has_downtimes(fleet->alerts))
    return NULL;
  g_autoptr(GPtrArray) places = fleet_containing(fleet, subject);
  gint64 now_us = clock_wall_us(fleet->clock);
  for (guint i = 0; i < places->len; i++) {
    const struct alert *alert = alert_book_downtime(fleet->alerts, places->pdata[i]);
    if (is_in_downtime(alert, now_us))
      return describe(fleet, alert);
  }
  return NULL;
}
