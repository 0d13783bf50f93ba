#include "placement/imbalance.h"
#include "placement/planners.h"
#include "placement/planwrite.h"

/* Each round begins where the last ended; almost always the second finds nothing. */
#define ROUNDS_MAX 8

struct search_terms balance_terms(void)
{
  return (struct search_terms){.gain_min = 0.05, .gain_per_cost = 0.005, .hold_down_sec = 3600};
}

gboolean balance_arrange(struct arrangement *arrangement, guint cluster, const struct search_terms *terms, GArray *steps)
{
  gboolean has_moved = TRUE;
  for (guint round = 0; round < ROUNDS_MAX && has_moved; round++) {
    g_autoptr(GArray) moves = search_balance(arrangement, cluster, terms);
    has_moved = moves->len > 0;
    if (steps)
      g_array_append_vals(steps, moves->data, moves->len);
  }
  return !has_moved;
}

static double imbalance_of(struct arrangement *arrangement, guint cluster)
{
  struct imbalance *imbalance = imbalance_new(arrangement, cluster);
  double value = imbalance_value(imbalance);
  imbalance_free(imbalance);
  return value;
}

struct plan *placement_balance(const struct placement_snapshot *snapshot, const char *cluster,
                               const struct search_terms *terms, GError **error)
{
  struct plan_draft draft;
  if (!plan_draft_begin(&draft, snapshot, cluster, error))
    return NULL;
  for (guint c = draft.first; c < draft.end; c++) {
    double before = imbalance_of(draft.wanted, c);
    if (!balance_arrange(draft.wanted, c, terms, draft.steps))
      plan_draft_drop(&draft, c);
    plan_draft_note(&draft, c, before, imbalance_of(draft.wanted, c));
  }
  return plan_draft_end(&draft, PLAN_BALANCE, 0);
}
