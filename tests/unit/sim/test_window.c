/* What was measured in the newest steps: window.c. */
#include "sim/window.h"

#include "unit.h"

#include <math.h>

static void nothing_measured_is_unknown(void **state)
{
  (void)state;
  struct window *window = window_new(4);
  assert_true(isnan(window_mean(window, 4)));
  assert_true(isnan(window_p95(window)));
  assert_true(isnan(window_newest(window)));
  window_free(window);
}

static void means_and_percentiles_forget_what_is_older_than_the_window(void **state)
{
  (void)state;
  struct window *window = window_new(20);
  window_add(window, 1000);
  for (guint i = 1; i <= 20; i++)
    window_add(window, i);
  assert_float_equal(window_p95(window), 19, 0);
  assert_float_equal(window_mean(window, 2), 19.5, 0);
  assert_float_equal(window_mean(window, 100), 10.5, 1e-12);
  assert_float_equal(window_newest(window), 20, 0);
  window_free(window);
}

static void gaps_count_neither_as_zero_nor_as_the_last_value(void **state)
{
  (void)state;
  struct window *window = window_new(3);
  window_add(window, 6);
  window_add(window, NAN);
  assert_float_equal(window_mean(window, 3), 6, 0);
  assert_true(isnan(window_newest(window)));
  assert_int_equal(window_known(window), 1);
  window_add(window, NAN);
  window_add(window, NAN); /* pushes the 6 out */
  assert_int_equal(window_known(window), 0);
  assert_true(isnan(window_p95(window)));
  window_free(window);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_measured_is_unknown),
      cmocka_unit_test(means_and_percentiles_forget_what_is_older_than_the_window),
      cmocka_unit_test(gaps_count_neither_as_zero_nor_as_the_last_value),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
