#include "pipeline/remedy.h"

#include "pipeline/effect.h"
#include "pipeline/planning.h"
#include "tips/attempt.h"

struct remedies {
  const struct fleet *fleet;
  struct tipbook *tips;
  struct actions *actions;
  struct effects *effects;
  gboolean *alive; /* shared with plans under way, which may outlive the pipeline */
};

struct planning_call {
  struct remedies *remedies;
  gboolean *alive;
  guint64 tip_id;
};

static struct planning_call *planning_call_new(struct remedies *remedies, guint64 tip_id)
{
  struct planning_call *call = g_new(struct planning_call, 1);
  *call = (struct planning_call){remedies, g_rc_box_acquire(remedies->alive), tip_id};
  return call;
}

/* The life cycle refuses a move only where the tip went another way meanwhile (cleared, dismissed): then
 * that stands. */
static gboolean move_tip(struct remedies *remedies, guint64 tip_id, enum tip_event event,
                         struct tip_change *change)
{
  g_autoptr(GError) error = NULL;
  change->by = change->by ? change->by : "provostd";
  if (tipbook_move(remedies->tips, tip_id, event, change, &error))
    return TRUE;
  g_message("tip %" G_GUINT64_FORMAT ": %s", tip_id, error->message);
  return FALSE;
}

static void fail_tip(struct remedies *remedies, guint64 tip_id, const char *why)
{
  move_tip(remedies, tip_id, TIP_EVENT_FAIL, &(struct tip_change){.why = why});
}

static void on_measured(guint64 tip_id, enum verdict verdict, const char *outcome, gpointer user)
{
  struct remedies *remedies = user;
  g_autoptr(GError) error = NULL;
  if (!attempt_measured(remedies->tips, tip_id, verdict, outcome, &error))
    g_message("tip %" G_GUINT64_FORMAT ": %s", tip_id, error->message);
}

struct remedies *remedies_new(const struct clock *clock, const struct fleet *fleet, struct tipbook *tips,
                              struct actions *actions)
{
  struct remedies *remedies = g_new0(struct remedies, 1);
  remedies->fleet = fleet;
  remedies->tips = tips;
  remedies->actions = actions;
  remedies->effects = effects_new(clock, fleet, on_measured, remedies);
  remedies->alive = g_rc_box_new(gboolean);
  *remedies->alive = TRUE;
  return remedies;
}

void remedies_free(struct remedies *remedies)
{
  if (!remedies)
    return;
  *remedies->alive = FALSE;
  g_rc_box_release(remedies->alive);
  effects_free(remedies->effects);
  g_free(remedies);
}

static void act(struct remedies *remedies, guint64 tip_id)
{
  const struct tip *tip = tipbook_tip(remedies->tips, tip_id);
  g_autoptr(GError) error = NULL;
  g_autofree char *by = g_strdup(tip->state_by);
  guint64 action_id = actions_start(remedies->actions, tip->plan->moves->pdata[0], tip_id, by, &error);
  if (!action_id)
    fail_tip(remedies, tip_id, error->message);
  else if (!move_tip(remedies, tip_id, TIP_EVENT_ACT, &(struct tip_change){.by = by, .action_id = action_id}))
    fail_tip(remedies, tip_id, "its action could not be noted; see: provost actions");
}

static void on_planned(struct plan *plan, const GError *error, gpointer user)
{
  g_autofree struct planning_call *call = user;
  gboolean alive = *call->alive;
  g_rc_box_release(call->alive);
  if (!alive)
    plan_free(plan);
  else if (!plan)
    fail_tip(call->remedies, call->tip_id, error->message);
  else {
    const struct tip *tip = tipbook_tip(call->remedies->tips, call->tip_id);
    g_autofree char *by = g_strdup(tip ? tip->state_by : NULL);
    if (move_tip(call->remedies, call->tip_id, TIP_EVENT_PLAN, &(struct tip_change){.by = by, .plan = plan}))
      act(call->remedies, call->tip_id);
  }
}

static void plan_migration(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy)
{
  struct plan_question question;
  attempt_question(tip, remedy, &question);
  planning_start(remedies->fleet, &question, on_planned, planning_call_new(remedies, tip->id));
}

/* There is nobody to tell yet but who reads tips and the log: provost-notify comes with its issue. */
static void notify(gpointer user)
{
  g_autofree struct planning_call *call = user;
  gboolean alive = *call->alive;
  g_rc_box_release(call->alive);
  if (alive && move_tip(call->remedies, call->tip_id, TIP_EVENT_PLAN, &(struct tip_change){0}) &&
      move_tip(call->remedies, call->tip_id, TIP_EVENT_ACT, &(struct tip_change){0}))
    move_tip(call->remedies, call->tip_id, TIP_EVENT_RESOLVE,
             &(struct tip_change){.outcome = "acknowledged: its remedy is a notice, nothing was to be carried out"});
}

/* The first remedy is tried; the tip book lets nobody accept one that provost does not carry out. A migration that is not possible fails the tip with the reason instead of
 * falling back to a notification: that would call a problem resolved which is still there. */
void remedies_begin(struct remedies *remedies, const struct tip *tip)
{
  const struct remedy *first = tip->remedies->len ? tip->remedies->pdata[0] : NULL;
  if (first && first->kind == REMEDY_MIGRATE)
    plan_migration(remedies, tip, first);
  else /* not from within the move that accepted it */
    g_idle_add_once(notify, planning_call_new(remedies, tip->id));
}

/* An action that ended ambiguous ends once more when it is released: by then the tip may be at its next. */
void remedies_take_action(struct remedies *remedies, const struct action *action)
{
  guint64 tip_id = action->tip_id;
  const struct tip *tip = tipbook_tip(remedies->tips, tip_id);
  if (!tip || tip->action_id != action->id || !action_is_finished(action))
    return;
  if (action->state == ACTION_CANCELLED)
    move_tip(remedies, tip_id, TIP_EVENT_CANCEL, &(struct tip_change){.why = action->error});
  else if (action->state != ACTION_DONE)
    fail_tip(remedies, tip_id, action->error);
  else if (move_tip(remedies, tip_id, TIP_EVENT_ACTED, &(struct tip_change){0}))
    effects_watch(remedies->effects, tipbook_tip(remedies->tips, tip_id));
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
      fail_tip(remedies, tip->id, "provostd stopped before its action was begun");
  }
}

void remedies_take_interval(struct remedies *remedies)
{
  effects_take_interval(remedies->effects);
}
