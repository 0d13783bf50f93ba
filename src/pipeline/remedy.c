#include "pipeline/remedy.h"

#include "base/error.h"
#include "pipeline/remedy_state.h"
#include "pipeline/terms.h"
#include "pipeline/undo.h"
#include "tips/attempt.h"

#define TOLD_AGAIN_SEC 3600

/* How each kind of remedy is begun. */
static void (*const begins[REMEDY_KINDS])(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy) = {
    [REMEDY_NOTIFY] = remedy_begin_notify,
    [REMEDY_MIGRATE] = remedy_begin_migrate,
    [REMEDY_RESIZE_MEMORY] = remedy_begin_resize,
    [REMEDY_RESIZE_VCPUS] = remedy_begin_resize,
    [REMEDY_RUN] = remedy_begin_run,
    [REMEDY_RESTRICT] = remedy_begin_restrict,
    [REMEDY_EVACUATE] = remedy_begin_evacuate,
};

struct remedy_call *remedy_call_new(struct remedies *remedies, guint64 tip_id)
{
  struct remedy_call *call = g_new(struct remedy_call, 1);
  *call = (struct remedy_call){remedies, g_rc_box_acquire(remedies->alive), tip_id};
  return call;
}

gboolean remedy_call_end(struct remedy_call *call, struct remedies **remedies, guint64 *tip_id)
{
  gboolean alive = *call->alive;
  *remedies = call->remedies;
  *tip_id = call->tip_id;
  g_rc_box_release(call->alive);
  g_free(call);
  return alive;
}

gboolean remedy_move_tip(struct remedies *remedies, guint64 tip_id, enum tip_event event, struct tip_change *change)
{
  g_autoptr(GError) error = NULL;
  change->by = change->by ? change->by : "provostd";
  if (!change->why && (event == TIP_EVENT_PLAN || event == TIP_EVENT_ACT || event == TIP_EVENT_ACTED))
    change->why = remedy_told(remedies, tip_id);
  if (tipbook_move(remedies->tips, tip_id, event, change, &error))
    return TRUE;
  g_message("tip %" G_GUINT64_FORMAT ": %s", tip_id, error->message);
  return FALSE;
}

void remedy_fail_tip(struct remedies *remedies, guint64 tip_id, const char *why)
{
  remedy_move_tip(remedies, tip_id, TIP_EVENT_FAIL, &(struct tip_change){.why = why});
  remedy_forget_attempt(remedies, tip_id);
}

void remedy_act(struct remedies *remedies, guint64 tip_id, guint64 action_id, const GError *error)
{
  const struct tip *tip = tipbook_tip(remedies->tips, tip_id);
  g_autofree char *by = g_strdup(tip ? tip->state_by : NULL);
  if (!action_id && error->code == PROVOST_ERROR_BUSY && g_strcmp0(by, BY_AUTOMATION) == 0)
    remedy_move_tip(remedies, tip_id, TIP_EVENT_PUT_OFF, &(struct tip_change){.why = error->message});
  else if (!action_id)
    remedy_refuse(remedies, tip_id, error->message);
  else if (!remedy_move_tip(remedies, tip_id, TIP_EVENT_ACT, &(struct tip_change){.by = by, .action_id = action_id}))
    remedy_fail_tip(remedies, tip_id, "its action could not be noted; see: provost actions");
  else
    effects_prepare(remedies->effects, tipbook_tip(remedies->tips, tip_id));
}

/* What is under way until the move that accepted the tip is over. */
struct order_call {
  struct remedy_call *call;
  const char *kind; /* of the remedy */
  char *what;
  remedy_order order;
};

/* Between the acceptance by automation and its deed it may be paused. */
static gboolean put_off_if_paused(struct remedies *remedies, const struct tip *tip)
{
  const struct pause *pause = fleet_paused(remedies->fleet);
  if (!pause || !g_str_has_prefix(tip->state_by, BY_AUTOMATION))
    return FALSE;
  g_autofree char *why = pause_text(pause);
  remedy_move_tip(remedies, tip->id, TIP_EVENT_PUT_OFF, &(struct tip_change){.why = why});
  return TRUE;
}

