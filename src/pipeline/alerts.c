#include "pipeline/alerts.h"

#include "base/error.h"
#include "json/alert_report_json.h"
#include "model/ourselves.h"
#include "pipeline/acknowledge.h"
#include "pipeline/alerts_state.h"
#include "pipeline/news.h"

#include <string.h>

/* Somebody waits for the commit. */
struct waiting {
  alerts_done done;
  gpointer user;
  struct alert *alert; /* as it was taken */
};

static void goes(const struct alert *alert, gpointer user)
{
  struct alerts *alerts = user;
  journal_drop_alert(alerts->options.journal, alert);
  if (alert->subject)
    alerts->options.changed(alert->subject, alert->name, alerts->options.user);
}

static void left(const char *subject, const char *name, gpointer user)
{
  struct alerts *alerts = user;
  alerts->options.changed(subject, name, alerts->options.user);
}

/* What was known goes on: whom it is about is found anew. */
static gboolean remember(struct alerts *alerts, GError **error)
{
  guint64 last_id;
  struct alert_book *book = fleet_alert_book(alerts->options.fleet);
  g_autoptr(GPtrArray) stored = journal_load_alerts(alerts->options.journal, &last_id, error);
  for (guint i = 0; stored && i < stored->len; i++)
    alert_book_restore(book, stored->pdata[i]);
  if (!stored)
    return FALSE;
  alert_book_count_from(book, last_id);
  alerts_place_all(alerts);
  return TRUE;
}

struct alerts *alerts_new(const struct alerts_options *options, GError **error)
{
  struct alerts *alerts = g_new0(struct alerts, 1);
  alerts->options = *options;
  alerts->map = alert_map_new(options->fleet);
  alerts->unplaced = g_ptr_array_new_with_free_func(g_free);
  alerts->unchecked = g_ptr_array_new_with_free_func(g_free);
  alert_book_watch(fleet_alert_book(options->fleet), goes, alerts);
  fleet_watch_alerts(options->fleet, left, alerts);
  if (remember(alerts, error))
    return alerts;
  alerts_free(alerts);
  return NULL;
}

void alerts_free(struct alerts *alerts)
{
  if (!alerts)
    return;
  alert_book_watch(fleet_alert_book(alerts->options.fleet), NULL, NULL);
  fleet_watch_alerts(alerts->options.fleet, NULL, NULL);
  g_clear_handle_id(&alerts->slicing, g_source_remove);
  alert_map_free(alerts->map);
  g_ptr_array_unref(alerts->unplaced);
  g_ptr_array_unref(alerts->unchecked);
  g_free(alerts);
}

struct alert_map *alerts_map(struct alerts *alerts)
{
  return alerts->map;
}

static void stored(const GError *error, gpointer user)
{
  struct waiting *waiting = user;
  g_autoptr(GError) refusal =
      error ? g_error_new(PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "the alert is not stored: %s", error->message) : NULL;
  waiting->done(error ? NULL : waiting->alert, refusal, waiting->user);
  alert_free(waiting->alert);
  g_free(waiting);
}

/* What we said of our own tips there comes back through handlers and streams. */
static gboolean is_our_own(const struct alert_report *report)
{
  return strcmp(report->source, "provost") != 0 && our_service_is(report->name);
}

static gboolean may_take(const struct alerts *alerts, const struct alert_report *report, GError **error)
{
  const char *why, *colon = report->subject ? strchr(report->subject, ':') : NULL;
  g_autofree char *word = colon ? g_strndup(report->subject, (gsize)(colon - report->subject)) : NULL;
  enum subject_kind kind;
  if (!journal_is_healthy(alerts->options.journal, &why))
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "no alert is taken, since none can be stored: %s", why);
  else if (word && (!subject_kind_parse(word, &kind) || kind == SUBJECT_SERVICE))
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "\"%s\" is no host, guest, device or cluster: write host:NAME, guest:NAME, device:NAME or cluster:NAME",
                report->subject);
  else if (is_our_own(report))
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED,
                "\"%s\" is what provost itself says to %s, and no alert", report->name, report->source);
  else
    return TRUE;
  return FALSE;
}

/* What was known of the same; of what had no subject until now, it has one. */
static const struct alert *find_known(struct alerts *alerts, const struct alert *about, const char *subject)
{
  const struct alert_book *book = fleet_alerts(alerts->options.fleet);
  g_autofree char *origin = alert_origin(about);
  const struct alert *unmapped = alert_book_of_origin(book, origin);
  if (!subject)
    return unmapped;
  if (unmapped)
    alerts_place(alerts, unmapped);
  return alert_book_find(book, subject, about->name);
}

static gboolean sounds_alike(const struct alert *known, const struct alert *alert)
{
  return known && strcmp(known->text, alert->text) == 0 && strcmp(known->source, alert->source) == 0 &&
         strcmp(known->acknowledged_by, alert->acknowledged_by) == 0 && known->until_us == alert->until_us &&
         g_strcmp0(known->doubt, alert->doubt) == 0;
}

