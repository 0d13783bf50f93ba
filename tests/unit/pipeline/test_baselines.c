/* Baselines for the policies: pipeline/baselines.c. The test plays the policies and the history reader. */
#include "pipeline/baselines.h"

#include "model/baseline.h"

#include "channels.h"
#include "unit.h"

#define WEEK (7 * 24 * 3600)
#define AT G_GINT64_CONSTANT(1790002800) /* the begin of an hour */

struct stage {
  struct virtual_clock clock;
  struct fleet *fleet;
  struct channel *core_policy, *core_reader, *policy, *reader;
  struct history *history;
  struct baselines *baselines;
  guint heard[MESSAGE_KINDS];
  GVariant *last[MESSAGE_KINDS];
};

static void role_hears(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct stage *stage = user;
  stage->heard[kind]++;
  g_clear_pointer(&stage->last[kind], g_variant_unref);
  stage->last[kind] = g_variant_ref(body);
}

static void core_hears(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  history_take_message(((struct stage *)user)->history, kind, body);
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel;
  (void)reason;
  (void)user;
}

static const struct channel_events core_events = {core_hears, on_closed};
static const struct channel_events role_events = {role_hears, on_closed};

static void need(struct stage *stage, guint metric)
{
  g_autoptr(GVariant) body = g_variant_ref_sink(g_variant_new_parsed("[%q]", (guint16)metric));
  baselines_take_needs(stage->baselines, body);
}

static int set_up(void **state)
{
  struct stage *stage = g_new0(struct stage, 1);
  const struct reading busy = reading_known(METRIC_HOST_CPU_BUSY_PCT, 1);
  virtual_clock_init(&stage->clock, AT * G_USEC_PER_SEC);
  stage->fleet = fleet_new(&stage->clock.clock, 10000);
  fleet_add_cluster(stage->fleet, cluster_new("lab"));
  fleet_add_host(stage->fleet, "h1", "lab", 1u << SOURCE_SNMP | 1u << SOURCE_LIBVIRT);
  fleet_take_link(stage->fleet, "h1", SOURCE_LIBVIRT, LINK_UP, "");
  fleet_take_readings(stage->fleet, SOURCE_SNMP, AT, "host:h1", &busy, 1);
  stage->core_policy = channel_new(ROLE_CORE, ROLE_POLICY, &core_events, stage);
  stage->core_reader = channel_new(ROLE_CORE, ROLE_RRD_READER, &core_events, stage);
  stage->policy = channel_new(ROLE_POLICY, ROLE_CORE, &role_events, stage);
  stage->reader = channel_new(ROLE_RRD_READER, ROLE_CORE, &role_events, stage);
  stage->history = history_new(&stage->clock.clock, NULL, stage->core_reader);
  stage->baselines = baselines_new(&(struct baselines_options){stage->fleet, stage->history, stage->core_policy});
  channels_connect(stage->core_policy, stage->policy);
  channels_connect(stage->core_reader, stage->reader);
  history_reader_is_up(stage->history);
  *state = stage;
  return 0;
}

static int tear_down(void **state)
{
  struct stage *stage = *state;
  history_free(stage->history);
  baselines_free(stage->baselines);
  channel_free(stage->core_policy);
  channel_free(stage->core_reader);
  channel_free(stage->policy);
  channel_free(stage->reader);
  fleet_free(stage->fleet);
  for (enum message_kind kind = 0; kind < MESSAGE_KINDS; kind++)
    g_clear_pointer(&stage->last[kind], g_variant_unref);
  g_free(stage);
  return 0;
}

static void interval(struct stage *stage, gint64 stamp_sec)
{
  baselines_take_interval(stage->baselines, stamp_sec);
  turn_all();
}

/* Answers the last FETCH with points of half an hour, each 7. */
static void answer(struct stage *stage, const char *failure)
{
  guint64 id;
  const char *object;
  guint16 metric;
  gint64 from_sec, to_sec;
  g_variant_get(stage->last[MESSAGE_FETCH], "(t&sqxxu)", &id, &object, &metric, &from_sec, &to_sec, NULL);
  gsize n = failure[0] ? 0 : (gsize)((to_sec - from_sec) / 1800) + 1;
  g_autofree double *points = g_new(double, n + 1);
  for (gsize i = 0; i < n; i++)
    points[i] = 7;
  channel_send(stage->reader, MESSAGE_SERIES,
               g_variant_new("(tsqxu@ads)", id, object, metric, from_sec, 1800u,
                             g_variant_new_fixed_array(G_VARIANT_TYPE_DOUBLE, points, n, sizeof(double)), failure));
  turn_all();
}

static void assert_told(struct stage *stage, gint64 hour_sec, guint weeks, gsize n)
{
  gint64 told_sec;
  guint told_weeks;
  const char *object;
  guint16 metric;
  g_autoptr(GVariant) values = NULL;
  g_variant_get(stage->last[MESSAGE_BASELINE], "(&sqxu@ad)", &object, &metric, &told_sec, &told_weeks, &values);
  assert_string_equal(object, "host:h1");
  assert_int_equal(metric, METRIC_HOST_CPU_BUSY_PCT);
  assert_int_equal(told_sec, hour_sec);
  assert_int_equal(told_weeks, weeks);
  assert_int_equal(g_variant_n_children(values), n);
}

