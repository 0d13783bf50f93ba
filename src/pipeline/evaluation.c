#include "pipeline/evaluation.h"

#include "base/error.h"
#include "pipeline/baselines.h"
#include "pipeline/subjects_message.h"
#include "wire/policy_row.h"

#include <string.h>

struct evaluation {
  struct evaluation_options options;
  struct baselines *baselines;
  GVariant *subjects, *policies, *settings;
  GHashTable *needs;  /* metric -> how far back in seconds */
  GHashTable *filled; /* "object metric span" asked of history for this life of the role */
  char *running;      /* the policy that said it runs now; NULL: none */
  gint64 asked_sec;   /* the grid point whose evaluation is awaited; 0: none */
  guint rounds;       /* evaluations that came to an end */
  guint life;         /* of the role: tells answers to an earlier one */
  gboolean is_up, is_loading, may_lack; /* may_lack: series that history is still to be asked for */
  guint told_alerts;  /* changes of them, as told */
  guint told_changes; /* of the fleet, as the subjects told show it */
  guint filled_objects; /* how many there were when history was asked for them */
  gint64 deadline_us; /* monotonic; 0: nothing is awaited */
  gint64 asked_us, took_ms;
};

struct fill {
  struct evaluation *evaluation;
  guint life;
  char *key;
};

struct evaluation *evaluation_new(const struct evaluation_options *options)
{
  struct evaluation *evaluation = g_new0(struct evaluation, 1);
  evaluation->options = *options;
  evaluation->took_ms = -1;
  evaluation->baselines = baselines_new(&(struct baselines_options){options->fleet, options->history, options->policy});
  evaluation->needs = g_hash_table_new(NULL, NULL);
  evaluation->filled = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  return evaluation;
}

void evaluation_free(struct evaluation *evaluation)
{
  if (!evaluation)
    return;
  baselines_free(evaluation->baselines);
  g_clear_pointer(&evaluation->subjects, g_variant_unref);
  g_clear_pointer(&evaluation->policies, g_variant_unref);
  g_clear_pointer(&evaluation->settings, g_variant_unref);
  g_hash_table_unref(evaluation->needs);
  g_hash_table_unref(evaluation->filled);
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
  evaluation->may_lack = TRUE;
}

static void tell_alerts(struct evaluation *evaluation)
{
  guint changes = fleet_alert_changes(evaluation->options.fleet);
  if (evaluation->told_alerts == changes)
    return;
  g_autoptr(GVariant) alerts = g_variant_ref_sink(alerts_message(evaluation->options.fleet));
  if (channel_send(evaluation->options.policy, MESSAGE_ALERTS, alerts))
    evaluation->told_alerts = changes;
}

static void on_history(GVariant *series, const GError *error, gpointer user)
{
  struct fill *fill = user;
  struct evaluation *evaluation = fill->evaluation;
  if (fill->life == evaluation->life && evaluation->is_up) {
    if (series)
      channel_send(evaluation->options.policy, MESSAGE_SERIES, series);
    else if (error->code == PROVOST_ERROR_UNAVAILABLE && g_hash_table_remove(evaluation->filled, fill->key))
      evaluation->may_lack = TRUE; /* asked again at the next interval */
  }
  g_free(fill->key);
  g_free(fill);
}

static void fill_series(struct evaluation *evaluation, const char *object, enum metric_id metric,
                        guint span_sec, gint64 stamp_sec)
{
  g_autofree char *key = g_strdup_printf("%s %d %u", object, metric, span_sec);
  if (!g_hash_table_add(evaluation->filled, g_strdup(key)))
    return;
  struct fill *fill = g_new(struct fill, 1);
  *fill = (struct fill){evaluation, evaluation->life, g_steal_pointer(&key)};
  const struct history_question question = {object, metric, stamp_sec - span_sec, stamp_sec,
                                            fleet_interval_ms(evaluation->options.fleet) / 1000};
  history_fetch(evaluation->options.history, &question, on_history, fill);
}

struct filling {
  struct evaluation *evaluation;
  gint64 stamp_sec;
};

static void fill_object(const char *name, gpointer user)
{
  const struct filling *filling = user;
  struct object object;
  if (!object_parse(name, &object))
    return;
  GHashTableIter needs;
  gpointer metric, span;
  g_hash_table_iter_init(&needs, filling->evaluation->needs);
  while (g_hash_table_iter_next(&needs, &metric, &span))
    if (metric_get(GPOINTER_TO_UINT(metric))->class == object.class)
      fill_series(filling->evaluation, name, GPOINTER_TO_UINT(metric), GPOINTER_TO_UINT(span), filling->stamp_sec);
}

static void fill_subjects(struct filling *filling)
{
  GVariantIter subjects;
  const char *subject;
  filling->evaluation->may_lack = FALSE;
  g_variant_iter_init(&subjects, filling->evaluation->subjects);
  while (g_variant_iter_loop(&subjects, "(&s&s&s&sb@a{ss}@as)", &subject, NULL, NULL, NULL, NULL, NULL, NULL))
    fill_object(subject, filling);
}

