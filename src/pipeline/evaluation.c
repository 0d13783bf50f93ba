#include "pipeline/evaluation.h"

#include "base/error.h"
#include "pipeline/alert_feed.h"
#include "pipeline/baselines.h"
#include "pipeline/subjects_message.h"
#include "pipeline/windows.h"

#define SOON_MS 100 /* what changes meanwhile is judged together */

struct evaluation {
  struct evaluation_options options;
  struct alert_feed *alerts;
  guint soon;             /* GLib source: what has changed is judged then; 0: nothing has */
  gboolean is_catching_up; /* the role does not know all alerts yet: what it would judge by some might be wrong */
  gboolean is_between;    /* what is awaited is an evaluation of what has changed, between two points of the grid */
  gint64 judged_sec;      /* the last point of the grid that was evaluated, and the one that came up meanwhile; 0: none */
  gint64 missed_sec;
  struct baselines *baselines;
  GVariant *subjects, *policies, *settings;
  struct windows *windows;
  char *running;      /* the policy that said it runs now; NULL: none */
  gint64 asked_sec;   /* the grid point whose evaluation is awaited; 0: none */
  guint rounds;       /* evaluations of points of the grid that came to an end */
  gboolean is_late; /* the role is killed, since no answer came in time */
  gboolean is_up, is_loading;
  guint told_changes; /* of the fleet, as the subjects told show it */
  gint64 deadline_us; /* monotonic; 0: nothing is awaited */
  gint64 asked_us, took_ms, ended_us;
};

struct evaluation *evaluation_new(const struct evaluation_options *options)
{
  struct evaluation *evaluation = g_new0(struct evaluation, 1);
  evaluation->options = *options;
  evaluation->took_ms = -1;
  evaluation->alerts = alert_feed_new(options->fleet, options->policy);
  evaluation->baselines = baselines_new(&(struct baselines_options){options->fleet, options->history, options->policy});
  evaluation->windows = windows_new(options->fleet, options->history, options->policy);
  return evaluation;
}

void evaluation_free(struct evaluation *evaluation)
{
  if (!evaluation)
    return;
  g_clear_handle_id(&evaluation->soon, g_source_remove);
  alert_feed_free(evaluation->alerts);
  baselines_free(evaluation->baselines);
  g_clear_pointer(&evaluation->subjects, g_variant_unref);
  g_clear_pointer(&evaluation->policies, g_variant_unref);
  g_clear_pointer(&evaluation->settings, g_variant_unref);
  windows_free(evaluation->windows);
  g_free(evaluation->running);
  g_free(evaluation);
}

static void await(struct evaluation *evaluation, guint ms)
{
  evaluation->deadline_us = clock_monotonic_us(evaluation->options.clock) + (gint64)ms * 1000;
}

static void tell_subjects(struct evaluation *evaluation)
{
  guint changes = fleet_changes(evaluation->options.fleet);
  if (evaluation->subjects && evaluation->told_changes == changes)
    return;
  g_autoptr(GVariant) subjects = g_variant_ref_sink(subjects_message(evaluation->options.fleet));
  evaluation->told_changes = changes;
  if (evaluation->subjects && g_variant_equal(subjects, evaluation->subjects))
    return;
  channel_send(evaluation->options.policy, MESSAGE_SUBJECTS, subjects);
  baselines_tell_anew(evaluation->baselines);
  g_clear_pointer(&evaluation->subjects, g_variant_unref);
  evaluation->subjects = g_steal_pointer(&subjects);
  windows_look_again(evaluation->windows);
}

static void judge_soon(struct evaluation *evaluation);

/* Some at a time, so that no turn of the loop is long. FALSE: there are more. */
static gboolean tell_alerts(struct evaluation *evaluation)
{
  if (!alert_feed_send(evaluation->alerts)) {
    judge_soon(evaluation);
    return FALSE;
  }
  evaluation->is_catching_up = FALSE;
  return TRUE;
}

