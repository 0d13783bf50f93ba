/*
 * Consolidation compared: nobody, two published heuristics, and provost's planners, in the same world. Prints figures; by hand.
 */
#include "heuristics.h"
#include "traces.h"

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
  if (argc > 1 && g_str_equal(argv[1], "--help")) {
    puts("usage: consolidate [SEED|FOLDER]\n  of traces, one percentage a line and a file for each guest");
    return 0;
  }
  gboolean is_folder = argc > 1 && g_file_test(argv[1], G_FILE_TEST_IS_DIR);
  guint64 seed = argc > 1 && !is_folder ? g_ascii_strtoull(argv[1], NULL, 10) : 1;
  struct scenario *scenario = traces_scenario(seed, is_folder ? argv[1] : NULL, &error);
  if (!scenario) {
    fprintf(stderr, "consolidate: %s\n", error->message);
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
