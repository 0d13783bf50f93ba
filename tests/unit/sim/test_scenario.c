/* Reading scenarios: scenario_read.c, scenario_load.c, scenario_place.c, fields.c. */
#include "scenes.h"

#include "model/licence.h"
#include "model/rule.h"

#include "unit.h"

#include <math.h>

#define HEAD "title: t\nclusters:\n  - name: c\n    hosts:\n"

static void assert_refused(const char *text, const char *expected)
{
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  struct scenario *scenario = scene_try(text, errors);
  assert_null(scenario);
  for (guint i = 0; i < errors->len; i++)
    if (strcmp(errors->pdata[i], expected) == 0)
      return;
  fail_msg("\"%s\" is not said, but \"%s\"", expected, errors->len ? (char *)errors->pdata[0] : "nothing");
}

static void groups_stand_for_their_members(void **state)
{
  (void)state;
  struct scenario *scenario = scene_read(HEAD "      - {name: h, count: 2, cores: 4, speed: 1.5, memory: 8GiB}\n"
                                              "      - {name: big, cores: 8, memory: 16GiB}\n"
                                              "    guests:\n"
                                              "      - {name: web, count: 3, vcpus: 2, memory: 1GiB, load: 30%}\n");
  assert_int_equal(scenario->hosts->len, 3);
  assert_string_equal(scenario_host(scenario, 1)->name, "h2");
  assert_string_equal(scenario_host(scenario, 2)->name, "big");
  assert_float_equal(scenario_host(scenario, 1)->speed, 1.5, 0);
  assert_true(isnan(scenario_host(scenario, 0)->power_w[0]));
  assert_string_equal(scenario_guest(scenario, 2)->name, "web3");
  assert_float_equal(curve_at(&scenario_guest(scenario, 2)->curve, 0), 30, 0);
  assert_int_equal(scenario->step_sec, 300);
  scenario_free(scenario);
}

static void guests_are_spread_packed_or_where_they_are_told(void **state)
{
  (void)state;
  struct scenario *scenario =
      scene_read(HEAD "      - {name: h, count: 3, cores: 4, memory: 8GiB}\n"
                      "    guests:\n"
                      "      - {name: s, count: 3, memory: 1GiB, load: 1%}\n"
                      "      - {name: p, count: 4, memory: 1GiB, place: packed, load: 1%}\n"
                      "      - {name: o, count: 2, memory: 1GiB, on: [h3, h1], load: 1%}\n");
  static const guint expected[] = {0, 1, 2, 0, 0, 0, 1, 2, 0};
  for (guint g = 0; g < scenario->guests->len; g++)
    assert_int_equal(scenario_guest(scenario, g)->host, expected[g]);
  scenario_free(scenario);
}

static void a_scenario_in_full_is_understood(void **state)
{
  (void)state;
  struct scenario *scenario = scene_read(
      "title: full\nexpect: something\nstep: 1m\nlength: 2h\nseed: 9\nempty_hosts_off: yes\n"
      "decide: {every: 10m, plans: [balance, relieve]}\n"
      "clusters:\n"
      "  - name: c\n"
      "    placement: {goal: resource-maximization, weights: {cpu: 3, network: 0}}\n"
      "    reserve: {host_failures: 1, ha_only: yes, cpu: 10%, memory: 256MiB}\n"
      "    migration: {parallel: 4, link: 1Gbit/s}\n"
      "    hosts:\n"
      "      - {name: h, cores: 4, memory: 8GiB, cpu_model: x, power: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]}\n"
      "    guests:\n"
      "      - {name: g, memory: 1GiB, ha: yes, ignore: no, downtime_cost: 10, dirty_rate: 5MiB, starts: 1h, stops: 90m, "
      "load: {shape: spikes, low: 1%, high: 99%, period: 1h, duty: 5%, noise: 1%, stagger: 1m}}\n"
      "failures:\n"
      "  - {host: h, at: 30m, back: 40m}\n");
  const struct scenario_cluster *cluster = &g_array_index(scenario->clusters, struct scenario_cluster, 0);
  assert_int_equal(cluster->goal, GOAL_RESOURCE_MAXIMIZATION);
  assert_float_equal(cluster->weights[RESOURCE_CPU], 3, 0);
  assert_float_equal(cluster->weights[RESOURCE_MEMORY], 5, 0);
  assert_int_equal(cluster->host_failures, 1);
  assert_true(cluster->reserve_ha_only);
  assert_int_equal(cluster->parallel, 4);
  assert_true(scenario->is_decided[DECIDE_BALANCE] && scenario->is_decided[DECIDE_RELIEVE]);
  assert_false(scenario->is_decided[DECIDE_CONSOLIDATE]);
  assert_int_equal(scenario->every_sec, 600);
  assert_float_equal(scenario_host(scenario, 0)->power_w[10], 11, 0);
  assert_int_equal(scenario_guest(scenario, 0)->stops_sec, 5400);
  assert_int_equal(scenario->failures->len, 1);
  scenario_free(scenario);
}

