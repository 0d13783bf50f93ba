#include "pipeline/remedy_state.h"

/* There is nobody to tell yet but who reads tips and the log: notices come with their issue. */
static void notify(gpointer user)
{
  struct remedies *remedies;
  guint64 tip_id;
  if (remedy_call_end(user, &remedies, &tip_id) &&
      remedy_move_tip(remedies, tip_id, TIP_EVENT_PLAN, &(struct tip_change){0}) &&
      remedy_move_tip(remedies, tip_id, TIP_EVENT_ACT, &(struct tip_change){0}))
    remedy_move_tip(remedies, tip_id, TIP_EVENT_RESOLVE,
                    &(struct tip_change){.outcome = "acknowledged: its remedy is a notice, nothing was to be carried out"});
}

/* Not from within the move that accepted it. */
void remedy_begin_notify(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy)
{
  (void)remedy;
  g_idle_add_once(notify, remedy_call_new(remedies, tip->id));
}
