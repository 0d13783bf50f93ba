#include "pipeline/parts.h"

#include "pipeline/foreign.h"

#define VERDICTS_REMEMBERED 100000

static const struct tipbook_events tip_events = {pipeline_tip_moved, pipeline_may_automate, pipeline_automation_rule, pipeline_approvals,
                                                 pipeline_symptom_of, pipeline_containing, pipeline_superseded_by};
static const struct action_events action_events = {pipeline_order_deed, pipeline_action_changed, pipeline_action_begun,
                                                     pipeline_ask_room};

static const enum role told_roles[] = {ROLE_NOTIFY, ROLE_AGENTX};

static void make_feeds(struct pipeline *pipeline)
{
  for (gsize i = 0; i < G_N_ELEMENTS(told_roles); i++)
    pipeline->feeds[told_roles[i]] = event_feed_new(pipeline->options.events, told_roles[i], pipeline_send, pipeline);
}

/* What past moves took is known again after a start. */
static void remember_moves(struct pipeline *pipeline)
{
  g_autoptr(GPtrArray) actions = actions_list(pipeline->actions);
  for (guint i = actions->len; i > 0; i--)
    fleet_take_action(pipeline->options.fleet, actions->pdata[i - 1]);
}

static void store_residence(const struct residence *residence, gpointer journal)
{
  journal_put_residence(journal, residence);
}

/* Where licensed guests were goes on from where it ended; one more than are kept shows that there were more. */
static gboolean remember_residences(const struct pipeline_options *options, GError **error)
{
  g_autoptr(GPtrArray) residences = journal_load_residences(options->journal, LIMIT_RESIDENCES + 1, error);
  if (!residences)
    return FALSE;
  fleet_watch_residences(options->fleet, store_residence, options->journal);
  fleet_restore_residences(options->fleet, residences);
  return TRUE;
}

static gboolean remember_verdicts(struct pipeline *pipeline, GError **error)
{
  g_autoptr(GPtrArray) judgements = journal_load_verdicts(pipeline->options.journal, VERDICTS_REMEMBERED, error);
  pipeline->verdicts = verdict_book_new();
  for (guint i = 0; judgements && i < judgements->len; i++)
    verdict_book_take(pipeline->verdicts, judgements->pdata[i]);
  return judgements != NULL;
}

struct pipeline *pipeline_new(const struct pipeline_options *options, GError **error)
{
  struct pipeline *pipeline = g_new0(struct pipeline, 1);
  struct channel **channels = options->channels;
  pipeline->options = *options;
  pipeline->lag = (struct pipeline_lag){-1, -1, -1, -1};
  pipeline->alive = g_rc_box_new0(gboolean);
  *pipeline->alive = TRUE;
  pipeline->history = history_new(options->clock, channels[ROLE_RRD_WRITER], channels[ROLE_RRD_READER]);
  pipeline->loads = loads_filling_new(options->fleet, pipeline->history, options->clock);
  pipeline->held = held_new(options->held_file);
  pipeline->pausing = pausing_new(options->pause_file, options->fleet);
  pipeline->dirty_rates = dirty_rates_new(options->clock, options->fleet, channels[ROLE_VIRT]);
  pipeline->evaluation = evaluation_new(&(struct evaluation_options){
      options->clock, options->fleet, pipeline->history, channels[ROLE_POLICY], pipeline->held, options->kill_role,
      options->user});
  pipeline->alerts = alerts_new(&(struct alerts_options){options->clock, options->fleet, options->journal, options->events,
                                                         pipeline_alert_changed, pipeline, pipeline_acknowledged},
                                error);
  pipeline->relations = relations_new();
  pipeline->lifecycle = lifecycle_new(options->events, options->fleet, options->clock);
  make_feeds(pipeline);
  pipeline->deaths = deaths_new(options->clock, options->fleet, pipeline->evaluation);
  if (pipeline->alerts)
    pipeline->tips = tipbook_new(&(struct tipbook_options){tip_keeping_journal(options->journal), options->clock, &tip_events,
                                                           pipeline},
                                 error);
  if (pipeline->tips)
    pipeline->actions = actions_new(&(struct actions_options){options->journal, options->clock, options->fleet,
                                                              &action_events, pipeline},
                                    error);
  if (pipeline->actions)
    pipeline->traps = traps_new(&(struct traps_options){options->clock, options->fleet, options->journal, pipeline_alert_of_trap,
                                                        pipeline_order_poll, pipeline_trap_means, pipeline},
                                error);
  pipeline->restricting = (struct restricting){options->fleet, options->journal, pipeline->actions, options->clock};
  if (!pipeline->traps || !remember_residences(options, error) || !remember_verdicts(pipeline, error)) {
    pipeline_free(pipeline);
    return NULL;
  }
  pipeline->program_runs = program_runs_new(&(struct program_runs_options){options->journal, options->clock, pipeline->actions,
                                                                           pipeline_order_run, pipeline});
  pipeline->campaigns = campaigns_new(&pipeline->restricting);
  pipeline->signs = signs_new(pipeline->actions, options->fleet, options->clock, options->events);
  pipeline->remedies = remedies_new(&(struct remedies_options){options->clock, options->fleet, options->journal, pipeline->tips,
                                                              pipeline->actions, pipeline->program_runs, &pipeline->restricting,
                                                              pipeline->campaigns, pipeline->verdicts});
  pipeline->outward = outward_new(&(struct results_options){options->clock, options->fleet, pipeline->tips, pipeline->evaluation,
                                                            pipeline_order_run, pipeline});
  remember_moves(pipeline);
  gboolean is_settled = program_runs_resume(pipeline->program_runs, error);
  foreign_resume(pipeline->tips, options->fleet, options->clock);
  remedies_resume(pipeline->remedies);
  if (!is_settled || !restrict_load(&pipeline->restricting, error)) {
    pipeline_free(pipeline);
    return NULL;
  }
  campaigns_resume(pipeline->campaigns);
  return pipeline;
}