static gboolean ask(struct evaluation *evaluation, gint64 stamp_sec, gboolean is_between)
{
  evaluation->asked_us = clock_monotonic_us(evaluation->options.clock);
  if (!channel_send(evaluation->options.policy, MESSAGE_EVALUATE, g_variant_new("(xb)", stamp_sec, !is_between)))
    return FALSE;
  evaluation->asked_sec = stamp_sec;
  evaluation->is_between = is_between;
  await(evaluation, EVALUATION_DEADLINE_MS);
  return TRUE;
}

/* Before the first point of the grid there is nothing to judge by. */
static gboolean judge_changes(gpointer user)
{
  struct evaluation *evaluation = user;
  evaluation->soon = 0;
  if (!evaluation->is_up || evaluation->deadline_us)
    return G_SOURCE_REMOVE; /* and again when that is answered */
  if (tell_alerts(evaluation) && evaluation->judged_sec > 0)
    ask(evaluation, evaluation->judged_sec, TRUE);
  return G_SOURCE_REMOVE;
}

static void judge_soon(struct evaluation *evaluation)
{
  if (evaluation->is_up && !evaluation->soon)
    evaluation->soon = g_timeout_add(evaluation->is_catching_up ? 0 : SOON_MS, judge_changes, evaluation);
}

void evaluation_take_alert(struct evaluation *evaluation, const char *subject, const char *name)
{
  alert_feed_add(evaluation->alerts, subject, name);
  judge_soon(evaluation);
}

void evaluation_role_is_up(struct evaluation *evaluation)
{
  g_clear_pointer(&evaluation->subjects, g_variant_unref);
  windows_begin(evaluation->windows);
  baselines_begin(evaluation->baselines);
  g_clear_pointer(&evaluation->running, g_free);
  evaluation->asked_sec = 0;
  evaluation->is_late = FALSE;
  evaluation->is_up = evaluation->is_loading = TRUE;
  tell_subjects(evaluation);
  alert_feed_begin(evaluation->alerts);
  evaluation->is_catching_up = TRUE;
  evaluation->judged_sec = evaluation->missed_sec = 0;
  tell_alerts(evaluation);
  await(evaluation, LOADING_DEADLINE_MS);
}

void evaluation_fleet_is_configured(struct evaluation *evaluation)
{
  windows_forget_gone(evaluation->windows);
}

void evaluation_role_is_reconfigured(struct evaluation *evaluation)
{
  evaluation->is_loading = TRUE;
  await(evaluation, LOADING_DEADLINE_MS);
}

/* Who brings the whole role down, by an error of ours that it makes use of, must not do so for ever. */
static void blame_for_death(struct evaluation *evaluation)
{
  if (!evaluation->deadline_us || !evaluation->running)
    return;
  guint deaths = held_count_kill(evaluation->options.held, evaluation->running);
  g_warning("provost-policy died while policy %s ran (%u of %d times before it is suspended)", evaluation->running,
            deaths, KILLS_TO_SUSPEND);
}

void evaluation_role_is_down(struct evaluation *evaluation)
{
  blame_for_death(evaluation);
  evaluation->is_up = FALSE;
  g_clear_handle_id(&evaluation->soon, g_source_remove);
  windows_end(evaluation->windows);
  evaluation->deadline_us = 0;
}

static void take_policies(struct evaluation *evaluation, GVariant *body)
{
  g_clear_pointer(&evaluation->policies, g_variant_unref);
  evaluation->policies = g_variant_ref(body);
  held_take_policies(evaluation->options.held, body);
  windows_take_policies(evaluation->windows, body);
}

static void take_running(struct evaluation *evaluation, const char *policy)
{
  g_clear_pointer(&evaluation->running, g_free);
  if (name_is_valid(policy))
    evaluation->running = g_strdup(policy);
}

