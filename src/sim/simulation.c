#include "sim/simulation.h"

#include "placement/reserve.h"
#include "sim/decide.h"
#include "sim/look.h"

/* Time in which clusters do not survive the failures that they are to survive, by proof. */
static double unprotected_sec(const struct world *world)
{
  const struct scenario *scenario = world_scenario(world);
  struct placement_snapshot *snapshot = world_look(world);
  struct arrangement *arrangement = arrangement_new(snapshot);
  struct reserve *reserve = arrangement_reserve(arrangement);
  double sec = 0;
  for (guint c = 0; reserve && c < snapshot_n_clusters(snapshot); c++) {
    struct reserve_verdict verdict;
    reserve_check(reserve, arrangement, c, &verdict);
    sec += verdict.outcome == RESERVE_FAILS ? (double)scenario->step_sec : 0;
  }
  arrangement_free(arrangement);
  snapshot_free(snapshot);
  return sec;
}

static gboolean keeps_reserve(const struct scenario *scenario)
{
  gboolean keeps = FALSE;
  for (guint c = 0; c < scenario->clusters->len; c++)
    keeps |= g_array_index(scenario->clusters, struct scenario_cluster, c).host_failures > 0;
  return keeps;
}

struct score simulation_play(const struct scenario *scenario, simulation_decide decide, gpointer user)
{
  struct world *world = world_new(scenario);
  guint64 next_sec = scenario->every_sec;
  gboolean counts_reserve = keeps_reserve(scenario);
  double unprotected = 0;
  while (world_step(world)) {
    unprotected += counts_reserve ? unprotected_sec(world) : 0;
    if (decide && world_now_sec(world) >= next_sec) {
      decide(world, user);
      next_sec = world_now_sec(world) + scenario->every_sec;
    }
  }
  struct score score = *world_score(world);
  score.unprotected_sec = unprotected;
  world_free(world);
  return score;
}

/* Who decides, and how long that takes. */
struct taking {
  simulation_decide decide;
  gpointer user;
  struct simulation *simulation;
};

static void take_decision(struct world *world, gpointer user)
{
  const struct taking *taking = user;
  gint64 begin_us = g_get_monotonic_time();
  taking->decide(world, taking->user);
  taking->simulation->decisions++;
  taking->simulation->slowest_us = MAX(taking->simulation->slowest_us, g_get_monotonic_time() - begin_us);
}

/* With the tips of the scenario's packs. */
static gboolean play_tips(const struct scenario *scenario, struct simulation *simulation, GError **error)
{
  struct tips *tips = tips_new(scenario, error);
  if (!tips)
    return FALSE;
  struct taking taking = {tips_decide, tips, simulation};
  simulation->acting = simulation_play(scenario, take_decision, &taking);
  simulation->tips = tips_score(tips);
  const GError *failure = tips_error(tips);
  if (failure)
    g_propagate_error(error, g_error_copy(failure));
  tips_free(tips);
  return !failure;
}

gboolean simulation_run(const struct scenario *scenario, struct simulation *simulation, GError **error)
{
  gint64 begin_us = g_get_monotonic_time();
  struct taking taking = {decide_provost, NULL, simulation};
  gboolean is_played = TRUE;
  *simulation = (struct simulation){.idle = simulation_play(scenario, NULL, NULL)};
  if (scenario->packs->len > 0)
    is_played = play_tips(scenario, simulation, error);
  else
    simulation->acting = simulation_play(scenario, take_decision, &taking);
  simulation->took_us = g_get_monotonic_time() - begin_us;
  return is_played;
}
