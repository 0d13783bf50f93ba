#include "sim/simulation.h"

#include "placement/licences.h"
#include "placement/reserve.h"
#include "placement/rules.h"
#include "sim/decide.h"
#include "sim/look.h"

/* What was promised of the world for this step: that clusters survive failures, and that rules and licences are kept. Proof that they
 * do not is counted. */
static void count_promises(const struct world *world, struct score *score)
{
  double step_sec = (double)world_scenario(world)->step_sec;
  struct placement_snapshot *snapshot = world_look(world);
  struct arrangement *arrangement = arrangement_new(snapshot);
  struct reserve *reserve = arrangement_reserve(arrangement);
  for (guint c = 0; reserve && c < snapshot_n_clusters(snapshot); c++) {
    struct reserve_verdict verdict;
    reserve_check(reserve, arrangement, c, &verdict);
    score->unprotected_sec += verdict.outcome == RESERVE_FAILS ? step_sec : 0;
  }
  for (guint g = 0; g < snapshot_n_guests(snapshot); g++) {
    guint host = arrangement_host_of(arrangement, g);
    if (host != NOWHERE && (rules_conflicts(arrangement, g, host) > 0 || licences_conflicts(arrangement, g, host) > 0))
      score->against_sec += step_sec;
  }
  arrangement_free(arrangement);
  snapshot_free(snapshot);
}

static gboolean has_promises(const struct scenario *scenario)
{
  gboolean has = scenario->rules->len > 0 || scenario->licences->len > 0;
  for (guint c = 0; c < scenario->clusters->len; c++)
    has |= g_array_index(scenario->clusters, struct scenario_cluster, c).host_failures > 0;
  return has;
}

struct score simulation_play(const struct scenario *scenario, simulation_decide decide, gpointer user)
{
  struct world *world = world_new(scenario);
  guint64 next_sec = scenario->every_sec;
  gboolean is_promised = has_promises(scenario);
  struct score promises = {0};
  while (world_step(world)) {
    if (is_promised)
      count_promises(world, &promises);
    if (decide && world_now_sec(world) >= next_sec) {
      decide(world, user);
      next_sec = world_now_sec(world) + scenario->every_sec;
    }
  }
  struct score score = *world_score(world);
  score.unprotected_sec = promises.unprotected_sec;
  score.against_sec = promises.against_sec;
  world_free(world);
  return score;
}

void simulation_note(struct scenario *scenario)
{
  struct world *world = world_new(scenario);
  world_step(world); /* nobody runs before */
  struct placement_snapshot *snapshot = world_look(world);
  rules_list_problems(snapshot_rules(snapshot), scenario->notes);
  snapshot_free(snapshot);
  world_free(world);
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
