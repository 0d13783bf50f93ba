#include "pipeline/effect.h"

#include "unit.h"

#include <math.h>

#define AT G_GINT64_CONSTANT(1790000000)
#define INTERVAL_SEC 10

struct bench {
  struct virtual_clock clock;
  struct fleet *fleet;
  struct effects *effects;
  struct tip *tip;
  gint64 stamp_sec;
  guint measured;
  guint64 tip_id;
  enum verdict verdict;
  char *outcome;
};

static void on_measured(guint64 tip_id, enum verdict verdict, const char *outcome, gpointer user)
{
  struct bench *bench = user;
  bench->measured++;
  bench->tip_id = tip_id;
  bench->verdict = verdict;
  g_free(bench->outcome);
  bench->outcome = g_strdup(outcome);
}

static void add_evidence(struct tip *tip, const char *object, enum metric_id metric, double avg)
{
  struct evidence *evidence = evidence_new();
  evidence->object = g_strdup(object);
  evidence->metric = metric;
  evidence->avg = avg;
  g_ptr_array_add(tip->evidence, evidence);
}

static int set_up(void **state)
{
  struct bench *bench = g_new0(struct bench, 1);
  virtual_clock_init(&bench->clock, AT * G_USEC_PER_SEC);
  bench->stamp_sec = AT;
  bench->fleet = fleet_new(&bench->clock.clock, INTERVAL_SEC * 1000);
  fleet_add_cluster(bench->fleet, cluster_new("lab"));
  fleet_add_host(bench->fleet, "h1", "lab", 1u << SOURCE_LIBVIRT);
  bench->effects = effects_new(&bench->clock.clock, bench->fleet, on_measured, bench);
  bench->tip = tip_new();
  bench->tip->id = 7;
  *state = bench;
  return 0;
}

static int tear_down(void **state)
{
  struct bench *bench = *state;
  effects_free(bench->effects);
  fleet_free(bench->fleet);
  tip_free(bench->tip);
  g_free(bench->outcome);
  g_free(bench);
  return 0;
}

/* A tip that rests on host.cpu.busy_pct of h1 being `before`. `predicted` NaN: nothing was. */
static void watch_cpu(struct bench *bench, double before, double predicted)
{
  add_evidence(bench->tip, "host:h1", METRIC_HOST_CPU_BUSY_PCT, before);
  bench->tip->plan = plan_new();
  g_ptr_array_add(bench->tip->plan->predictions,
                  prediction_new("host:h2", METRIC_HOST_CPU_BUSY_PCT, 1, 99));
  if (!isnan(predicted))
    g_ptr_array_add(bench->tip->plan->predictions,
                    prediction_new("host:h1", METRIC_HOST_CPU_BUSY_PCT, before, predicted));
  effects_watch(bench->effects, bench->tip);
}

static void interval_without_sample(struct bench *bench)
{
  virtual_clock_advance(&bench->clock, INTERVAL_SEC * G_USEC_PER_SEC);
  bench->stamp_sec += INTERVAL_SEC;
  effects_take_interval(bench->effects);
}

static void interval(struct bench *bench, enum metric_id metric, double value)
{
  virtual_clock_advance(&bench->clock, INTERVAL_SEC * G_USEC_PER_SEC);
  bench->stamp_sec += INTERVAL_SEC;
  struct reading reading = {.metric = (guint16)metric, .state = READING_KNOWN, .value = value};
  fleet_take_readings(bench->fleet, SOURCE_SNMP, bench->stamp_sec, "host:h1", &reading, 1);
  effects_take_interval(bench->effects);
}

static void settle(struct bench *bench)
{
  for (guint i = 0; i < EFFECT_SETTLE; i++)
    interval(bench, METRIC_HOST_CPU_BUSY_PCT, 100);
}

static enum verdict verdict_of(void **state, double before, double predicted, double after)
{
  tear_down(state);
  set_up(state);
  struct bench *bench = *state;
  watch_cpu(bench, before, predicted);
  settle(bench);
  for (guint i = 0; i < EFFECT_SAMPLES; i++) {
    assert_int_equal(bench->measured, 0);
    interval(bench, METRIC_HOST_CPU_BUSY_PCT, after);
  }
  assert_int_equal(bench->measured, 1);
  assert_int_equal(bench->tip_id, 7);
  for (guint i = 0; i < EFFECT_PATIENCE; i++)
    interval(bench, METRIC_HOST_CPU_BUSY_PCT, after);
  assert_int_equal(bench->measured, 1);
  return bench->verdict;
}

