#include "sim/decide.h"

#include "placement/steps.h"
#include "sim/look.h"

static GArray *(*const planners[DECISIONS])(const struct placement_snapshot *snapshot, guint cluster) = {
    [DECIDE_RELIEVE] = plan_relieve,
    [DECIDE_BALANCE] = plan_balance,
    [DECIDE_CONSOLIDATE] = plan_consolidate,
};

static guint order(struct world *world, const GArray *steps)
{
  for (guint i = 0; i < steps->len; i++) {
    const struct step *step = &g_array_index(steps, struct step, i);
    world_order(world, &(struct world_order){.guest = step->guest, .to = step->to});
  }
  return steps->len;
}

/* The first plan for the cluster that has a move is acted upon; what else there is to do is seen when that is over. */
static void decide_cluster(struct world *world, const struct placement_snapshot *snapshot, guint cluster)
{
  guint ordered = 0;
  for (guint i = 0; i < DECISIONS && ordered == 0; i++) {
    if (!world_scenario(world)->is_decided[i])
      continue;
    g_autoptr(GArray) steps = planners[i](snapshot, cluster);
    ordered = order(world, steps);
  }
}

void decide_provost(struct world *world, gpointer unused)
{
  (void)unused;
  if (world_is_moving(world))
    return;
  struct placement_snapshot *snapshot = world_look(world);
  for (guint cluster = 0; cluster < snapshot_n_clusters(snapshot); cluster++)
    decide_cluster(world, snapshot, cluster);
  snapshot_free(snapshot);
}
