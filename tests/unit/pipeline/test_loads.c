/* What history tells of the loads before a start: pipeline/loads.c. The test plays the history reader. */
#include "pipeline/loads.h"

#include "channels.h"
#include "unit.h"

#include <math.h>

#define AT G_GINT64_CONSTANT(1790002800)

struct stage {
  struct virtual_clock clock;
  struct fleet *fleet;
  struct channel *core, *reader;
  struct history *history;
  struct loads_filling *filling;
  GPtrArray *fetches; /* bodies */
};

static void reader_hears(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  if (kind == MESSAGE_FETCH)
    g_ptr_array_add(((struct stage *)user)->fetches, g_variant_ref(body));
}

static void core_hears(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  history_take_message(((struct stage *)user)->history, kind, body);
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel, (void)reason, (void)user;
}

static const struct channel_events core_events = {core_hears, on_closed};
static const struct channel_events reader_events = {reader_hears, on_closed};

static int set_up(void **state)
{
  struct stage *stage = g_new0(struct stage, 1);
  const struct reading readings[] = {reading_known(METRIC_HOST_CPU_BUSY_PCT, 1),
                                     reading_known(METRIC_HOST_MEM_TOTAL_BYTES, 1000),
                                     reading_known(METRIC_HOST_MEM_AVAILABLE_BYTES, 900)};
  virtual_clock_init(&stage->clock, AT * G_USEC_PER_SEC);
  stage->fetches = g_ptr_array_new_with_free_func((GDestroyNotify)g_variant_unref);
  stage->fleet = fleet_new(&stage->clock.clock, 10000);
  fleet_add_cluster(stage->fleet, cluster_new("lab"));
  fleet_add_host(stage->fleet, "h1", "lab", 1u << SOURCE_SNMP);
  fleet_take_readings(stage->fleet, SOURCE_SNMP, AT, "host:h1", readings, G_N_ELEMENTS(readings));
  stage->core = channel_new(ROLE_CORE, ROLE_RRD_READER, &core_events, stage);
  stage->reader = channel_new(ROLE_RRD_READER, ROLE_CORE, &reader_events, stage);
  stage->history = history_new(&stage->clock.clock, NULL, stage->core);
  stage->filling = loads_filling_new(stage->fleet, stage->history, &stage->clock.clock);
  channels_connect(stage->core, stage->reader);
  *state = stage;
  return 0;
}

static int tear_down(void **state)
{
  struct stage *stage = *state;
  history_free(stage->history);
  loads_filling_free(stage->filling);
  channel_free(stage->core);
  channel_free(stage->reader);
  fleet_free(stage->fleet);
  g_ptr_array_unref(stage->fetches);
  g_free(stage);
  return 0;
}

static void interval(struct stage *stage)
{
  loads_filling_take_interval(stage->filling);
  turn_all();
}

/* Answers all that was fetched: a day of 70 percent, and of 250 bytes available. */
static void answer(struct stage *stage)
{
  double points[288];
  for (guint f = 0; f < stage->fetches->len; f++) {
    guint64 id;
    const char *object;
    guint16 metric;
    gint64 from_sec;
    g_variant_get(stage->fetches->pdata[f], "(t&sqxxu)", &id, &object, &metric, &from_sec, NULL, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(points); i++)
      points[i] = metric == METRIC_HOST_CPU_BUSY_PCT ? 70 : 250;
    GVariant *values = g_variant_new_fixed_array(G_VARIANT_TYPE_DOUBLE, points, G_N_ELEMENTS(points), sizeof(double));
    channel_send(stage->reader, MESSAGE_SERIES,
                 g_variant_new("(tsqxu@ads)", id, object, metric, from_sec, 300u, values, ""));
  }
  turn_all();
}

static void the_day_before_a_start_is_known_from_history(void **state)
{
  struct stage *stage = *state;
  history_reader_is_up(stage->history);
  interval(stage);
  assert_int_equal(stage->fetches->len, 2);
  assert_true(isnan(fleet_load(stage->fleet, "host:h1", RESOURCE_CPU).day));
  answer(stage);
  assert_true(fleet_load(stage->fleet, "host:h1", RESOURCE_CPU).day == 70);
  assert_true(fleet_load(stage->fleet, "host:h1", RESOURCE_MEMORY).day == 750);
  assert_true(fleet_load(stage->fleet, "host:h1", RESOURCE_CPU).recent > 1);
  assert_int_equal(loads_filling_waiting(stage->filling), 0);
  interval(stage);
  assert_int_equal(stage->fetches->len, 2);
}

static void a_reader_that_is_away_is_asked_again(void **state)
{
  struct stage *stage = *state;
  interval(stage);
  assert_int_equal(stage->fetches->len, 0);
  history_reader_is_up(stage->history);
  interval(stage);
  answer(stage);
  assert_true(fleet_load(stage->fleet, "host:h1", RESOURCE_CPU).day == 70);
}

static void a_start_asks_a_bounded_number_at_a_time(void **state)
{
  struct stage *stage = *state;
  history_reader_is_up(stage->history);
  struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, 1);
  for (guint h = 0; h < LOADS_PER_INTERVAL; h++) {
    g_autofree char *name = g_strdup_printf("x%u", h), *object = g_strdup_printf("host:x%u", h);
    fleet_add_host(stage->fleet, name, "lab", 1u << SOURCE_SNMP);
    fleet_take_readings(stage->fleet, SOURCE_SNMP, AT, object, &reading, 1);
  }
  interval(stage);
  assert_int_equal(stage->fetches->len, 2 * LOADS_PER_INTERVAL);
  interval(stage);
  assert_int_equal(stage->fetches->len, 2 * LOADS_PER_INTERVAL); /* the former are not answered yet */
  answer(stage);
  interval(stage);
  assert_int_equal(stage->fetches->len, 2 * LOADS_PER_INTERVAL + 2);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(the_day_before_a_start_is_known_from_history),
      TEST(a_reader_that_is_away_is_asked_again),
      TEST(a_start_asks_a_bounded_number_at_a_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