static void half_of_what_was_predicted_is_effective(void **state)
{
  assert_int_equal(verdict_of(state, 90, 50, 50), VERDICT_EFFECTIVE);
  assert_int_equal(verdict_of(state, 90, 50, 20), VERDICT_EFFECTIVE);
  assert_int_equal(verdict_of(state, 90, 50, 70), VERDICT_EFFECTIVE);
  assert_int_equal(verdict_of(state, 90, 50, 71), VERDICT_NEUTRAL);
}

static void no_change_is_neutral_and_much_worse_is_harmful(void **state)
{
  assert_int_equal(verdict_of(state, 70, 50, 70), VERDICT_NEUTRAL);
  assert_int_equal(verdict_of(state, 70, 50, 79), VERDICT_NEUTRAL);
  assert_int_equal(verdict_of(state, 70, 50, 80), VERDICT_HARMFUL);
  assert_int_equal(verdict_of(state, 70, 50, 100), VERDICT_HARMFUL);
}

static void without_a_prediction_a_tenth_is_an_effect(void **state)
{
  assert_int_equal(verdict_of(state, 90, (double)NAN, 81), VERDICT_EFFECTIVE);
  assert_int_equal(verdict_of(state, 90, (double)NAN, 82), VERDICT_NEUTRAL);
  assert_int_equal(verdict_of(state, 50, (double)NAN, 54), VERDICT_NEUTRAL);
  assert_int_equal(verdict_of(state, 50, (double)NAN, 55), VERDICT_HARMFUL);
}

/* What is at 90 % already cannot get worse by as much as it was to be relieved. */
static void near_its_bound_half_of_what_room_is_left_is_harm(void **state)
{
  assert_int_equal(verdict_of(state, 90, 50, 94), VERDICT_NEUTRAL);
  assert_int_equal(verdict_of(state, 90, 50, 95), VERDICT_HARMFUL);
  assert_int_equal(verdict_of(state, 100, 50, 100), VERDICT_NEUTRAL);
}

static void a_prediction_of_no_change_that_comes_true_is_no_harm(void **state)
{
  assert_int_equal(verdict_of(state, 70, 70, 70), VERDICT_NEUTRAL);
  assert_int_equal(verdict_of(state, 0, (double)NAN, 0), VERDICT_NEUTRAL);
}

/* Free memory, for one, is meant to rise. */
static void a_value_may_be_predicted_to_rise(void **state)
{
  assert_int_equal(verdict_of(state, 10, 50, 50), VERDICT_EFFECTIVE);
  assert_int_equal(verdict_of(state, 10, 50, 30), VERDICT_EFFECTIVE);
  assert_int_equal(verdict_of(state, 30, 50, 35), VERDICT_NEUTRAL);
  assert_int_equal(verdict_of(state, 30, 50, 20), VERDICT_HARMFUL);
}

static void the_outcome_says_what_was_measured_and_predicted(void **state)
{
  verdict_of(state, 90, 50, 55.25);
  struct bench *bench = *state;
  assert_string_equal(bench->outcome,
                      "host.cpu.busy_pct of h1 went from 90.0 to 55.2 %, predicted were 50.0");
}

static void the_mean_of_three_samples_counts(void **state)
{
  struct bench *bench = *state;
  watch_cpu(bench, 90, 50);
  settle(bench);
  interval(bench, METRIC_HOST_CPU_BUSY_PCT, 90);
  interval(bench, METRIC_HOST_CPU_BUSY_PCT, 50);
  interval(bench, METRIC_HOST_CPU_BUSY_PCT, 40);
  assert_int_equal(bench->verdict, VERDICT_EFFECTIVE);
  assert_non_null(strstr(bench->outcome, "to 60.0 %"));
}

/* The last minute's mean still holds what was before the move. */
static void samples_within_the_settling_time_do_not_count(void **state)
{
  struct bench *bench = *state;
  watch_cpu(bench, 90, 50);
  for (guint i = 0; i < EFFECT_SETTLE; i++)
    interval(bench, METRIC_HOST_CPU_BUSY_PCT, 5);
  assert_int_equal(bench->measured, 0);
  for (guint i = 0; i < EFFECT_SAMPLES; i++)
    interval(bench, METRIC_HOST_CPU_BUSY_PCT, 90);
  assert_int_equal(bench->verdict, VERDICT_NEUTRAL);
}

