/* The scenarios that come with provost: what each says must and must not happen, asserted. */
#include "sim/decide.h"
#include "sim/simulation.h"

#include "unit.h"

/* Bounds of the card of provost; those of the card of doing nothing show that there was something to do. */
struct expectation {
  const char *file;
  guint moves_min, moves_max;
  double over_100_min_idle, over_100_max; /* host minutes */
  double missed_pct_max;
  double energy_pct_max; /* of that of doing nothing; 0: no matter */
};

static const struct expectation expectations[] = {
    {"square-waves.yaml", 0, 0, 0, 0, 0.001, 0},
    {"herd.yaml", 12, 24, 300, 60, 5, 0},
    {"host-fails.yaml", 2, 6, 0, 0, 0.2, 0},
    {"mixed-cpu.yaml", 3, 6, 300, 30, 1, 0},
    {"ping-pong.yaml", 0, 1, 0, 0, 0.001, 0},
    {"reshuffle.yaml", 0, 2, 0, 0, 0.001, 0},
    {"hot-spot.yaml", 6, 14, 300, 30, 2, 0},
    {"nights.yaml", 50, 700, 0, 200, 0.2, 67},
    {"reserve.yaml", 3, 8, 300, 30, 1, 0},
    {"starved-by-memory.yaml", 3, 8, 300, 30, 1, 0},
};

/* Played by tests/unit/sim/test_command.c: their packs need a provost-policy. */
static const char *const with_packs[] = {"tips-hot-host.yaml", NULL};

static struct scenario *shipped(const char *file)
{
  g_autofree char *path = g_build_filename(TEST_SRCDIR, "etc", "scenarios", file, NULL);
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  struct scenario *scenario = scenario_read(path, errors);
  if (!scenario)
    fail_msg("%s", (char *)errors->pdata[0]);
  return scenario;
}

static void assert_expected(const struct expectation *expected)
{
  struct scenario *scenario = shipped(expected->file);
  struct simulation simulation;
  assert_true(simulation_run(scenario, &simulation, NULL));
  const struct score *idle = &simulation.idle, *acting = &simulation.acting;
  print_message("%s: %u moves\n", expected->file, acting->moves);
  assert_in_range(acting->moves, expected->moves_min, expected->moves_max);
  assert_int_equal(acting->reversals, 0);
  assert_int_equal(acting->refused, 0);
  assert_true(acting->overcommitted_sec <= idle->overcommitted_sec);
  assert_true(acting->unprotected_sec <= idle->unprotected_sec);
  assert_true(idle->over_sec[OVER_100] / 60 >= expected->over_100_min_idle);
  assert_true(acting->over_sec[OVER_100] / 60 <= expected->over_100_max);
  assert_true(score_missed_pct(acting) <= expected->missed_pct_max);
  if (expected->energy_pct_max > 0)
    assert_true(score_kwh(acting) <= score_kwh(idle) * expected->energy_pct_max / 100);
  scenario_free(scenario);
}

static void each_shipped_scenario_goes_as_it_says(void **state)
{
  (void)state;
  for (guint i = 0; i < G_N_ELEMENTS(expectations); i++)
    assert_expected(&expectations[i]);
}

static void each_shipped_scenario_says_what_must_happen_and_is_asserted_here(void **state)
{
  (void)state;
  g_autofree char *folder = g_build_filename(TEST_SRCDIR, "etc", "scenarios", NULL);
  GDir *dir = g_dir_open(folder, 0, NULL);
  const char *name;
  guint n = 0;
  assert_non_null(dir);
  while ((name = g_dir_read_name(dir))) {
    gboolean is_asserted = g_strv_contains(with_packs, name);
    struct scenario *scenario = shipped(name);
    for (guint i = 0; i < G_N_ELEMENTS(expectations); i++)
      is_asserted |= strcmp(expectations[i].file, name) == 0;
    if (!is_asserted || !scenario->expect)
      fail_msg("%s says not what must happen, or nobody asserts it", name);
    scenario_free(scenario);
    n++;
  }
  g_dir_close(dir);
  assert_int_equal(n, G_N_ELEMENTS(expectations) + g_strv_length((char **)with_packs));
}

/* Each guest on the host that a move took it to, and none on one of the other kind. */
static void watch_models(struct world *world, gpointer user)
{
  const struct scenario *scenario = world_scenario(world);
  (void)user;
  for (guint g = 0; g < scenario->guests->len; g++)
    assert_string_equal(scenario_guest(scenario, g)->cpu_model, scenario_host(scenario, world_guest(world, g).host)->cpu_model);
}

/* Decides, and looks. */
struct watched {
  simulation_decide decide, watch;
};

static void decide_watched(struct world *world, gpointer user)
{
  const struct watched *watched = user;
  watched->decide(world, NULL);
  watched->watch(world, NULL);
}

static void a_mixed_cluster_keeps_guests_on_their_kind_of_processor(void **state)
{
  (void)state;
  struct scenario *scenario = shipped("mixed-cpu.yaml");
  struct watched watched = {decide_provost, watch_models};
  struct score score = simulation_play(scenario, decide_watched, &watched);
  assert_true(score.moves > 0);
  scenario_free(scenario);
}

/* How many hosts have taken guests of the busy group; into `user`. */
static void count_targets(struct world *world, gpointer user)
{
  guint *targets = user;
  const struct scenario *scenario = world_scenario(world);
  guint seen = 0;
  decide_provost(world, NULL);
  for (guint h = 1; h < scenario->hosts->len; h++)
    for (guint g = 0; g < scenario->guests->len; g++)
      if (world_guest(world, g).host == h && world_guest(world, g).moved_from == 0) {
        seen++;
        break;
      }
  *targets = seen;
}

static void a_hot_host_is_relieved_onto_several_others(void **state)
{
  (void)state;
  guint targets = 0;
  struct scenario *scenario = shipped("hot-spot.yaml");
  simulation_play(scenario, count_targets, &targets);
  assert_true(targets >= 3);
  scenario_free(scenario);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_shipped_scenario_goes_as_it_says),
      cmocka_unit_test(each_shipped_scenario_says_what_must_happen_and_is_asserted_here),
      cmocka_unit_test(a_mixed_cluster_keeps_guests_on_their_kind_of_processor),
      cmocka_unit_test(a_hot_host_is_relieved_onto_several_others),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