gboolean remedy_only_tells(struct remedies *remedies, guint64 tip_id, const char *what)
{
  const struct tip *tip = tipbook_tip(remedies->tips, tip_id);
  gboolean is_automatic = tip && g_str_equal(tip->state_by, BY_AUTOMATION);
  g_autofree char *setting = is_automatic ? terms_dry_run(remedies->fleet, tip) : NULL;
  if (!setting)
    return FALSE;
  g_autofree char *why = g_strdup_printf("only told, by %s: %s", setting, what);
  remedy_move_tip(remedies, tip_id, TIP_EVENT_PUT_OFF, &(struct tip_change){.why = why, .put_off_sec = TOLD_AGAIN_SEC});
  remedy_forget_attempt(remedies, tip_id);
  return TRUE;
}

static void give_order(struct remedies *remedies, guint64 tip_id, const struct order_call *asked)
{
  g_autoptr(GError) error = NULL;
  const struct tip *tip = tipbook_tip(remedies->tips, tip_id);
  g_autofree char *by = g_strdup(tip ? tip->state_by : NULL);
  if (tip && put_off_if_paused(remedies, tip))
    return;
  if (!remedy_move_tip(remedies, tip_id, TIP_EVENT_PLAN, &(struct tip_change){.by = by}))
    return;
  g_autofree char *what = g_strdup_printf("%s %s", asked->kind, asked->what);
  if (remedy_only_tells(remedies, tip_id, what))
    return;
  guint64 id = asked->order(remedies, tipbook_tip(remedies->tips, tip_id), asked->what, &error);
  remedy_act(remedies, tip_id, id, error);
  if (id) /* it may be over already */
    remedies_take_action(remedies, actions_action(remedies->actions, id));
}

static void on_order(gpointer user)
{
  struct order_call *asked = user;
  struct remedies *remedies;
  guint64 tip_id;
  if (remedy_call_end(asked->call, &remedies, &tip_id))
    give_order(remedies, tip_id, asked);
  g_free(asked->what);
  g_free(asked);
}

void remedy_order_later(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy, const char *what,
                        remedy_order order)
{
  struct order_call *asked = g_new(struct order_call, 1);
  *asked = (struct order_call){remedy_call_new(remedies, tip->id), remedy_kind_name(remedy->kind), g_strdup(what), order};
  g_idle_add_once(on_order, asked);
}

/* What a test did says nothing of its policy. */
static void judge(struct remedies *remedies, const struct tip *tip, enum verdict verdict)
{
  if (tip->is_test)
    return;
  const struct cluster *cluster = fleet_subject_cluster(remedies->fleet, tip->subject);
  const struct judgement judgement = {.tip_id = tip->id,
                                      .action_id = tip->action_id,
                                      .policy = tip->policy,
                                      .cluster = cluster ? cluster->name : (char *)"",
                                      .verdict = verdict,
                                      .time_us = clock_wall_us(remedies->clock)};
  verdict_book_take(remedies->verdicts, &judgement);
  journal_put_verdict(remedies->journal, &judgement);
}

static void take_verdict(struct remedies *remedies, guint64 tip_id, enum verdict verdict, const char *outcome, const char *undone)
{
  g_autoptr(GError) error = NULL;
  if (attempt_measured(remedies->tips, tip_id, verdict, outcome, undone, &error))
    judge(remedies, tipbook_tip(remedies->tips, tip_id), verdict);
  else
    g_message("tip %" G_GUINT64_FORMAT ": %s", tip_id, error->message);
}

/* A guest that hangs relieves its host, too. */
static void take_death(struct remedies *remedies, guint64 tip_id, const struct action *action, const char *outcome)
{
  g_autofree char *whole = g_strdup_printf("%s was %s; %s", action->move->guest_name, action->check, outcome);
  take_verdict(remedies, tip_id, VERDICT_HARMFUL, whole, "it is not taken back, which would not wake the guest");
}

