/*
 * Consolidation compared: nobody, two published heuristics, and provost's planners, in the same world: a scenario, such as
 * etc/scenarios/cloud.yaml, which is what these heuristics were published for. Prints figures; by hand.
 */
#include "heuristics.h"

#include "sim/simulation.h"

#include <stdio.h>

static void print(const char *who, const struct scenario *scenario, const struct score *score)
{
  printf("%-34s %7u %7.2f %8.1f %9.2f %9.3f %9.1f %9u\n", who, score->moves,
         (double)score->moves / scenario->guests->len, score_kwh(score), score_full_pct(score), score_missed_pct(score),
         score_empty_hosts(score, (double)scenario->length_sec), score->reversals);
}

static void play_heuristic(const struct scenario *scenario, enum heuristic heuristic, const char *who)
{
  struct heuristics *heuristics = heuristics_new(scenario, heuristic);
  struct score score = simulation_play(scenario, heuristics_decide, heuristics);
  print(who, scenario, &score);
  heuristics_free(heuristics);
}

static double mean_load(const struct scenario *scenario)
{
  double sum = 0;
  guint64 n = 0;
  for (guint g = 0; g < scenario->guests->len; g++)
    for (guint64 at = 0; at < scenario->length_sec; at += scenario->step_sec, n++)
      sum += curve_at(&scenario_guest(scenario, g)->curve, at);
  return sum / (double)n;
}

int main(int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  if (argc != 2 || argv[1][0] == '-') {
    puts("usage: consolidate SCENARIO.yaml\n  such as etc/scenarios/cloud.yaml");
    return argc != 2;
  }
  struct scenario *scenario = scenario_read(argv[1], errors);
  if (!scenario) {
    fprintf(stderr, "consolidate: %s\n", (char *)errors->pdata[0]);
    return 1;
  }
  struct simulation simulation;
  printf("hosts: %u, guests: %u, mean load %.1f %% of what they may have\n", scenario->hosts->len, scenario->guests->len,
         mean_load(scenario));
  printf("%-34s %7s %7s %8s %9s %9s %9s %9s\n", "who", "moves", "a guest", "kWh", "full (%)", "missed(%)", "empty", "back<1h");
  if (!simulation_run(scenario, &simulation, &error))
    return 1;
  print("nobody", scenario, &simulation.idle);
  play_heuristic(scenario, HEURISTIC_THRESHOLD, "threshold 0.8, soonest copied");
  play_heuristic(scenario, HEURISTIC_REGRESSION, "local regression, soonest copied");
  print("provost", scenario, &simulation.acting);
  printf("provost: %.1f s, slowest of %u decisions %.1f ms\n", (double)simulation.took_us / 1e6, simulation.decisions,
         (double)simulation.slowest_us / 1e3);
  scenario_free(scenario);
  return 0;
}
