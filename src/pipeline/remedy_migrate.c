#include "pipeline/remedy_state.h"

#include "pipeline/planning.h"
#include "tips/attempt.h"

static void start(struct remedies *remedies, guint64 tip_id)
{
  const struct tip *tip = tipbook_tip(remedies->tips, tip_id);
  g_autoptr(GError) error = NULL;
  g_autofree char *by = g_strdup(tip->state_by);
  const struct move *move = tip->plan->moves->pdata[0];
  g_autofree char *what = g_strdup_printf("%s moves from %s to %s (%s)", move->guest_name, move->from, move->to,
                                          move_method_name(move->method));
  if (actions_check_move(remedies->actions, move, by, NULL) && remedy_only_tells(remedies, tip_id, what))
    return;
  guint64 action_id = actions_start(remedies->actions, move, tip_id, by, &error);
  remedy_act(remedies, tip_id, action_id, error);
}

static void on_planned(struct plan *plan, const GError *error, gpointer user)
{
  struct remedies *remedies;
  guint64 tip_id;
  if (!remedy_call_end(user, &remedies, &tip_id)) {
    plan_free(plan);
    return;
  }
  if (!plan) {
    remedy_refuse(remedies, tip_id, error->message);
    return;
  }
  const struct tip *tip = tipbook_tip(remedies->tips, tip_id);
  g_autofree char *by = g_strdup(tip ? tip->state_by : NULL);
  if (remedy_move_tip(remedies, tip_id, TIP_EVENT_PLAN, &(struct tip_change){.by = by, .plan = plan}))
    start(remedies, tip_id);
}

/* A migration that is not possible fails the tip with the reason. */
void remedy_begin_migrate(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy)
{
  struct plan_question question;
  attempt_question(tip, remedy, &question);
  planning_start(remedies->fleet, &question, on_planned, remedy_call_new(remedies, tip->id));
}
