#include "model/metrics.h"
#include "model/sample.h"

#include "unit.h"

#include <math.h>

static void a_value_out_of_bounds_is_no_value(void **state)
{
  (void)state;
  const double bad[] = {-1, 101, NAN, INFINITY};
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, bad[i]);
    assert_int_equal(reading.state, READING_BAD_VALUE);
    assert_true(reading.value == 0);
  }
  assert_int_equal(reading_known(METRIC_HOST_CPU_BUSY_PCT, 100).state, READING_KNOWN);
}

static void a_rate_is_per_second_of_the_time_that_really_passed(void **state)
{
  (void)state;
  struct reading reading = reading_rate(METRIC_HOST_NET_RX_BYTES_PER_SEC, 1000, 3000, 500, 1);
  assert_int_equal(reading.state, READING_KNOWN);
  assert_true(fabs(reading.value - 4000) < 1e-9);
}

static void a_counter_that_went_back_gives_a_gap(void **state)
{
  (void)state;
  assert_int_equal(reading_rate(METRIC_HOST_NET_RX_BYTES_PER_SEC, 3000, 1000, 500, 1).state, READING_RESET);
  assert_int_equal(reading_rate(METRIC_HOST_NET_RX_BYTES_PER_SEC, 1, 2, 0, 1).state, READING_RESET);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_value_out_of_bounds_is_no_value),
      cmocka_unit_test(a_rate_is_per_second_of_the_time_that_really_passed),
      cmocka_unit_test(a_counter_that_went_back_gives_a_gap),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
