#include "pipeline/acknowledge.h"

#include "model/ourselves.h"

#include <string.h>

gboolean acknowledge_means(const struct alert_report *report)
{
  return (report->kind == ALERT_ACKNOWLEDGED || report->kind == ALERT_UNACKNOWLEDGED) && our_service_is(report->name);
}

static gboolean means_policy(const struct alert_report *report, const char *policy)
{
  const char *meant = our_service_policy(report->name);
  return !meant || strcmp(meant, policy) == 0;
}

static guint64 snooze_of(const struct alert_report *report, const struct acknowledge_terms *terms, gint64 now_us)
{
  if (terms->what == ACKNOWLEDGE_DISMISS)
    return 0;
  return report->until_us > now_us ? (guint64)((report->until_us - now_us) / G_USEC_PER_SEC) + 1 : terms->snooze_sec;
}

static char *who(const struct alert_report *report)
{
  return g_strdup_printf("%s: %s", report->source, *report->author ? report->author : "somebody");
}

static gboolean dismiss(struct tipbook *tips, const struct tip *tip, const struct alert_report *report, guint64 snooze_sec)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *by = who(report);
  const char *why = *report->comment ? report->comment : "acknowledged there";
  struct tip_change change = {.by = by, .why = why, .snooze_sec = snooze_sec};
  if (tipbook_move(tips, tip->id, TIP_EVENT_DISMISS, &change, &error))
    return TRUE;
  g_message("what %s acknowledged stays as it is: %s", by, error->message);
  return FALSE;
}

static guint dismiss_all(struct tipbook *tips, const struct alert_report *report, const char *subject, guint64 snooze_sec)
{
  guint n = 0;
  g_autoptr(GPtrArray) all = tipbook_list(tips);
  for (guint i = 0; i < all->len; i++) {
    const struct tip *tip = all->pdata[i];
    if (strcmp(tip->subject, subject) == 0 && !tip->is_test && !tip_is_finished(tip) && means_policy(report, tip->policy))
      n += dismiss(tips, tip, report, snooze_sec) ? 1 : 0;
  }
  return n;
}

/* Once they are dismissed their service is well there, which takes an acknowledgement back by itself and says nothing: only
 * where it is still bad was it a person. */
static guint release_all(struct tipbook *tips, const struct alert_report *report, const char *subject)
{
  guint n = 0;
  g_autofree char *by = who(report), *prefix = g_strconcat(report->source, ": ", NULL);
  g_autoptr(GPtrArray) all = tipbook_list(tips);
  if (!report->has_state || report->state == ALERT_OK)
    return 0;
  for (guint i = 0; i < all->len; i++) {
    const struct tip *tip = all->pdata[i];
    if (strcmp(tip->subject, subject) == 0 && g_str_has_prefix(tip->state_by, prefix) && means_policy(report, tip->policy))
      n += tipbook_release(tips, tip->id, by, "the acknowledgement was taken back") ? 1 : 0;
  }
  return n;
}

guint acknowledge_take(struct tipbook *tips, const struct alert_report *report, const char *subject,
                       const struct acknowledge_terms *terms, gint64 now_us)
{
  if (terms->what == ACKNOWLEDGE_IGNORE)
    return 0;
  if (report->kind == ALERT_UNACKNOWLEDGED)
    return release_all(tips, report, subject);
  return dismiss_all(tips, report, subject, snooze_of(report, terms, now_us));
}