static void one_sample_counts_once_however_often_it_is_looked_at(void **state)
{
  struct bench *bench = *state;
  watch_cpu(bench, 90, 50);
  settle(bench);
  interval(bench, METRIC_HOST_CPU_BUSY_PCT, 50);
  for (guint i = 0; i < EFFECT_SAMPLES; i++)
    effects_take_interval(bench->effects);
  assert_int_equal(bench->measured, 0);
}

static void a_gap_is_no_sample(void **state)
{
  struct bench *bench = *state;
  watch_cpu(bench, 90, 50);
  settle(bench);
  interval(bench, METRIC_HOST_CPU_BUSY_PCT, 50);
  interval_without_sample(bench);
  struct reading gap = reading_unknown(METRIC_HOST_CPU_BUSY_PCT, READING_NO_ANSWER);
  fleet_take_readings(bench->fleet, SOURCE_SNMP, bench->stamp_sec, "host:h1", &gap, 1);
  interval_without_sample(bench);
  interval(bench, METRIC_HOST_CPU_BUSY_PCT, 50);
  assert_int_equal(bench->measured, 0);
  interval(bench, METRIC_HOST_CPU_BUSY_PCT, 50);
  assert_int_equal(bench->verdict, VERDICT_EFFECTIVE);
}

static void without_samples_the_effect_is_unknown_when_patience_ends(void **state)
{
  struct bench *bench = *state;
  watch_cpu(bench, 90, 50);
  for (guint i = 1; i < EFFECT_PATIENCE; i++)
    interval_without_sample(bench);
  assert_int_equal(bench->measured, 0);
  interval_without_sample(bench);
  assert_int_equal(bench->measured, 1);
  assert_int_equal(bench->verdict, VERDICT_UNKNOWN);
  assert_non_null(strstr(bench->outcome, "host.cpu.busy_pct of h1"));
}

/* EFFECT_SAMPLES make a measurement: fewer are none. */
static void too_few_samples_are_unknown_too(void **state)
{
  struct bench *bench = *state;
  watch_cpu(bench, 90, 50);
  settle(bench);
  for (guint i = 1; i < EFFECT_SAMPLES; i++)
    interval(bench, METRIC_HOST_CPU_BUSY_PCT, 90);
  for (guint i = 0; i < EFFECT_PATIENCE && !bench->measured; i++)
    interval_without_sample(bench);
  assert_int_equal(bench->verdict, VERDICT_UNKNOWN);
}

static void a_tip_without_evidence_is_unknown_at_once(void **state)
{
  struct bench *bench = *state;
  effects_watch(bench->effects, bench->tip);
  assert_int_equal(bench->measured, 1);
  assert_int_equal(bench->verdict, VERDICT_UNKNOWN);
  for (guint i = 0; i < EFFECT_PATIENCE; i++)
    interval(bench, METRIC_HOST_CPU_BUSY_PCT, 50);
  assert_int_equal(bench->measured, 1);
}

static void many_tips_are_measured_side_by_side(void **state)
{
  struct bench *bench = *state;
  watch_cpu(bench, 90, 50);
  interval(bench, METRIC_HOST_CPU_BUSY_PCT, 90);
  bench->tip->id = 8;
  effects_watch(bench->effects, bench->tip);
  for (guint i = 0; i < EFFECT_SETTLE + EFFECT_SAMPLES - 1; i++)
    interval(bench, METRIC_HOST_CPU_BUSY_PCT, 50);
  assert_int_equal(bench->measured, 1);
  assert_int_equal(bench->tip_id, 7);
  interval(bench, METRIC_HOST_CPU_BUSY_PCT, 50);
  assert_int_equal(bench->measured, 2);
  assert_int_equal(bench->tip_id, 8);
}

static void say(struct bench *bench, const char *host, double value)
{
  struct reading reading = {.metric = METRIC_HOST_CPU_BUSY_PCT, .state = READING_KNOWN, .value = value};
  fleet_take_readings(bench->fleet, SOURCE_SNMP, bench->stamp_sec, host, &reading, 1);
}

