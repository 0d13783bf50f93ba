/* The world in virtual time: world*.c, score.c, look.c. */
#include "scenes.h"

#include "sim/decide.h"
#include "sim/look.h"
#include "sim/simulation.h"
#include "unit.h"

#include <math.h>

#define HOUR "title: t\nlength: 1h\n"
#define HOSTS "clusters:\n  - name: c\n    hosts:\n"

static struct score played(const char *text, simulation_decide decide, gpointer user)
{
  struct scenario *scenario = scene_read(text);
  struct score score = simulation_play(scenario, decide, user);
  scenario_free(scenario);
  return score;
}

static void processors_are_shared_fairly_and_what_is_missing_is_counted(void **state)
{
  (void)state;
  struct scenario *scenario = scene_read(HOUR HOSTS "      - {name: h, cores: 4, memory: 8GiB}\n    guests:\n"
                                                    "      - {name: small, vcpus: 1, memory: 1GiB, load: 50%}\n"
                                                    "      - {name: large, count: 2, vcpus: 4, memory: 1GiB, load: 100%}\n");
  struct world *world = world_new(scenario);
  while (world_step(world))
    continue;
  const struct score *score = world_score(world);
  assert_float_equal(world_guest(world, 0).now, 0.5, 1e-9);
  assert_float_equal(world_guest(world, 1).now, 1.75, 1e-9);
  assert_float_equal(world_guest(world, 2).recent, 1.75, 1e-9);
  assert_float_equal(score->wanted, 8.5 * 3600, 1e-6);
  assert_float_equal(score->missed, 4.5 * 3600, 1e-6);
  assert_float_equal(score->over_sec[OVER_100], 3600, 0);
  assert_float_equal(score_full_pct(score), 100, 0);
  world_free(world);
  scenario_free(scenario);
}

static void a_slow_host_cannot_give_a_guest_fast_processors(void **state)
{
  (void)state;
  struct score score = played(HOUR HOSTS "      - {name: h, cores: 4, speed: 0.5, memory: 8GiB}\n    guests:\n"
                                         "      - {name: g, vcpus: 1, memory: 1GiB, load: 100%}\n",
                              NULL, NULL);
  assert_float_equal(score.missed, 0.5 * 3600, 1e-6);
  assert_float_equal(score.over_sec[OVER_80], 0, 0);
}

static void energy_follows_the_power_table_and_empty_hosts_are_off(void **state)
{
  (void)state;
  static const char *const text = HOUR "%s" HOSTS
      "      - {name: h, count: 2, cores: 4, memory: 8GiB, power: [100, 110, 120, 130, 140, 150, 160, 170, 180, 190, 200]}\n"
      "    guests:\n"
      "      - {name: g, vcpus: 2, memory: 1GiB, on: h1, load: 50%%}\n";
  g_autofree char *on = g_strdup_printf(text, ""), *off = g_strdup_printf(text, "empty_hosts_off: yes\n");
  struct score with = played(on, NULL, NULL), without = played(off, NULL, NULL);
  assert_float_equal(score_kwh(&with), 0.225, 1e-9);
  assert_float_equal(score_kwh(&without), 0.125, 1e-9);
  assert_float_equal(score_empty_hosts(&with, 3600), 1, 1e-9);
}

static void order_once(struct world *world, gpointer user)
{
  struct world_order *order = user;
  if (order->guest != NOWHERE)
    world_order(world, order);
  order->guest = NOWHERE;
}

#define TWO_HOSTS HOSTS "      - {name: h, count: 2, cores: 4, memory: 8GiB}\n"

