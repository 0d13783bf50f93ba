#include "sim/decide.h"

#include "placement/planners.h"
#include "sim/look.h"

/* Each gives legs (struct leg): the moves in the order and waves in which they are to be made. */
struct question {
  const struct placement_snapshot *snapshot;
  guint cluster;
  guint host; /* that is to be empty */
};

static GArray *legs_of(GArray *steps)
{
  GArray *legs = g_array_new(FALSE, FALSE, sizeof(struct leg));
  for (guint i = 0; i < steps->len; i++) {
    const struct step *step = &g_array_index(steps, struct step, i);
    const struct leg leg = {.guest = step->guest, .to = step->to};
    g_array_append_val(legs, leg);
  }
  g_array_unref(steps);
  return legs;
}

static GArray *relieve(const struct question *question)
{
  return legs_of(plan_relieve(question->snapshot, question->cluster));
}

static GArray *consolidate(const struct question *question)
{
  return legs_of(plan_consolidate(question->snapshot, question->cluster));
}

/* The moves from how it is to how `arrange` leaves it. */
static GArray *arranged(const struct question *question, void (*arrange)(struct arrangement *, const struct question *),
                        guint pardons)
{
  struct arrangement *now = arrangement_new(question->snapshot), *wanted = arrangement_copy(now);
  arrange(wanted, question);
  GArray *legs = schedule_moves(now, wanted, pardons, NULL);
  arrangement_free(wanted);
  arrangement_free(now);
  return legs;
}

static void even_out(struct arrangement *wanted, const struct question *question)
{
  const struct search_terms terms = balance_terms();
  balance_arrange(wanted, question->cluster, &terms, NULL);
}

static void mend(struct arrangement *wanted, const struct question *question)
{
  g_autoptr(GArray) stuck = g_array_new(FALSE, FALSE, sizeof(guint));
  repair_arrange(wanted, question->cluster, stuck);
}

static void clear_out(struct arrangement *wanted, const struct question *question)
{
  g_autoptr(GArray) stuck = g_array_new(FALSE, FALSE, sizeof(guint));
  evacuate_arrange(wanted, question->host, stuck);
}

static GArray *balance(const struct question *question)
{
  return arranged(question, even_out, 0);
}

static GArray *repair(const struct question *question)
{
  return arranged(question, mend, 0);
}

static GArray *(*const planners[DECISIONS])(const struct question *question) = {
    [DECIDE_RULES] = repair,
    [DECIDE_RELIEVE] = relieve,
    [DECIDE_BALANCE] = balance,
    [DECIDE_CONSOLIDATE] = consolidate,
};

static guint order(struct world *world, const GArray *legs)
{
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
    g_autoptr(GArray) legs = arranged(&one, clear_out, PARDON_RESERVE);
    ordered = order(world, legs);
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
    if (!scenario_decides(world_scenario(world), cluster, (enum decision)i))
      continue;
    g_autoptr(GArray) legs = planners[i](&question);
    ordered = order(world, legs);
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