static void rules_and_orders_are_read_as_they_are_written_elsewhere(void **state)
{
  (void)state;
  struct scenario *scenario = scene_read("title: t\n"
                                         "rules: [{name: apart, kind: anti-affinity, guests: ['w*', tier=db], hard: no}]\n"
                                         "licences: {db2: {per: core, hosts: [h1], entitlements: 8, stay: 1d}}\n"
                                         "orders: [{at: 1h, evacuate: h1}, {at: 2h, release: h1}, {at: 1h, restrict: h2}]\n"
                                         "clusters:\n"
                                         "  - name: c\n"
                                         "    hosts:\n"
                                         "      - {name: h, count: 2, cores: 4, memory: 8GiB, labels: {rack: a}, networks: [lan, dmz]}\n"
                                         "    guests:\n"
                                         "      - {name: w, memory: 1GiB, labels: {tier: db, os: bsd}, storage: [san], licences: [db2], load: 1%}\n");
  const struct rule *rule = scenario->rules->pdata[0];
  assert_int_equal(rule->kind, RULE_ANTI_AFFINITY);
  assert_false(rule->is_hard);
  assert_string_equal(rule->guests->pdata[1], "tier=db");
  assert_int_equal(scenario_ordered(scenario, 0, 3599), ORDER_RELEASE);
  assert_int_equal(scenario_ordered(scenario, 0, 3600), ORDER_EVACUATE);
  assert_int_equal(scenario_ordered(scenario, 0, 7200), ORDER_RELEASE);
  assert_int_equal(scenario_ordered(scenario, 1, 7200), ORDER_RESTRICT);
  assert_string_equal(scenario_host(scenario, 1)->traits.labels[0], "rack=a");
  assert_string_equal(scenario_host(scenario, 1)->traits.networks[0], "dmz");
  assert_string_equal(scenario_guest(scenario, 0)->traits.labels[1], "tier=db");
  assert_string_equal(scenario_guest(scenario, 0)->traits.storage[0], "san");
  assert_string_equal(scenario_guest(scenario, 0)->traits.licences[0], "db2");
  const struct licence *licence = scenario->licences->pdata[0];
  assert_int_equal(licence->per, LICENCE_PER_CORE);
  assert_int_equal(licence->stay_sec, 86400);
  scenario_free(scenario);
}

static void without_a_word_on_it_each_cluster_is_planned_for_its_goal(void **state)
{
  (void)state;
  struct scenario *scenario = scene_read("title: t\nclusters:\n"
                                         "  - {name: a, hosts: [{name: h, cores: 4, memory: 8GiB}]}\n"
                                         "  - {name: b, placement: {goal: resource-maximization}, hosts: [{name: i, cores: 4, memory: 8GiB}]}\n");
  assert_true(scenario_decides(scenario, 0, DECIDE_BALANCE) && !scenario_decides(scenario, 0, DECIDE_CONSOLIDATE));
  assert_true(scenario_decides(scenario, 1, DECIDE_CONSOLIDATE) && !scenario_decides(scenario, 1, DECIDE_BALANCE));
  assert_true(scenario_decides(scenario, 1, DECIDE_RULES) && scenario_decides(scenario, 1, DECIDE_RELIEVE));
  scenario_free(scenario);
}