static void history_is_asked_once_for_an_hour_and_early_for_the_next(void **state)
{
  struct stage *stage = *state;
  interval(stage, AT);
  assert_int_equal(stage->heard[MESSAGE_FETCH], 0);
  need(stage, METRIC_HOST_CPU_BUSY_PCT);
  interval(stage, AT);
  assert_int_equal(stage->heard[MESSAGE_FETCH], 1);
  gint64 from_sec, to_sec;
  guint step_sec;
  g_variant_get(stage->last[MESSAGE_FETCH], "(t&sqxxu)", NULL, NULL, NULL, &from_sec, &to_sec, &step_sec);
  assert_true(to_sec > AT - WEEK - 7200 && from_sec < AT - 8 * WEEK + 7200);
  assert_int_equal(step_sec, BASELINE_STEP_SEC);
  answer(stage, "");
  assert_told(stage, AT, 8, 16);
  interval(stage, AT + 1790);
  assert_int_equal(stage->heard[MESSAGE_FETCH], 1);
  interval(stage, AT + 1800);
  assert_int_equal(stage->heard[MESSAGE_FETCH], 2);
  answer(stage, "");
  assert_told(stage, AT + 3600, 8, 16);
  interval(stage, AT + 3600);
  interval(stage, AT + 3610);
  assert_int_equal(stage->heard[MESSAGE_FETCH], 2);
}

static void what_history_does_not_have_is_told_as_no_weeks(void **state)
{
  struct stage *stage = *state;
  need(stage, METRIC_HOST_CPU_BUSY_PCT);
  interval(stage, AT);
  answer(stage, "there is no history of host:h1 yet");
  assert_told(stage, AT, 0, 0);
}

static void a_reader_that_dies_is_asked_again(void **state)
{
  struct stage *stage = *state;
  need(stage, METRIC_HOST_CPU_BUSY_PCT);
  interval(stage, AT);
  history_reader_is_down(stage->history);
  interval(stage, AT + 10);
  assert_int_equal(stage->heard[MESSAGE_FETCH], 1);
  history_reader_is_up(stage->history);
  interval(stage, AT + 20);
  assert_int_equal(stage->heard[MESSAGE_FETCH], 2);
  assert_int_equal(stage->heard[MESSAGE_BASELINE], 0);
}

static void a_new_role_is_told_anew_and_gets_no_answer_of_its_predecessor(void **state)
{
  struct stage *stage = *state;
  need(stage, METRIC_HOST_CPU_BUSY_PCT);
  interval(stage, AT);
  baselines_begin(stage->baselines);
  answer(stage, "");
  assert_int_equal(stage->heard[MESSAGE_BASELINE], 0);
  interval(stage, AT + 10);
  assert_int_equal(stage->heard[MESSAGE_FETCH], 1);
  need(stage, METRIC_HOST_CPU_BUSY_PCT);
  interval(stage, AT + 20);
  assert_int_equal(stage->heard[MESSAGE_FETCH], 2);
}

static void a_guest_that_comes_back_is_told_again(void **state)
{
  struct stage *stage = *state;
  const struct sighting sighting = {"11111111-1111-1111-1111-111111111111", "g1", GUEST_RUNNING, REASON_OTHER,
                                    1, 1, 1024, 1024, TRUE, FALSE};
  const struct reading used = reading_known(METRIC_GUEST_CPU_USED_PCT, 1);
  g_autofree char *object = subject_format(SUBJECT_GUEST, sighting.uuid);
  need(stage, METRIC_GUEST_CPU_USED_PCT);
  for (guint times = 1; times <= 2; times++) {
    fleet_take_sightings(stage->fleet, "h1", &sighting, 1);
    baselines_tell_anew(stage->baselines);
    fleet_take_readings(stage->fleet, SOURCE_LIBVIRT, AT, object, &used, 1);
    interval(stage, AT + 20 * times);
    assert_int_equal(stage->heard[MESSAGE_FETCH], times);
    fleet_take_sightings(stage->fleet, "h1", NULL, 0);
    baselines_tell_anew(stage->baselines);
    interval(stage, AT + 20 * times + 10);
  }
}

static void an_interval_asks_for_so_many_and_the_next_for_the_rest(void **state)
{
  struct stage *stage = *state;
  const struct reading used = reading_known(METRIC_HOST_STORAGE_USED_BYTES, 1);
  for (guint i = 0; i < BASELINES_PER_INTERVAL + 20; i++) {
    g_autofree char *object = g_strdup_printf("host:h1{fs=/%u}", i);
    fleet_take_readings(stage->fleet, SOURCE_SNMP, AT, object, &used, 1);
  }
  guint parts = fleet_count_objects(stage->fleet) - 1;
  need(stage, METRIC_HOST_STORAGE_USED_BYTES);
  interval(stage, AT);
  assert_int_equal(stage->heard[MESSAGE_FETCH], MIN(parts, BASELINES_PER_INTERVAL));
  interval(stage, AT + 10);
  assert_int_equal(stage->heard[MESSAGE_FETCH], parts);
  interval(stage, AT + 20);
  assert_int_equal(stage->heard[MESSAGE_FETCH], parts);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(history_is_asked_once_for_an_hour_and_early_for_the_next, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_history_does_not_have_is_told_as_no_weeks, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_reader_that_dies_is_asked_again, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_new_role_is_told_anew_and_gets_no_answer_of_its_predecessor, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_guest_that_comes_back_is_told_again, set_up, tear_down),
      cmocka_unit_test_setup_teardown(an_interval_asks_for_so_many_and_the_next_for_the_rest, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
