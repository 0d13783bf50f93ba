/* The scenarios that come with provost: what each says must and must not happen, asserted. */
#include "placement/rules.h"
#include "sim/decide.h"
#include "sim/look.h"
#include "sim/simulation.h"

#include "unit.h"

/* Bounds of the card of provost; those of the card of doing nothing show that there was something to do. */
struct expectation {
  const char *file;
  guint moves_min, moves_max;
  double over_80_max;                     /* host minutes; 0: no matter */
  double over_100_min_idle, over_100_max; /* the same */
  double missed_pct_max;
  double outage_min_idle, outage_max; /* minutes of guests that were down */
  double energy_pct_max; /* of that of doing nothing; 0: no matter */
  double full_pct_max;   /* of active host time */
};

static const struct expectation expectations[] = {
    {"square-waves.yaml", 0, 0, 0, 0, 0, 0.001, 0, 0, 0, 100},
    {"herd.yaml", 12, 24, 0, 300, 60, 5, 0, 0, 0, 100},
    {"host-fails.yaml", 2, 6, 0, 0, 0, 0.2, 0, 10, 0, 100},
    {"mixed-cpu.yaml", 3, 6, 0, 300, 30, 1, 0, 0, 0, 100},
    {"ping-pong.yaml", 0, 1, 0, 0, 0, 0.001, 0, 0, 0, 100},
    {"reshuffle.yaml", 0, 2, 0, 0, 0, 0.001, 0, 0, 0, 100},
    {"hot-spot.yaml", 6, 14, 0, 300, 30, 2, 0, 0, 0, 100},
    {"nights.yaml", 50, 700, 0, 0, 200, 0.2, 0, 0, 67, 100},
    {"reserve.yaml", 3, 8, 0, 300, 30, 1, 0, 0, 0, 100},
    {"starved-by-memory.yaml", 3, 8, 0, 300, 30, 1, 0, 0, 0, 100},
    {"cloud.yaml", 800, 2104, 0, 0, 6000, 1.5, 0, 0, 20, 7},
    {"licences.yaml", 2, 6, 60, 0, 0, 0.001, 0, 0, 0, 100},
    {"maintenance.yaml", 4, 12, 0, 0, 0, 0.001, 400, 0, 0, 0},
    {"one-rule.yaml", 1, 1, 0, 0, 0, 0.001, 0, 0, 0, 100},
    {"rules-hold.yaml", 3, 10, 60, 300, 30, 1, 0, 0, 0, 100},
    {"three-hundred.yaml", 60, 150, 120, 0, 0, 0.001, 0, 0, 0, 0},
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
  assert_true(acting->against_sec <= idle->against_sec / 20); /* a rule may be broken at the beginning */
  assert_true(acting->unprotected_sec <= idle->unprotected_sec);
  if (expected->over_80_max > 0)
    assert_true(acting->over_sec[OVER_80] / 60 <= expected->over_80_max);
  assert_true(idle->outage_sec / 60 >= expected->outage_min_idle && acting->outage_sec / 60 <= expected->outage_max);
  assert_true(score_full_pct(acting) <= expected->full_pct_max);
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

/* No rule is broken that held at the beginning. */
static void watch_rules(struct world *world, gpointer user)
{
  struct placement_snapshot *snapshot = world_look(world);
  struct arrangement *now = arrangement_new(snapshot);
  (void)user;
  for (guint g = 0; g < snapshot_n_guests(snapshot); g++)
    assert_int_equal(rules_conflicts(now, g, arrangement_host_of(now, g)), 0);
  arrangement_free(now);
  snapshot_free(snapshot);
}

static void rules_hold_at_any_time_while_a_busy_host_is_relieved(void **state)
{
  (void)state;
  struct scenario *scenario = shipped("rules-hold.yaml");
  struct watched watched = {decide_provost, watch_rules};
  struct score score = simulation_play(scenario, decide_watched, &watched);
  assert_true(score.moves > 0);
  scenario_free(scenario);
}

/* Only one of the two that must be apart. */
static void watch_databases(struct world *world, gpointer user)
{
  (void)user;
  for (guint g = 2; g < world_scenario(world)->guests->len; g++)
    assert_int_equal(world_guest(world, g).moved_from, NOWHERE);
}

static void repairing_one_rule_moves_one_guest_and_nobody_else(void **state)
{
  (void)state;
  struct scenario *scenario = shipped("one-rule.yaml");
  struct watched watched = {decide_provost, watch_databases};
  struct score score = simulation_play(scenario, decide_watched, &watched);
  assert_int_equal(score.moves, 1);
  scenario_free(scenario);
}

/* Onto how many hosts guests of one went, up to now. */
struct spread {
  guint from, hosts;
};

static void count_targets(struct world *world, gpointer user)
{
  struct spread *spread = user;
  const struct scenario *scenario = world_scenario(world);
  guint seen = 0;
  decide_provost(world, NULL);
  for (guint h = 0; h < scenario->hosts->len; h++)
    for (guint g = 0; h != spread->from && g < scenario->guests->len; g++)
      if (world_guest(world, g).host == h && world_guest(world, g).moved_from == spread->from) {
        seen++;
        break;
      }
  spread->hosts = MAX(spread->hosts, seen);
}

static guint spread_of(const char *file, guint from)
{
  struct spread spread = {from, 0};
  struct scenario *scenario = shipped(file);
  simulation_play(scenario, count_targets, &spread);
  scenario_free(scenario);
  return spread.hosts;
}

static void a_hot_host_is_relieved_onto_several_others(void **state)
{
  (void)state;
  assert_true(spread_of("hot-spot.yaml", 0) >= 3);
}

static void a_host_that_is_emptied_gives_its_guests_to_all_others(void **state)
{
  (void)state;
  assert_int_equal(spread_of("maintenance.yaml", 2), 4);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_shipped_scenario_goes_as_it_says),
      cmocka_unit_test(each_shipped_scenario_says_what_must_happen_and_is_asserted_here),
      cmocka_unit_test(a_mixed_cluster_keeps_guests_on_their_kind_of_processor),
      cmocka_unit_test(rules_hold_at_any_time_while_a_busy_host_is_relieved),
      cmocka_unit_test(repairing_one_rule_moves_one_guest_and_nobody_else),
      cmocka_unit_test(a_hot_host_is_relieved_onto_several_others),
      cmocka_unit_test(a_host_that_is_emptied_gives_its_guests_to_all_others),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