static void a_move_takes_time_and_the_guest_is_there_afterwards(void **state)
{
  (void)state;
  struct scenario *scenario = scene_read(HOUR TWO_HOSTS "    migration: {link: 100Mbit/s}\n    guests:\n"
                                                        "      - {name: g, vcpus: 2, memory: 4GiB, on: h1, load: 50%}\n");
  struct world *world = world_new(scenario);
  world_step(world);
  world_order(world, &(struct world_order){.guest = 0, .to = 1});
  world_step(world);
  assert_true(world_is_moving(world)); /* 4 GiB over 12.5 MB/s take 344 s */
  assert_int_equal(world_guest(world, 0).host, 0);
  assert_int_equal(world_host(world, 1).memory_used_bytes, 4ull << 30);
  world_step(world);
  assert_false(world_is_moving(world));
  assert_int_equal(world_guest(world, 0).host, 1);
  assert_int_equal(world_host(world, 0).memory_used_bytes, 0);
  assert_int_equal(world_score(world)->moves, 1);
  world_free(world);
  scenario_free(scenario);
}

static void a_move_without_room_is_refused_not_forced(void **state)
{
  (void)state;
  struct world_order order = {.guest = 0, .to = 1};
  struct score score = played(HOUR TWO_HOSTS "    guests:\n"
                                             "      - {name: a, vcpus: 1, memory: 5GiB, on: h1, load: 50%}\n"
                                             "      - {name: b, vcpus: 1, memory: 5GiB, on: h2, load: 50%}\n",
                              order_once, &order);
  assert_int_equal(score.moves, 0);
  assert_int_equal(score.refused, 1);
  assert_float_equal(score.overcommitted_sec, 0, 0);
}

static void order_there_and_back(struct world *world, gpointer user)
{
  guint *ordered = user;
  if (*ordered < 2 && !world_is_moving(world))
    world_order(world, &(struct world_order){.guest = 0, .to = 1 - world_guest(world, 0).host});
  (*ordered)++;
}

static void a_move_back_within_an_hour_is_a_reversal(void **state)
{
  (void)state;
  guint ordered = 0;
  struct score score = played(HOUR TWO_HOSTS "    guests:\n"
                                             "      - {name: g, memory: 1GiB, on: h1, load: 50%}\n",
                              order_there_and_back, &ordered);
  assert_int_equal(score.moves, 2);
  assert_int_equal(score.reversals, 1);
}

static void guests_of_a_failed_host_are_down_and_ha_ones_run_elsewhere_soon(void **state)
{
  (void)state;
  struct score score = played(HOUR TWO_HOSTS "    guests:\n"
                                             "      - {name: ha, memory: 1GiB, ha: yes, on: h1, load: 50%}\n"
                                             "      - {name: other, memory: 1GiB, on: h1, load: 50%}\n"
                                             "failures:\n  - {host: h1, at: 10m, back: 20m}\n",
                              NULL, NULL);
  assert_float_equal(score.outage_sec, 120 + 600, 0);
  assert_float_equal(score.missed, 0.5 * (120 + 600), 1e-6);
}

static void a_rule_that_can_never_hold_is_noted(void **state)
{
  (void)state;
  struct scenario *scenario = scene_read(HOUR "rules: [{name: apart, kind: anti-affinity, guests: ['g*']}]\n" TWO_HOSTS
                                              "    guests:\n      - {name: g, count: 3, memory: 1GiB, on: h1, load: 1%}\n");
  simulation_note(scenario);
  assert_int_equal(scenario->notes->len, 1);
  assert_non_null(strstr(scenario->notes->pdata[0], "the rule apart can never hold: "));
  scenario_free(scenario);
}

static void a_guest_is_restarted_only_where_it_can_run(void **state)
{
  (void)state;
  struct score score = played(HOUR HOSTS "      - {name: a, count: 2, cores: 4, memory: 8GiB, cpu_model: new, networks: [lan]}\n"
                                         "      - {name: b, cores: 4, memory: 64GiB, cpu_model: old}\n"
                                         "      - {name: c, cores: 4, memory: 64GiB, cpu_model: new, networks: [dmz]}\n"
                                         "    guests:\n"
                                         "      - {name: g, memory: 1GiB, ha: yes, cpu_model: new, networks: [lan], on: a1, load: 50%}\n"
                                         "failures:\n  - {host: a2, at: 0s, back: 40m}\n  - {host: a1, at: 20m}\n",
                              NULL, NULL);
  assert_float_equal(score.outage_sec, 1200, 0); /* until a2 is back */
}