/* Who reads of it is told. That something is well, of which nobody ever said otherwise, is no news. */
static void tell(struct alerts *alerts, const struct alert *alert, guint changes, gboolean sounds_otherwise)
{
  if (alert->subject && (changes || sounds_otherwise))
    alerts->options.changed(alert->subject, alert->name, alerts->options.user);
  if (alert->id && (changes & (ALERT_NEW_STATE | ALERT_NEW_DOWNTIME | ALERT_NEW_ACKNOWLEDGEMENT)))
    news_tell_alert(alerts->options.events, alerts->options.fleet, alerts->options.clock, alert);
}

/* The source has another word for the same: its row goes by that. */
static void leave_former_row(struct alerts *alerts, const struct alert *known, const struct alert *alert)
{
  gboolean is_same = strcmp(known->said, alert->said) == 0 && strcmp(known->host, alert->host) == 0 &&
                     strcmp(known->address, alert->address) == 0;
  if (!is_same)
    journal_drop_alert(alerts->options.journal, known);
}

/* NULL with an error. */
static const struct alert *take(struct alerts *alerts, const struct alert_report *report, GError **error)
{
  guint changes;
  struct alert about = {.name = report->name, .source = report->source, .said = report->subject ? report->subject : "",
                        .host = report->host, .address = report->address};
  alerts_find_subject(alerts, &about);
  g_autofree char *subject = (char *)about.subject, *why = (char *)about.why;
  const struct alert *known = find_known(alerts, &about, subject);
  struct alert *alert = alert_hear(known, report, clock_wall_us(alerts->options.clock), &changes);
  gboolean sounds_otherwise = !sounds_alike(known, alert);
  if (known)
    leave_former_row(alerts, known, alert);
  g_free((char *)alert->subject);
  g_free((char *)alert->why);
  alert->subject = g_steal_pointer(&subject);
  alert->why = g_steal_pointer(&why);
  const struct alert *taken = fleet_take_alert(alerts->options.fleet, alert, error);
  alert_free(alert);
  if (taken)
    tell(alerts, taken, changes, sounds_otherwise);
  return taken;
}

/* Who acknowledges there what we told means our tips. That is no alert, and is answered as if it were one. */
static void take_unkept(struct alerts *alerts, const struct alert_report *report, alerts_done done, gpointer user)
{
  guint changes;
  g_autoptr(GError) error = NULL;
  gboolean is_acknowledgement = acknowledge_means(report);
  struct alert *alert = alert_hear(NULL, report, clock_wall_us(alerts->options.clock), &changes);
  alerts_find_subject(alerts, alert);
  if (is_acknowledgement && alert->subject && alerts->options.acknowledged)
    alerts->options.acknowledged(report, alert->subject, alerts->options.user);
  if (is_acknowledgement && !alert->subject)
    g_set_error(&error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "whose tips are acknowledged is not known: %s", alert->why);
  done(error ? NULL : alert, error, user);
  alert_free(alert);
}

/* A downtime that we plan for a move is no news of what nobody ever spoke of. */
static gboolean is_our_downtime_of_nothing(struct alerts *alerts, const struct alert_report *report)
{
  if ((report->kind != ALERT_DOWNTIME_BEGAN && report->kind != ALERT_DOWNTIME_ENDED) || strcmp(report->author, OURSELVES) != 0)
    return FALSE;
  const struct alert_book *book = fleet_alerts(alerts->options.fleet);
  struct alert about = {.name = report->name, .source = report->source, .said = report->subject ? report->subject : "",
                        .host = report->host, .address = report->address};
  alerts_find_subject(alerts, &about);
  g_autofree char *subject = (char *)about.subject, *why = (char *)about.why, *origin = alert_origin(&about);
  return !alert_book_of_origin(book, origin) && (!subject || !alert_book_find(book, subject, report->name));
}

static void nobody_waits(const struct alert *alert, const GError *error, gpointer user)
{
  (void)alert, (void)user;
  if (error)
    g_debug("an alert is not taken: %s", error->message);
}

void alerts_take(struct alerts *alerts, struct alert_report *report, alerts_done done, gpointer user)
{
  if (!done)
    done = nobody_waits;
  if (acknowledge_means(report) || is_our_downtime_of_nothing(alerts, report)) {
    take_unkept(alerts, report, done, user);
    alert_report_free(report);
    return;
  }
  g_autoptr(GError) error = NULL;
  const struct alert *taken = may_take(alerts, report, &error) ? take(alerts, report, &error) : NULL;
  alert_report_free(report);
  if (!taken) {
    done(NULL, error, user);
    return;
  }
  struct waiting *waiting = g_new(struct waiting, 1);
  *waiting = (struct waiting){done, user, alert_copy(taken)};
  journal_put_alert(alerts->options.journal, taken, stored, waiting);
}

gboolean alerts_take_message(struct alerts *alerts, GVariant *body)
{
  const char *text;
  g_variant_get_child(body, 1, "&s", &text);
  json_auto_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
  struct alert_report *report = json ? alert_report_from_json(json, NULL) : NULL;
  if (report)
    alerts_take(alerts, report, NULL, NULL);
  return report != NULL;
}
