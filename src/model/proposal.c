#include "model/proposal.h"

struct proposal *proposal_new(void)
{
  struct proposal *proposal = g_new0(struct proposal, 1);
  proposal->refused = g_ptr_array_new_with_free_func(g_free);
  return proposal;
}

void proposal_free(struct proposal *proposal)
{
  plan_free(proposal->plan);
  g_ptr_array_unref(proposal->refused);
  g_free(proposal);
}

const struct move *proposal_move(const struct proposal *proposal)
{
  const struct plan *plan = proposal->plan;
  gboolean is_of_one = plan && (plan->kind == PLAN_MOVE || plan->kind == PLAN_RELIEVE);
  return is_of_one && plan->moves->len > 0 ? plan->moves->pdata[0] : NULL;
}