static void answered(struct evaluation *evaluation)
{
  evaluation->deadline_us = 0;
  evaluation->is_loading = FALSE;
  evaluation->asked_sec = 0;
  g_clear_pointer(&evaluation->running, g_free);
  gint64 missed_sec = evaluation->missed_sec;
  evaluation->missed_sec = 0;
  if (missed_sec > 0)
    evaluation_take_interval(evaluation, missed_sec);
  else if (!alert_feed_is_empty(evaluation->alerts))
    judge_soon(evaluation);
}

void evaluation_take_message(struct evaluation *evaluation, enum message_kind kind, GVariant *body)
{
  switch (kind) {
  case MESSAGE_SETTINGS:
    g_clear_pointer(&evaluation->settings, g_variant_unref);
    evaluation->settings = g_variant_ref(body);
    break;
  case MESSAGE_POLICIES: /* while it evaluates, they are no answer */
    take_policies(evaluation, body);
    if (evaluation->is_loading)
      answered(evaluation);
    break;
  case MESSAGE_BASELINES_NEEDED:
    baselines_take_needs(evaluation->baselines, body);
    break;
  case MESSAGE_RUNNING: /* that policy is through, and another one begins */
    take_running(evaluation, g_variant_get_string(body, NULL));
    if (evaluation->deadline_us && !evaluation->is_loading)
      await(evaluation, EVALUATION_DEADLINE_MS);
    break;
  default:
    if (evaluation->is_loading)
      break;
    if (!evaluation->is_between) {
      evaluation->took_ms = (clock_monotonic_us(evaluation->options.clock) - evaluation->asked_us) / 1000;
      evaluation->ended_us = clock_monotonic_us(evaluation->options.clock);
      evaluation->rounds++;
    }
    answered(evaluation);
  }
}

void evaluation_take_interval(struct evaluation *evaluation, gint64 stamp_sec)
{
  if (evaluation->deadline_us && evaluation->is_between)
    evaluation->missed_sec = stamp_sec;
  if (evaluation->deadline_us || !evaluation->is_up)
    return;
  tell_subjects(evaluation);
  if (!tell_alerts(evaluation) && evaluation->is_catching_up)
    return;
  windows_fill(evaluation->windows, evaluation->subjects, stamp_sec);
  baselines_take_interval(evaluation->baselines, stamp_sec);
  if (ask(evaluation, stamp_sec, FALSE))
    evaluation->judged_sec = stamp_sec;
}

void evaluation_tick(struct evaluation *evaluation)
{
  if (!evaluation->deadline_us ||
      clock_monotonic_us(evaluation->options.clock) < evaluation->deadline_us)
    return;
  evaluation->deadline_us = 0;
  g_autofree char *why = g_strdup("it does not answer in time");
  if (evaluation->running) {
    guint kills = held_count_kill(evaluation->options.held, evaluation->running);
    g_free(why);
    why = g_strdup_printf("policy %s holds it up (%u of %d times before it is suspended)", evaluation->running,
                          kills, KILLS_TO_SUSPEND);
  }
  evaluation->is_late = TRUE;
  evaluation->options.kill_role(ROLE_POLICY, why, evaluation->options.user);
}

gint64 evaluation_took_ms(const struct evaluation *evaluation)
{
  return evaluation->took_ms;
}

gint64 evaluation_age_ms(const struct evaluation *evaluation)
{
  return evaluation->took_ms < 0 ? -1 : (clock_monotonic_us(evaluation->options.clock) - evaluation->ended_us) / 1000;
}

guint evaluation_rounds(const struct evaluation *evaluation)
{
  return evaluation->rounds;
}

const char *evaluation_running(const struct evaluation *evaluation)
{
  return evaluation->running;
}

gboolean evaluation_is_late(const struct evaluation *evaluation)
{
  return evaluation->is_late;
}

gint64 evaluation_asked_sec(const struct evaluation *evaluation)
{
  return evaluation->asked_sec;
}

GVariant *evaluation_settings(const struct evaluation *evaluation)
{
  return evaluation->settings;
}

GVariant *evaluation_policies(const struct evaluation *evaluation)
{
  return evaluation->policies;
}
