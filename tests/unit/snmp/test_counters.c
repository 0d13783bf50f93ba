/* Rates: only from readings that may be subtracted. */
#include "snmp/counters.h"

#include "model/metrics.h"
#include "unit.h"

#define GAP_MS 30000
#define WRAP (G_GINT64_CONSTANT(1) << 32)

static const guint metrics[] = {METRIC_HOST_NET_RX_BYTES_PER_SEC};

/* Read at `sec` of our clock within 20 ms, with sysUpTime at `ticks`. */
static struct agent_time time_at(gint64 sec, gint64 ticks)
{
  return (struct agent_time){.known = TRUE,
                             .uptime_ticks = (guint32)ticks,
                             .boots = 1,
                             .sent_us = sec * G_USEC_PER_SEC - 10000,
                             .received_us = sec * G_USEC_PER_SEC + 10000};
}

static struct reading step(struct counters *counters, struct agent_time time, guint64 value)
{
  struct counter_row row = {.index = 1, .name = "eth0", .time = time, .values = {value}, .known = {TRUE}};
  struct reading reading = reading_unknown(metrics[0], READING_NOT_SUPPORTED);
  counters_take(counters, &row, metrics, 1, &reading);
  return reading;
}

static void assert_second(struct agent_time first, struct agent_time second, guint64 before, guint64 now,
                          enum reading_state state, double value)
{
  struct counters *counters = counters_new(GAP_MS);
  assert_int_equal(step(counters, first, before).state, READING_FIRST);
  struct reading reading = step(counters, second, now);
  assert_int_equal(reading.state, state);
  assert_true(reading.value == value);
  counters_free(counters);
}

static void a_rate_is_per_second_of_the_agents_clock(void **state)
{
  (void)state;
  assert_second(time_at(100, 5000), time_at(110, 6000), 1000, 11000, READING_KNOWN, 1000);
  assert_second(time_at(100, 5000), time_at(110, 5950), 0, 9500, READING_KNOWN, 1000);
}

static void the_wrap_of_sysuptime_is_no_restart(void **state)
{
  (void)state;
  assert_second(time_at(100, WRAP - 400), time_at(110, 600), 0, 10000, READING_KNOWN, 1000);
}

static void a_restart_gives_no_rate(void **state)
{
  (void)state;
  assert_second(time_at(100, 5000), time_at(110, 300), 1000, 11000, READING_RESET, 0);
  assert_second(time_at(100, 0x7fffffff), time_at(110, 900), 1000, 11000, READING_RESET, 0);
  struct agent_time rebooted = time_at(110, 1000);
  rebooted.boots = 2;
  assert_second(time_at(100, 0), rebooted, 1000, 11000, READING_RESET, 0);
}

static void a_clock_that_jumps_or_stands_gives_no_rate(void **state)
{
  (void)state;
  assert_second(time_at(100, 5000), time_at(110, 5000), 0, 10000, READING_RESET, 0);
  assert_second(time_at(100, 5000), time_at(110, 9000), 0, 10000, READING_RESET, 0);
}

static void a_counter_that_went_back_gives_no_rate(void **state)
{
  (void)state;
  assert_second(time_at(100, 5000), time_at(110, 6000), 1000, 999, READING_RESET, 0);
  assert_second(time_at(100, 5000), time_at(110, 6000), G_MAXUINT64 - 5, 5, READING_RESET, 0);
}

static void a_leap_beyond_any_interface_is_a_bad_value(void **state)
{
  (void)state;
  assert_second(time_at(100, 5000), time_at(110, 6000), 0, G_MAXUINT64, READING_BAD_VALUE, 0);
}

static void a_gap_longer_than_the_memory_begins_anew(void **state)
{
  (void)state;
  assert_second(time_at(100, 5000), time_at(125, 7500), 0, 25000, READING_KNOWN, 1000);
  assert_second(time_at(100, 5000), time_at(140, 9000), 0, 40000, READING_FIRST, 0);
}

static void a_discontinuity_or_another_name_begins_anew(void **state)
{
  (void)state;
  struct counters *counters = counters_new(GAP_MS);
  struct reading reading = {0};
  struct counter_row row = {.index = 1, .name = "eth0", .time = time_at(100, 5000), .known = {TRUE}};
  counters_take(counters, &row, metrics, 1, &reading);
  row.time = time_at(110, 6000);
  row.discontinuity = 5500;
  counters_take(counters, &row, metrics, 1, &reading);
  assert_int_equal(reading.state, READING_RESET);
  row.time = time_at(120, 7000);
  row.name = "eth1";
  counters_take(counters, &row, metrics, 1, &reading);
  assert_int_equal(reading.state, READING_FIRST);
  counters_free(counters);
}

static void a_row_that_went_away_is_forgotten(void **state)
{
  (void)state;
  struct counters *counters = counters_new(GAP_MS);
  step(counters, time_at(100, 5000), 0);
  counters_sweep(counters);
  counters_sweep(counters);
  assert_int_equal(step(counters, time_at(110, 6000), 10000).state, READING_FIRST);
  counters_free(counters);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_rate_is_per_second_of_the_agents_clock),
      cmocka_unit_test(the_wrap_of_sysuptime_is_no_restart),
      cmocka_unit_test(a_restart_gives_no_rate),
      cmocka_unit_test(a_clock_that_jumps_or_stands_gives_no_rate),
      cmocka_unit_test(a_counter_that_went_back_gives_no_rate),
      cmocka_unit_test(a_leap_beyond_any_interface_is_a_bad_value),
      cmocka_unit_test(a_gap_longer_than_the_memory_begins_anew),
      cmocka_unit_test(a_discontinuity_or_another_name_begins_anew),
      cmocka_unit_test(a_row_that_went_away_is_forgotten),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