static void on_measured(guint64 tip_id, enum verdict verdict, const char *outcome, gpointer user)
{
  struct remedies *remedies = user;
  const struct tip *tip = tipbook_tip(remedies->tips, tip_id);
  const struct action *action = tip ? actions_action(remedies->actions, tip->action_id) : NULL;
  const struct undo undo = {remedies->clock, remedies->fleet, remedies->tips, remedies->actions, remedies->undo_per_hour};
  if (action && action_is_doubted(action)) {
    take_death(remedies, tip_id, action, outcome);
    return;
  }
  g_autofree char *undone = tip && verdict == VERDICT_HARMFUL ? undo_move(&undo, tip) : NULL;
  take_verdict(remedies, tip_id, verdict, outcome, undone);
}

struct remedies *remedies_new(const struct remedies_options *options)
{
  struct remedies *remedies = g_new0(struct remedies, 1);
  remedies->clock = options->clock;
  remedies->fleet = options->fleet;
  remedies->journal = options->journal;
  remedies->tips = options->tips;
  remedies->actions = options->actions;
  remedies->program_runs = options->program_runs;
  remedies->restricting = options->restricting;
  remedies->campaigns = options->campaigns;
  remedies->verdicts = options->verdicts;
  remedies->effects = effects_new(options->clock, options->fleet, on_measured, remedies);
  remedies->attempts = remedy_attempts_new();
  remedies->alive = g_rc_box_new(gboolean);
  *remedies->alive = TRUE;
  return remedies;
}

void remedies_set_undo(struct remedies *remedies, guint per_hour)
{
  remedies->undo_per_hour = per_hour;
}

void remedies_free(struct remedies *remedies)
{
  if (!remedies)
    return;
  *remedies->alive = FALSE;
  g_rc_box_release(remedies->alive);
  effects_free(remedies->effects);
  g_hash_table_unref(remedies->attempts);
  g_free(remedies);
}

void remedy_begin(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy)
{
  enum remedy_kind kind = remedy ? remedy->kind : REMEDY_NOTIFY;
  if (!put_off_if_paused(remedies, tip))
    begins[kind](remedies, tip, remedy);
}

/* An action that ended ambiguous ends once more when it is released: by then the tip may be at its next. */
void remedies_take_action(struct remedies *remedies, const struct action *action)
{
  guint64 tip_id = action->tip_id;
  const struct tip *tip = tipbook_tip(remedies->tips, tip_id);
  if (!tip || tip->action_id != action->id || !action_is_finished(action))
    return;
  if (action->state != ACTION_DONE)
    effects_forget(remedies->effects, tip_id);
  if (action->state == ACTION_CANCELLED)
    remedy_move_tip(remedies, tip_id, TIP_EVENT_CANCEL, &(struct tip_change){.why = action->error});
  else if (action->state != ACTION_DONE)
    remedy_fail_tip(remedies, tip_id, action->error);
  else if (remedy_move_tip(remedies, tip_id, TIP_EVENT_ACTED, &(struct tip_change){0}))
    effects_watch(remedies->effects, tipbook_tip(remedies->tips, tip_id));
  remedy_forget_attempt(remedies, tip_id);
}

void remedies_resume(struct remedies *remedies)
{
  g_autoptr(GPtrArray) tips = tipbook_list(remedies->tips);
  for (guint i = 0; i < tips->len; i++) {
    const struct tip *tip = tips->pdata[i];
    const struct action *action = actions_action(remedies->actions, tip->action_id);
    if (tip->state == TIP_VERIFYING)
      effects_watch(remedies->effects, tip);
    else if (tip->state == TIP_ACTING && action)
      remedies_take_action(remedies, action);
    else if (tip->state == TIP_ACTING)
      remedy_fail_tip(remedies, tip->id, "provostd stopped before its action was begun");
  }
}

void remedies_take_interval(struct remedies *remedies)
{
  effects_take_interval(remedies->effects);
}
