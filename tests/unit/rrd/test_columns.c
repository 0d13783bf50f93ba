/* What becomes of points in the columns of a picture, and of values on its axis. */
#include "unit.h"

#include "rrd/columns.h"
#include "rrd/scale.h"

#include <math.h>
#include <string.h>

#define assert_columns(series, plan, ...)                                                                          \
  do {                                                                                                             \
    const double columns_wanted[] = {__VA_ARGS__};                                                                  \
    check_columns(series, plan, columns_wanted, G_N_ELEMENTS(columns_wanted));                                       \
  } while (0)

static void check_columns(const struct series *series, const struct column_plan *plan, const double *wanted, gsize n)
{
  struct columns columns;
  columns_init(&columns, series, plan);
  assert_true(columns.n >= n);
  for (gsize i = 0; i < n; i++)
    if (isnan(wanted[i]) ? !isnan(columns.values[i]) : !(fabs(columns.values[i] - wanted[i]) < 1e-9))
      fail_msg("column %zu is %g, not %g", i, columns.values[i], wanted[i]);
  g_free(columns.values);
}

static void between_points_runs_a_straight_line_and_a_gap_stays_one(void **state)
{
  (void)state;
  double points[] = {10, 20, NAN, 40, 50};
  const struct series series = {100, 4, G_N_ELEMENTS(points), points};
  const struct column_plan plan = {94, 118, 12, 1, FALSE};
  /* at 94, 96 ... : the point at 100 stands for 97 to 100, that at 112 for 109 to 112 */
  assert_columns(&series, &plan, NAN, NAN, 10, 10, 15, 20, NAN, NAN, 40, 40, 45, 50, NAN);
}

static void a_column_of_several_points_is_their_mean_or_their_highest(void **state)
{
  (void)state;
  double points[] = {1, 3, NAN, 8, NAN, NAN, 5, 5};
  const struct series series = {101, 1, G_N_ELEMENTS(points), points};
  const struct column_plan means = {102, 108, 3, 1, FALSE}, highest = {102, 108, 3, 1, TRUE}, halves = {102, 108, 3, 2, FALSE};
  assert_columns(&series, &means, 2, 8, NAN, 5);
  assert_columns(&series, &highest, 3, 8, NAN, 5);
  assert_columns(&series, &halves, 1, 4, NAN, 2.5);
}

static void a_series_without_points_has_empty_columns(void **state)
{
  (void)state;
  const struct series series = {100, 1, 0, NULL};
  const struct column_plan plan = {100, 1000, 100, 1, FALSE};
  assert_columns(&series, &plan, NAN, NAN, NAN);
}

static void the_axis_ends_at_round_numbers_in_a_unit_that_suits(void **state)
{
  (void)state;
  static const struct {
    const char *unit;
    double min, max;
    const char *wanted;
  } cases[] = {
      {"%", 3, 40, "0 to 100 by 25 %"},       {"%", 0, 104, "0 to 150 by 50 %"},
      {"bytes", 0, 3.5 * 1073741824, "0 to 4 by 1 GiB"}, {"bytes/s", 0, 700, "0 to 800 by 200 B/s"},
      {"bits/s", 0, 1e9, "0 to 1.5 by 0.5 Gbit/s"}, {"ms", 0, 1800, "0 to 2 by 0.5 s"},
      {"ms", 0, 0, "0 to 1 by 0.25 ms"},      {"", 0, 3, "0 to 4 by 1 "},
      {"", -3, 5, "-5 to 7.5 by 2.5 "},         {"C", 0, 45, "0 to 60 by 20 C"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct scale scale;
    scale_init(&scale, cases[i].unit, cases[i].min, cases[i].max, 4);
    g_autofree char *text = g_strdup_printf("%g to %g by %g %s", scale.lower, scale.upper, scale.step, scale.unit);
    assert_true(scale.lower <= cases[i].min / scale.divisor && scale.upper >= cases[i].max / scale.divisor);
    assert_string_equal(text, cases[i].wanted);
  }
}

static void quantities_read_as_a_person_says_them(void **state)
{
  (void)state;
  static const struct {
    double value;
    const char *unit, *wanted;
  } cases[] = {{97.25, "%", "97.2 %"},           {0, "bytes/s", "0 B/s"},  {1610612736, "bytes", "1.50 GiB"},
               {1500, "ms", "1.50 s"},           {12, "", "12"},           {1e9, "bits/s", "1 Gbit/s"},
               {NAN, "%", "-"},                  {-2048, "bytes", "-2 KiB"}, {1023, "bytes", "1023 B"}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text = scale_quantity(cases[i].value, cases[i].unit);
    assert_string_equal(text, cases[i].wanted);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(between_points_runs_a_straight_line_and_a_gap_stays_one),
      cmocka_unit_test(a_column_of_several_points_is_their_mean_or_their_highest),
      cmocka_unit_test(a_series_without_points_has_empty_columns),
      cmocka_unit_test(the_axis_ends_at_round_numbers_in_a_unit_that_suits),
      cmocka_unit_test(quantities_read_as_a_person_says_them),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