/* Subjects have been asked for already. */
static void fill_part(const char *name, gpointer user)
{
  if (strchr(name, '{'))
    fill_object(name, user);
}

/* A policy looks back on metrics that subjects do not have themselves. */
static gboolean needs_parts(const struct evaluation *evaluation)
{
  GHashTableIter needs;
  gpointer metric;
  g_hash_table_iter_init(&needs, evaluation->needs);
  while (g_hash_table_iter_next(&needs, &metric, NULL))
    if (object_class_label(metric_get(GPOINTER_TO_UINT(metric))->class))
      return TRUE;
  return FALSE;
}

/* Asks history once for each series that a policy looks back on: of subjects, and of the parts that are known. */
static void fill_windows(struct evaluation *evaluation, gint64 stamp_sec)
{
  struct filling filling = {evaluation, stamp_sec};
  const struct fleet *fleet = evaluation->options.fleet;
  guint objects = fleet_count_objects(fleet);
  if (!evaluation->may_lack && objects == evaluation->filled_objects)
    return;
  if (evaluation->may_lack)
    fill_subjects(&filling);
  evaluation->filled_objects = objects;
  if (needs_parts(evaluation))
    fleet_each_object(fleet, fill_part, &filling);
}

void evaluation_role_is_up(struct evaluation *evaluation)
{
  g_clear_pointer(&evaluation->subjects, g_variant_unref);
  g_hash_table_remove_all(evaluation->filled);
  evaluation->may_lack = TRUE;
  baselines_begin(evaluation->baselines);
  g_clear_pointer(&evaluation->running, g_free);
  evaluation->asked_sec = 0;
  evaluation->life++;
  evaluation->is_up = evaluation->is_loading = TRUE;
  tell_subjects(evaluation);
  evaluation->told_alerts = 0; /* there is none before the first change */
  tell_alerts(evaluation);
  await(evaluation, LOADING_DEADLINE_MS);
}

/* A key begins with its object. */
static gboolean is_of_nobody(gpointer key, gpointer value, gpointer fleet)
{
  (void)value;
  g_autofree char *subject = g_strndup(key, strcspn(key, " {"));
  return !fleet_has_subject(fleet, subject);
}

void evaluation_fleet_is_configured(struct evaluation *evaluation)
{
  g_hash_table_foreach_remove(evaluation->filled, is_of_nobody, (gpointer)evaluation->options.fleet);
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
  evaluation->deadline_us = 0;
}

static void take_policies(struct evaluation *evaluation, GVariant *body)
{
  g_clear_pointer(&evaluation->policies, g_variant_unref);
  evaluation->policies = g_variant_ref(body);
  evaluation->may_lack = TRUE;
  held_take_policies(evaluation->options.held, body);
  g_hash_table_remove_all(evaluation->needs);
  for (gsize i = 0; i < policy_rows(body); i++) {
    struct policy_row row;
    policy_row_read(body, i, &row);
    g_autoptr(GVariant) needs = policy_row_needs(body, i);
    gsize n = row.state == POLICY_ACTIVE ? g_variant_n_children(needs) : 0;
    for (gsize j = 0; j < n; j++) {
      guint16 metric;
      guint span_sec;
      g_variant_get_child(needs, j, "(qu)", &metric, &span_sec);
      guint known = GPOINTER_TO_UINT(g_hash_table_lookup(evaluation->needs, GUINT_TO_POINTER(metric)));
      if (metric < metric_count() && span_sec > known)
        g_hash_table_insert(evaluation->needs, GUINT_TO_POINTER(metric), GUINT_TO_POINTER(span_sec));
    }
  }
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
    evaluation->took_ms = (clock_monotonic_us(evaluation->options.clock) - evaluation->asked_us) / 1000;
    evaluation->rounds++;
    answered(evaluation);
  }
}

void evaluation_take_interval(struct evaluation *evaluation, gint64 stamp_sec)
{
  if (evaluation->deadline_us || !evaluation->is_up)
    return;
  tell_subjects(evaluation);
  tell_alerts(evaluation);
  fill_windows(evaluation, stamp_sec);
  baselines_take_interval(evaluation->baselines, stamp_sec);
  evaluation->asked_us = clock_monotonic_us(evaluation->options.clock);
  if (!channel_send(evaluation->options.policy, MESSAGE_EVALUATE, g_variant_new("(x)", stamp_sec)))
    return;
  evaluation->asked_sec = stamp_sec;
  await(evaluation, EVALUATION_DEADLINE_MS);
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
  evaluation->options.kill_role(ROLE_POLICY, why, evaluation->options.user);
}

gint64 evaluation_took_ms(const struct evaluation *evaluation)
{
  return evaluation->took_ms;
}

guint evaluation_rounds(const struct evaluation *evaluation)
{
  return evaluation->rounds;
}

const char *evaluation_running(const struct evaluation *evaluation)
{
  return evaluation->running;
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