static void a_host_that_is_to_be_empty_gives_all_away_and_takes_nobody_until_it_is_released(void **state)
{
  (void)state;
  struct scenario *scenario = scene_read(HOUR TWO_HOSTS "    guests:\n"
                                                        "      - {name: g, count: 4, memory: 1GiB, on: h1, load: 50%}\n"
                                                        "orders: [{at: 10m, evacuate: h1}, {at: 40m, release: h1}]\n");
  struct world *world = world_new(scenario);
  while (world_now_sec(world) < 2400 && world_step(world))
    decide_provost(world, NULL);
  for (guint g = 0; g < 4; g++)
    assert_int_equal(world_guest(world, g).host, 1);
  assert_int_equal(world_score(world)->moves, 4);
  struct placement_snapshot *snapshot = world_look(world);
  assert_int_equal(snapshot_host(snapshot, 0)->state, HOST_READY);
  snapshot_free(snapshot);
  world_free(world);
  scenario_free(scenario);
}

static void what_is_seen_from_outside_is_what_guests_get_not_what_they_want(void **state)
{
  (void)state;
  struct scenario *scenario = scene_read(HOUR HOSTS "      - {name: h, cores: 2, memory: 8GiB}\n    guests:\n"
                                                    "      - {name: g, count: 2, vcpus: 2, memory: 1GiB, load: 100%}\n"
                                                    "      - {name: late, memory: 1GiB, starts: 50m, load: 100%}\n");
  struct world *world = world_new(scenario);
  world_step(world);
  struct placement_snapshot *snapshot = world_look(world);
  assert_false(snapshot_guest(snapshot, 0)->is_judged); /* one sample is none */
  snapshot_free(snapshot);
  world_step(world);
  snapshot = world_look(world);
  assert_float_equal(snapshot_guest(snapshot, 0)->usual[RESOURCE_CPU], 1, 1e-6);
  assert_false(snapshot_guest(snapshot, 2)->is_running);
  assert_true(snapshot_host(snapshot, 0)->is_judged);
  snapshot_free(snapshot);
  world_free(world);
  scenario_free(scenario);
}

static void the_same_scenario_gives_the_same_card(void **state)
{
  (void)state;
  static const char *const text = HOUR TWO_HOSTS
      "    guests:\n      - {name: g, count: 8, memory: 1GiB, load: {shape: spikes, low: 10%, high: 90%, period: 10m, noise: 5%}}\n";
  struct score first = played(text, NULL, NULL), second = played(text, NULL, NULL);
  assert_memory_equal(&first.wanted, &second.wanted, sizeof first.wanted);
  assert_true(first.wanted > 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(processors_are_shared_fairly_and_what_is_missing_is_counted),
      cmocka_unit_test(a_slow_host_cannot_give_a_guest_fast_processors),
      cmocka_unit_test(energy_follows_the_power_table_and_empty_hosts_are_off),
      cmocka_unit_test(a_move_takes_time_and_the_guest_is_there_afterwards),
      cmocka_unit_test(a_move_without_room_is_refused_not_forced),
      cmocka_unit_test(a_move_back_within_an_hour_is_a_reversal),
      cmocka_unit_test(guests_of_a_failed_host_are_down_and_ha_ones_run_elsewhere_soon),
      cmocka_unit_test(a_rule_that_can_never_hold_is_noted),
      cmocka_unit_test(a_guest_is_restarted_only_where_it_can_run),
      cmocka_unit_test(a_host_that_is_to_be_empty_gives_all_away_and_takes_nobody_until_it_is_released),
      cmocka_unit_test(what_is_seen_from_outside_is_what_guests_get_not_what_they_want),
      cmocka_unit_test(the_same_scenario_gives_the_same_card),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