static void mistakes_are_sentences_with_their_place(void **state)
{
  (void)state;
  assert_refused("", "scenario.yaml:1:1: the file is empty: a scenario has at least title and clusters");
  assert_refused("title: t\n", "scenario.yaml:1:1: a scenario has no clusters: add it");
  assert_refused(HEAD "      - {name: h, cores: 4, memory: 8GiB, sped: 2}\n",
                 "scenario.yaml:5:43: unknown key sped; did you mean speed?");
  assert_refused(HEAD "      - {name: h, cores: none, memory: 8GiB}\n",
                 "scenario.yaml:5:26: cores is \"none\": it must be a whole number");
  assert_refused(HEAD "      - {name: h, cores: 0, memory: 8GiB}\n",
                 "scenario.yaml:5:26: cores is \"0\": it must be from 1 to 4096");
  assert_refused(HEAD "      - {name: h, cores: 4, memory: 8GiB, power: [1, 2]}\n",
                 "scenario.yaml:5:50: power must be a list of 11 numbers");
  assert_refused(HEAD "      - {name: h, cores: 4, memory: 8GiB}\n      - {name: h, cores: 4, memory: 8GiB}\n",
                 "scenario.yaml:6:9: there is another host named h");
  assert_refused(HEAD "      - {name: h, cores: 4, memory: 8GiB}\n    guests:\n"
                      "      - {name: g, memory: 9GiB, load: 1%}\n",
                 "scenario.yaml:7:9: no host of the cluster has the memory for guest g");
  assert_refused(HEAD "      - {name: h, cores: 4, memory: 8GiB}\n    guests:\n"
                      "      - {name: g, memory: 1GiB, on: h9, load: 1%}\n",
                 "scenario.yaml:7:9: no host is named h9: hosts stand before guests");
  assert_refused(HEAD "      - {name: h, cores: 4, memory: 8GiB}\n    guests:\n"
                      "      - {name: g, memory: 1GiB, load: {shape: sine, low: 1%}}\n",
                 "scenario.yaml:7:39: a load of this shape needs a period");
  assert_refused(HEAD "      - {name: h, cores: 4, memory: 8GiB}\n    guests:\n"
                      "      - {name: g, memory: 1GiB, load: {low: 1%}}\n",
                 "scenario.yaml:7:39: load needs exactly one of shape, csv, trace, traces and history");
  assert_refused(HEAD "      - {name: h, cores: 4, memory: 8GiB}\nfailures: [{host: x, at: 1h}]\n",
                 "scenario.yaml:6:12: no host is named x");
  assert_refused(HEAD "      - {name: h, cores: 4, memory: 8GiB}\n    guests:\n"
                      "      - {name: g, memory: 1GiB, licences: [x], load: 1%}\n",
                 "scenario.yaml:7:44: no licence has the name \"x\"");
  assert_refused(HEAD "      - {name: h, cores: 4, memory: 8GiB}\norders: [{at: 1h}]\n",
                 "scenario.yaml:6:10: an order says one of evacuate, restrict and release, with the host");
  assert_refused(HEAD "      - {name: h, cores: 4, memory: 8GiB}\nrules: [{name: r, kind: pin, guests: [g], hosts: [x]}]\n",
                 "scenario.yaml:6:51: no host has the name \"x\": did you mean h?");
  assert_refused(HEAD "      - {name: h, cores: 4, memory: 8GiB}\nfailures: [{host: h, at: 1h, back: 1h}]\n",
                 "scenario.yaml:6:12: the host cannot be back before it fails");
  assert_refused(HEAD "      - {name: h, cores: 4, memory: 8GiB}\ndecide: {plans: [balanse]}\n",
                 "scenario.yaml:6:9: there is no plan \"balanse\": it must be one of rules, relieve, balance, consolidate");
}

static void no_group_is_larger_than_the_limits(void **state)
{
  (void)state;
  assert_refused(HEAD "      - {name: h, count: 9999, cores: 1, memory: 1GiB}\n      - {name: i, count: 2, cores: 1, memory: 1GiB}\n",
                 "scenario.yaml:6:9: these are more than 10000 hosts");
  assert_refused("length: 366d\nstep: 1s\n" HEAD "      - {name: h, cores: 1, memory: 1GiB}\n",
                 "scenario.yaml:1:1: the scenario must have from 1 to 1000000 steps");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(groups_stand_for_their_members),
      cmocka_unit_test(guests_are_spread_packed_or_where_they_are_told),
      cmocka_unit_test(a_scenario_in_full_is_understood),
      cmocka_unit_test(rules_and_orders_are_read_as_they_are_written_elsewhere),
      cmocka_unit_test(without_a_word_on_it_each_cluster_is_planned_for_its_goal),
      cmocka_unit_test(mistakes_are_sentences_with_their_place),
      cmocka_unit_test(no_group_is_larger_than_the_limits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