void pipeline_free(struct pipeline *pipeline)
{
  if (!pipeline)
    return;
  *pipeline->alive = FALSE;
  g_rc_box_release(pipeline->alive);
  fleet_watch_residences(pipeline->options.fleet, NULL, NULL);
  for (enum role role = 0; role < ROLES; role++)
    event_feed_free(pipeline->feeds[role]);
  lifecycle_free(pipeline->lifecycle);
  remedies_free(pipeline->remedies);
  program_runs_free(pipeline->program_runs);
  campaigns_free(pipeline->campaigns);
  signs_free(pipeline->signs);
  outward_free(pipeline->outward);
  pausing_free(pipeline->pausing);
  dirty_rates_free(pipeline->dirty_rates);
  history_free(pipeline->history);
  loads_filling_free(pipeline->loads);
  deaths_free(pipeline->deaths);
  alerts_free(pipeline->alerts);
  evaluation_free(pipeline->evaluation);
  held_free(pipeline->held);
  actions_free(pipeline->actions);
  verdict_book_free(pipeline->verdicts);
  tipbook_free(pipeline->tips);
  relations_free(pipeline->relations);
  traps_free(pipeline->traps);
  g_free(pipeline);
}

gboolean pipeline_pause(struct pipeline *pipeline, const char *by, const char *reason, GError **error)
{
  const struct pipeline_options *options = &pipeline->options;
  gboolean was_paused = fleet_paused(options->fleet) != NULL;
  gboolean is_kept = pausing_begin(pipeline->pausing, by, reason, clock_wall_us(options->clock), error);
  if (!was_paused) {
    g_message("automation is paused by %s%s%s", by, *reason ? ": " : "", reason);
    journal_put_audit(options->journal, "automation", &(struct audit){by, "paused", reason});
  }
  return is_kept;
}

gboolean pipeline_resume(struct pipeline *pipeline, const char *by, GError **error)
{
  if (!pausing_end(pipeline->pausing, error))
    return FALSE;
  g_message("automation goes on, by %s", by);
  journal_put_audit(pipeline->options.journal, "automation", &(struct audit){by, "resumed", ""});
  return TRUE;
}

static struct waiting waiting_now(const struct pipeline *pipeline)
{
  return (struct waiting){pipeline->options.fleet, pipeline->tips, pipeline->verdicts, clock_wall_us(pipeline->options.clock)};
}

char *pipeline_why_waits(const struct pipeline *pipeline, const struct tip *tip)
{
  const struct waiting waiting = waiting_now(pipeline);
  return waits_why(&waiting, tip);
}

void pipeline_each_wait(const struct pipeline *pipeline, const struct tip *tip, waits_take take, gpointer user)
{
  const struct waiting waiting = waiting_now(pipeline);
  waits_each(&waiting, tip, take, user);
}

void pipeline_set_acknowledge(struct pipeline *pipeline, const struct acknowledge_terms *nagios, const struct acknowledge_terms *icinga)
{
  pipeline->nagios_acknowledges = *nagios;
  pipeline->icinga_acknowledges = *icinga;
}

void pipeline_set_terms(struct pipeline *pipeline, guint undo_per_hour, const struct tipbook_terms *terms)
{
  remedies_set_undo(pipeline->remedies, undo_per_hour);
  tipbook_set_terms(pipeline->tips, terms);
}

void pipeline_set_outward(struct pipeline *pipeline, const struct outward_terms *terms)
{
  outward_set_terms(pipeline->outward, terms);
}

struct alert_map *pipeline_alert_map(struct pipeline *pipeline)
{
  return alerts_map(pipeline->alerts);
}

struct tipbook *pipeline_tips(struct pipeline *pipeline)
{
  return pipeline->tips;
}

const struct trap_book *pipeline_traps(const struct pipeline *pipeline)
{
  return traps_book(pipeline->traps);
}

GVariant *pipeline_trap_listening(const struct pipeline *pipeline)
{
  return traps_listening(pipeline->traps);
}

void pipeline_take_trap(struct pipeline *pipeline, struct trap_record *trap, pipeline_trap_done done, gpointer user)
{
  traps_pass(pipeline->traps, trap, done, user);
}

struct actions *pipeline_actions(struct pipeline *pipeline)
{
  return pipeline->actions;
}

struct history *pipeline_history(struct pipeline *pipeline)
{
  return pipeline->history;
}

const struct verdict_book *pipeline_verdicts(const struct pipeline *pipeline)
{
  return pipeline->verdicts;
}

GVariant *pipeline_settings(const struct pipeline *pipeline)
{
  return evaluation_settings(pipeline->evaluation);
}

GVariant *pipeline_policies(const struct pipeline *pipeline)
{
  return evaluation_policies(pipeline->evaluation);
}

struct held *pipeline_held(const struct pipeline *pipeline)
{
  return pipeline->held;
}

struct pipeline_lag pipeline_lag(const struct pipeline *pipeline)
{
  struct pipeline_lag lag = pipeline->lag;
  lag.evaluation_ms = evaluation_took_ms(pipeline->evaluation);
  lag.evaluation_age_ms = evaluation_age_ms(pipeline->evaluation);
  return lag;
}

guint64 pipeline_missed_events(const struct pipeline *pipeline, enum role role)
{
  return event_feed_missed(pipeline->feeds[role]);
}

guint64 pipeline_rejected(const struct pipeline *pipeline)
{
  return pipeline->rejected;
}
