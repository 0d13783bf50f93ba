/* Rates: only from readings that may be subtracted. */
#include "snmp/counters.h"

#include "model/metrics.h"
#include "unit.h"

#define GAP_MS 30000
#define WRAP (G_GINT64_CONSTANT(1) << 32)

/* Read at `sec` of our clock within 20 ms, with sysUpTime at `ticks`. */
static struct agent_time time_at(gint64 sec, gint64 ticks)
{
  return (struct agent_time){.known = TRUE,
                             .uptime_ticks = (guint32)ticks,
                             .boots = 1,
                             .sent_us = sec * G_USEC_PER_SEC - 10000,
                             .received_us = sec * G_USEC_PER_SEC + 10000};
}

static void assert_rate(const struct counter *counter, enum reading_state state, double value)
{
  struct reading reading = counter_rate(counter, METRIC_HOST_NET_RX_BYTES_PER_SEC, 1, GAP_MS);
  assert_int_equal(reading.state, state);
  assert_true(reading.value == value);
}

static void assert_second(struct agent_time first, struct agent_time second, guint64 before, guint64 now,
                          enum reading_state state, double value)
{
  const struct counter counter = {before, now, first, second, TRUE, 64, 0};
  assert_rate(&counter, state, value);
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
}

static void a_wrap_of_64_bits_is_no_reset(void **state)
{
  (void)state;
  assert_second(time_at(100, 5000), time_at(110, 6000), G_MAXUINT64 - 4, 95, READING_KNOWN, 10);
}

static void a_wrap_of_32_bits_is_told_from_a_reset_by_the_speed(void **state)
{
  (void)state;
  struct counter counter = {G_MAXUINT32 - 499999, 500000, time_at(100, 5000), time_at(110, 6000), TRUE, 32,
                            125e5 / 10};
  assert_rate(&counter, READING_KNOWN, 100000);
  counter.before = 1000000; /* would be 4.29e9 bytes in 10 s, over 10 Mbit/s */
  assert_rate(&counter, READING_RESET, 0);
  counter.bound = 0; /* a wrap cannot be told from a reset */
  counter.before = G_MAXUINT32 - 499999;
  assert_rate(&counter, READING_RESET, 0);
}

static void a_counter_of_32_bits_on_a_fast_link_gives_no_rate(void **state)
{
  (void)state;
  const struct counter counter = {0, 1000, time_at(100, 5000), time_at(110, 6000), TRUE, 32, 1.25e9};
  assert_rate(&counter, READING_NOT_SUPPORTED, 0);
}

static void a_zero_of_an_agent_that_has_just_started_is_no_reading(void **state)
{
  (void)state;
  assert_second(time_at(100, 300), time_at(110, 1300), 0, 12472374, READING_FIRST, 0);
  assert_second(time_at(100, 300), time_at(110, 1300), 1, 10001, READING_KNOWN, 1000);
  assert_second(time_at(100, 3000), time_at(110, 4000), 0, 10000, READING_KNOWN, 1000);
}

static void a_first_reading_gives_no_rate(void **state)
{
  (void)state;
  const struct counter counter = {0, 1000, {0}, time_at(110, 6000), FALSE, 64, 0};
  assert_rate(&counter, READING_FIRST, 0);
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
      cmocka_unit_test(a_wrap_of_64_bits_is_no_reset),
      cmocka_unit_test(a_wrap_of_32_bits_is_told_from_a_reset_by_the_speed),
      cmocka_unit_test(a_counter_of_32_bits_on_a_fast_link_gives_no_rate),
      cmocka_unit_test(a_zero_of_an_agent_that_has_just_started_is_no_reading),
      cmocka_unit_test(a_first_reading_gives_no_rate),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