static void move_to(struct bench *bench, const char *to)
{
  struct move *move = move_new();
  move->guest_uuid = g_strdup("6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001");
  move->guest_name = g_strdup("g1");
  move->from = g_strdup("h1");
  move->to = g_strdup(to);
  g_ptr_array_add(bench->tip->plan->moves, move);
}

/* h1 relieved in favour of h2, while h3 to h5 go from 40 to where they are said to be. */
static void relieve_while_others_go_to(struct bench *bench, double after, const double others[3])
{
  static const char *const hosts[] = {"h2", "h3", "h4", "h5"};
  for (guint i = 0; i < G_N_ELEMENTS(hosts); i++)
    fleet_add_host(bench->fleet, hosts[i], "lab", 1u << SOURCE_SNMP);
  fleet_add_cluster(bench->fleet, cluster_new("far"));
  fleet_add_host(bench->fleet, "f1", "far", 1u << SOURCE_SNMP);
  say(bench, "host:h2", 10);
  say(bench, "host:f1", 10);
  for (guint i = 0; i < 3; i++)
    say(bench, i == 0 ? "host:h3" : i == 1 ? "host:h4" : "host:h5", 40);
  add_evidence(bench->tip, "host:h1", METRIC_HOST_CPU_BUSY_PCT, 90);
  bench->tip->plan = plan_new();
  move_to(bench, "h2");
  g_ptr_array_add(bench->tip->plan->predictions, prediction_new("host:h1", METRIC_HOST_CPU_BUSY_PCT, 90, 60));
  effects_prepare(bench->effects, bench->tip);
  effects_watch(bench->effects, bench->tip);
  settle(bench);
  say(bench, "host:h2", 100);
  say(bench, "host:f1", 100);
  for (guint i = 0; i < 3; i++)
    say(bench, i == 0 ? "host:h3" : i == 1 ? "host:h4" : "host:h5", others[i]);
  for (guint i = 0; i < EFFECT_SAMPLES; i++)
    interval(bench, METRIC_HOST_CPU_BUSY_PCT, after);
}

/* The night came: all of them are less busy, and h1 not more so than the others. */
static void what_all_others_did_too_is_not_the_effect(void **state)
{
  struct bench *bench = *state;
  relieve_while_others_go_to(bench, 70, (const double[]){20, 22, 18});
  assert_int_equal(bench->verdict, VERDICT_NEUTRAL);
  assert_string_equal(bench->outcome, "host.cpu.busy_pct of h1 went from 90.0 to 70.0 %, predicted were 60.0; on the others "
                                      "it fell by 20.0 meanwhile, which is taken off");
}

static void an_effect_against_the_trend_of_all_others_counts(void **state)
{
  struct bench *bench = *state;
  relieve_while_others_go_to(bench, 80, (const double[]){50, 50, 50});
  assert_int_equal(bench->verdict, VERDICT_EFFECTIVE);
}

static void one_of_the_others_alone_is_no_trend(void **state)
{
  struct bench *bench = *state;
  relieve_while_others_go_to(bench, 70, (const double[]){40, 40, 0});
  assert_int_equal(bench->verdict, VERDICT_EFFECTIVE);
  assert_null(strstr(bench->outcome, "meanwhile"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(half_of_what_was_predicted_is_effective),
      TEST(no_change_is_neutral_and_much_worse_is_harmful),
      TEST(without_a_prediction_a_tenth_is_an_effect),
      TEST(near_its_bound_half_of_what_room_is_left_is_harm),
      TEST(a_prediction_of_no_change_that_comes_true_is_no_harm),
      TEST(a_value_may_be_predicted_to_rise),
      TEST(the_outcome_says_what_was_measured_and_predicted),
      TEST(the_mean_of_three_samples_counts),
      TEST(samples_within_the_settling_time_do_not_count),
      TEST(one_sample_counts_once_however_often_it_is_looked_at),
      TEST(a_gap_is_no_sample),
      TEST(without_samples_the_effect_is_unknown_when_patience_ends),
      TEST(too_few_samples_are_unknown_too),
      TEST(a_tip_without_evidence_is_unknown_at_once),
      TEST(many_tips_are_measured_side_by_side),
      TEST(what_all_others_did_too_is_not_the_effect),
      TEST(an_effect_against_the_trend_of_all_others_counts),
      TEST(one_of_the_others_alone_is_no_trend),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
