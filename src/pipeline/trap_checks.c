#include "pipeline/trap_checks.h"

#include "base/quantity.h"
#include "base/text.h"

#include <string.h>

struct trap_checks {
  const struct clock *clock;
  struct fleet *fleet;
  trap_check_ended ended;
  gpointer user;
  GQueue checks; /* struct trap_check, the oldest first */
};

static void check_free(gpointer data)
{
  struct trap_check *check = data;
  g_free(check->subject);
  g_free(check->name);
  g_free(check->text);
  g_free(check->object);
  g_free(check);
}

struct trap_checks *trap_checks_new(const struct clock *clock, struct fleet *fleet, trap_check_ended ended, gpointer user)
{
  struct trap_checks *checks = g_new0(struct trap_checks, 1);
  checks->clock = clock;
  checks->fleet = fleet;
  checks->ended = ended;
  checks->user = user;
  g_queue_init(&checks->checks);
  return checks;
}

void trap_checks_free(struct trap_checks *checks)
{
  if (!checks)
    return;
  g_queue_clear_full(&checks->checks, check_free);
  g_free(checks);
}

static void drop(struct trap_checks *checks, GList *link)
{
  check_free(link->data);
  g_queue_delete_link(&checks->checks, link);
}

void trap_checks_end(struct trap_checks *checks, const char *subject, const char *name)
{
  for (GList *link = checks->checks.head, *next; link; link = next) {
    const struct trap_check *check = link->data;
    next = link->next;
    if (strcmp(check->subject, subject) == 0 && strcmp(check->name, name) == 0)
      drop(checks, link);
  }
}

/* The object of the subject that carries the metric; NULL: it is of another kind, or of a part that the row does not name. */
static char *object_for(const struct pack_trap *row, const struct trap_record *trap, const char *subject, enum metric_id metric)
{
  enum object_class class = metric_get(metric)->class;
  if (!row->part)
    return object_of(subject, class);
  g_autofree char *part = pack_trap_fill(row, row->part, trap);
  return object_part(subject, class, part);
}

void trap_checks_begin(struct trap_checks *checks, const struct pack_trap *row, const struct trap_record *trap,
                       const struct alert_report *alert)
{
  enum metric_id metric = row->metric ? metric_find(row->metric) : METRIC_NONE;
  char *object = metric == METRIC_NONE ? NULL : object_for(row, trap, alert->subject, metric);
  trap_checks_end(checks, alert->subject, alert->name);
  if (!object && row->lasts_sec == 0)
    return;
  if (checks->checks.length == CHECKS_MAX)
    drop(checks, checks->checks.head);
  struct trap_check *check = g_new0(struct trap_check, 1);
  *check = (struct trap_check){g_strdup(alert->subject), g_strdup(alert->name), g_strdup(alert->text), alert->state,
                               row->relation, row->value, object, object ? metric : METRIC_NONE,
                               clock_monotonic_us(checks->clock), row->lasts_sec, FALSE};
  g_queue_push_tail(&checks->checks, check);
}

/* Whether a value was read since the trap came. */
static gboolean is_newer(const struct trap_checks *checks, const struct trap_check *check, const struct value *value)
{
  gint64 age_us = clock_monotonic_us(checks->clock) - check->since_us;
  return value->reading.state == READING_KNOWN && value->age_ms * 1000 < age_us;
}

static void end(struct trap_checks *checks, struct trap_check *check, char *why)
{
  g_autofree char *said = why;
  g_autofree char *text = g_strdup_printf("%s: %s", said, check->text);
  text_replace(&check->text, text);
  check->state = ALERT_OK;
  checks->ended(check, checks->user);
}

/* FALSE: the check is over. */
static gboolean look_at_age(struct trap_checks *checks, struct trap_check *check)
{
  gint64 age_us = clock_monotonic_us(checks->clock) - check->since_us;
  if (check->lasts_sec == 0)
    return check->is_confirmed || age_us < CHECK_WAIT_SEC * G_USEC_PER_SEC;
  if (age_us < (gint64)check->lasts_sec * G_USEC_PER_SEC)
    return TRUE;
  g_autofree char *span = duration_format(check->lasts_sec);
  end(checks, check, g_strdup_printf("nothing more was heard of it for %s", span));
  return FALSE;
}

static gboolean look(struct trap_checks *checks, struct trap_check *check)
{
  const struct value value = check->metric == METRIC_NONE ? (struct value){.reading = {.state = READING_FIRST}}
                                                           : fleet_value(checks->fleet, check->object, check->metric);
  if (!is_newer(checks, check, &value))
    return look_at_age(checks, check);
  if (!confirm_agrees(check->relation, check->value, value.reading.value)) {
    end(checks, check, g_strdup_printf("%s is %g, which does not agree", metric_get(check->metric)->name, value.reading.value));
    return FALSE;
  }
  if (!check->is_confirmed) {
    check->is_confirmed = TRUE;
    checks->ended(check, checks->user);
  }
  return look_at_age(checks, check);
}

void trap_checks_tick(struct trap_checks *checks)
{
  for (GList *link = checks->checks.head, *next; link; link = next) {
    next = link->next;
    if (!look(checks, link->data))
      drop(checks, link);
  }
}
