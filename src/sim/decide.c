#include "sim/decide.h"

#include "placement/planners.h"
#include "sim/look.h"

struct question {
  const struct placement_snapshot *snapshot;
  guint cluster;
  guint host; /* that is to be empty */
};

/* Each moves guests in `wanted` to where they shall be, and appends the moves to `steps` (struct step) where it knows an order for
 * them. */
static void relieve(const struct question *question, struct arrangement *wanted, GArray *steps)
{
  g_autoptr(GArray) planned = plan_relieve(wanted, question->cluster);
  g_array_append_vals(steps, planned->data, planned->len);
}

static void consolidate(const struct question *question, struct arrangement *wanted, GArray *steps)
{
  g_autoptr(GArray) planned = plan_consolidate(wanted, question->cluster);
  g_array_append_vals(steps, planned->data, planned->len);
}

static void balance(const struct question *question, struct arrangement *wanted, GArray *steps)
{
  const struct search_terms terms = balance_terms();
  balance_arrange(wanted, question->cluster, &terms, steps);
}

static void repair(const struct question *question, struct arrangement *wanted, GArray *steps)
{
  g_autoptr(GArray) stuck = g_array_new(FALSE, FALSE, sizeof(guint));
  (void)steps;
  repair_arrange(wanted, question->cluster, stuck);
}

static void evacuate(const struct question *question, struct arrangement *wanted, GArray *steps)
{
  g_autoptr(GArray) stuck = g_array_new(FALSE, FALSE, sizeof(guint));
  (void)steps;
  evacuate_arrange(wanted, question->host, stuck);
}

/* What does not count for its moves, as where the same plans are put in words (placement/planners.h). */
struct planner {
  void (*arrange)(const struct question *question, struct arrangement *wanted, GArray *steps);
  guint pardons;
};

static const struct planner planners[DECISIONS] = {
    [DECIDE_RULES] = {repair, 0},
    [DECIDE_RELIEVE] = {relieve, PARDON_LOAD},
    [DECIDE_BALANCE] = {balance, 0},
    [DECIDE_CONSOLIDATE] = {consolidate, PARDON_LOAD},
};
static const struct planner evacuation = {evacuate, PARDON_RESERVE};

/* How many moves were ordered. */
static guint order(struct world *world, const struct question *question, const struct planner *planner)
{
  struct arrangement *now = arrangement_new(question->snapshot), *wanted = arrangement_copy(now);
  g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(struct step)), stuck = g_array_new(FALSE, FALSE, sizeof(guint));
  planner->arrange(question, wanted, steps);
  g_autoptr(GArray) legs = schedule_plan(now, wanted, steps, planner->pardons, stuck);
  arrangement_free(wanted);
  arrangement_free(now);
  for (guint i = 0; i < legs->len; i++) {
    const struct leg *leg = &g_array_index(legs, struct leg, i);
    world_order(world, &(struct world_order){.guest = leg->guest, .to = leg->to, .wave = leg->wave});
  }
  return legs->len;
}

/* Who is to be empty comes first. */
static guint order_evacuations(struct world *world, const struct question *question)
{
  guint n, ordered = 0;
  const guint *hosts = snapshot_hosts_of(question->snapshot, question->cluster, &n);
  for (guint i = 0; i < n && ordered == 0; i++) {
    if (snapshot_host(question->snapshot, hosts[i])->state != HOST_EVACUATED)
      continue;
    const struct question one = {question->snapshot, question->cluster, hosts[i]};
    ordered = order(world, &one, &evacuation);
  }
  return ordered;
}

guint decide_evacuations(struct world *world, const struct placement_snapshot *snapshot)
{
  guint ordered = 0;
  for (guint cluster = 0; cluster < snapshot_n_clusters(snapshot); cluster++)
    ordered += order_evacuations(world, &(struct question){snapshot, cluster, NOWHERE});
  return ordered;
}

/* The first plan for the cluster that has a move is acted upon; what else there is to do is seen when that is over. */
static void decide_cluster(struct world *world, const struct placement_snapshot *snapshot, guint cluster)
{
  const struct question question = {snapshot, cluster, NOWHERE};
  guint ordered = order_evacuations(world, &question);
  for (guint i = 0; i < DECISIONS && ordered == 0; i++) {
    if (scenario_decides(world_scenario(world), cluster, (enum decision)i))
      ordered = order(world, &question, &planners[i]);
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
