#include "base/quantity.h"

#include "unit.h"

static void durations_are_read_in_every_unit(void **state)
{
  (void)state;
  const struct {
    const char *text;
    guint64 seconds;
  } cases[] = {{"0", 0}, {"90", 90}, {"90s", 90}, {"5m", 300}, {"2h", 7200}, {"7d", 604800}, {"2w", 1209600}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    guint64 seconds = 1;
    assert_true(duration_parse(cases[i].text, &seconds));
    assert_int_equal(seconds, cases[i].seconds);
  }
}

static void what_is_no_duration_is_refused_and_leaves_the_value_alone(void **state)
{
  (void)state;
  const char *const bad[] = {"", "s", "-5m", "5 m", "5M", "1.5h", "5m3s", "99999999w", "18446744073709551616", " 5"};
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    guint64 seconds = 42;
    assert_false(duration_parse(bad[i], &seconds));
    assert_int_equal(seconds, 42);
  }
}

static void durations_are_written_in_the_largest_exact_unit(void **state)
{
  (void)state;
  assert_owned_string_equal(duration_format(0), "0s");
  assert_owned_string_equal(duration_format(300), "5m");
  assert_owned_string_equal(duration_format(90), "90s");
  assert_owned_string_equal(duration_format(86400), "1d");
}

static void sizes_are_read_and_overflow_is_refused(void **state)
{
  (void)state;
  guint64 bytes;
  assert_true(size_parse("256MiB", &bytes));
  assert_int_equal(bytes, 256u << 20);
  assert_true(size_parse("512", &bytes));
  assert_int_equal(bytes, 512);
  assert_false(size_parse("256MB", &bytes));
  assert_false(size_parse("99999999999TiB", &bytes));
}

static void sizes_are_written_with_three_digits(void **state)
{
  (void)state;
  assert_owned_string_equal(size_format(0), "0 B");
  assert_owned_string_equal(size_format(256u << 20), "256 MiB");
  assert_owned_string_equal(size_format(3u << 29), "1.50 GiB");
}

static void speeds_are_read_and_written_in_steps_of_a_thousand(void **state)
{
  (void)state;
  guint64 speed = 42;
  assert_true(speed_parse("10Gbit/s", &speed));
  assert_int_equal(speed, 10000000000);
  assert_true(speed_parse("2500Mbit/s", &speed));
  assert_owned_string_equal(speed_format(speed), "2500Mbit/s");
  assert_owned_string_equal(speed_format(10000000000), "10Gbit/s");
  assert_owned_string_equal(speed_format(7), "7bit/s");
  const char *const bad[] = {"", "10", "10Gb/s", "10 Gbit/s", "1.5Gbit/s", "99999999999Tbit/s", "-1Mbit/s"};
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    speed = 42;
    assert_false(speed_parse(bad[i], &speed));
    assert_int_equal(speed, 42);
  }
}

static void rates_are_read_in_bytes_and_in_bits(void **state)
{
  (void)state;
  guint64 rate = 42;
  assert_true(rate_parse("20MiB/s", &rate));
  assert_int_equal(rate, 20 << 20);
  assert_true(rate_parse("100Mbit/s", &rate));
  assert_int_equal(rate, 12500000);
  assert_true(rate_parse("512/s", &rate));
  assert_int_equal(rate, 512);
  const char *const bad[] = {"", "/s", "20MiB", "20MB/s", "20 MiB/s", "-1MiB/s", "fast"};
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    rate = 42;
    assert_false(rate_parse(bad[i], &rate));
    assert_int_equal(rate, 42);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(durations_are_read_in_every_unit),
      cmocka_unit_test(what_is_no_duration_is_refused_and_leaves_the_value_alone),
      cmocka_unit_test(durations_are_written_in_the_largest_exact_unit),
      cmocka_unit_test(sizes_are_read_and_overflow_is_refused),
      cmocka_unit_test(sizes_are_written_with_three_digits),
      cmocka_unit_test(rates_are_read_in_bytes_and_in_bits),
      cmocka_unit_test(speeds_are_read_and_written_in_steps_of_a_thousand),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
