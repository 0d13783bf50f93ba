#include "sim/simulation.h"

#include "sim/decide.h"

struct score simulation_play(const struct scenario *scenario, simulation_decide decide, gpointer user)
{
  struct world *world = world_new(scenario);
  guint64 next_sec = scenario->every_sec;
  while (world_step(world))
    if (decide && world_now_sec(world) >= next_sec) {
      decide(world, user);
      next_sec = world_now_sec(world) + scenario->every_sec;
    }
  struct score score = *world_score(world);
  world_free(world);
  return score;
}

static void take_decision(struct world *world, gpointer user)
{
  struct simulation *simulation = user;
  gint64 begin_us = g_get_monotonic_time();
  decide_provost(world, NULL);
  simulation->decisions++;
  simulation->slowest_us = MAX(simulation->slowest_us, g_get_monotonic_time() - begin_us);
}

void simulation_run(const struct scenario *scenario, struct simulation *simulation)
{
  gint64 begin_us = g_get_monotonic_time();
  *simulation = (struct simulation){.idle = simulation_play(scenario, NULL, NULL)};
  simulation->acting = simulation_play(scenario, take_decision, simulation);
  simulation->took_us = g_get_monotonic_time() - begin_us;
}
