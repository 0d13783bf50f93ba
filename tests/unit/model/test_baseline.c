/* What is usual in an hour of the week: model/baseline.c. */
#include "model/baseline.h"

#include "unit.h"

#include <math.h>

#define HOUR 3600
#define WEEK (7 * 24 * HOUR)
#define AT G_GINT64_CONSTANT(1790002800) /* 2026-09-21 15:00 UTC, a Monday */

static gint64 time_of(GTimeZone *zone, int year, int month, int day, int hour)
{
  g_autoptr(GDateTime) date = g_date_time_new(zone, year, month, day, hour, 0, 0);
  return g_date_time_to_unix(date);
}

static void the_hour_of_the_week_is_that_of_the_zone_where_clocks_are_set(void **state)
{
  (void)state;
  /* Clocks go back on the last Sunday of October. */
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("CET-1CEST,M3.5.0,M10.5.0/3");
  assert_non_null(zone);
  gint64 begins[BASELINE_WEEKS];
  baseline_begins(zone, time_of(zone, 2026, 11, 2, 8), begins);
  assert_int_equal(begins[0], time_of(zone, 2026, 10, 26, 8));
  assert_int_equal(begins[1], time_of(zone, 2026, 10, 19, 8));
  assert_int_equal(begins[0] - begins[1], WEEK + HOUR);
  assert_int_equal(begins[1] - begins[2], WEEK);
}

static void an_hour_takes_what_lies_wholly_in_it(void **state)
{
  (void)state;
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
  gint64 from_sec, to_sec;
  baseline_span(utc, AT, &from_sec, &to_sec);
  assert_int_equal(from_sec, AT - 8 * WEEK);
  assert_int_equal(to_sec, AT - WEEK + HOUR);
  /* Each point is the number of its half hour, from the first begin on. */
  gsize n = (gsize)((to_sec - from_sec) / 1800) + 1;
  g_autofree double *points = g_new(double, n);
  for (gsize i = 0; i < n; i++)
    points[i] = (double)i;
  const struct baseline_points history = {from_sec, 1800, n, points};
  g_autofree struct baseline *baseline = baseline_new(utc, AT, &history);
  assert_int_equal(baseline->weeks, 8);
  assert_int_equal(baseline->n, 16);
  assert_float_equal(baseline->values[0], 1, 0);
  assert_float_equal(baseline->values[1], 2, 0);
  assert_float_equal(baseline->values[2], 337, 0);
  assert_float_equal(baseline->values[15], 7 * 336 + 2, 0);
}

static void history_that_begins_later_or_has_gaps_gives_fewer_weeks(void **state)
{
  (void)state;
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
  double points[2 * 336 + 3];
  for (gsize i = 0; i < G_N_ELEMENTS(points); i++)
    points[i] = i == 337 || i == 338 ? (double)NAN : 5;
  const struct baseline_points history = {AT - 3 * WEEK, 1800, G_N_ELEMENTS(points), points};
  g_autofree struct baseline *baseline = baseline_new(utc, AT, &history);
  assert_int_equal(baseline->weeks, 2);
  assert_int_equal(baseline->n, 4);
  const struct baseline_points coarse = {AT - 8 * WEEK, 21600, 200, points};
  g_autofree struct baseline *none = baseline_new(utc, AT, &coarse);
  assert_int_equal(none->weeks, 0);
  const struct baseline_points odd = {AT - WEEK + 17, 600, 20, points};
  g_autofree struct baseline *shifted = baseline_new(utc, AT, &odd);
  assert_int_equal(shifted->n, 5); /* at 617, 1217, 1817, 2417 and 3017 */
  const struct baseline_points nothing = {0, 0, 0, NULL};
  g_autofree struct baseline *empty = baseline_new(utc, AT, &nothing);
  assert_int_equal(empty->weeks, 0);
}

static void no_archive_is_too_fine(void **state)
{
  (void)state;
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
  gsize n = 8 * WEEK / 10;
  g_autofree double *points = g_new(double, n);
  for (gsize i = 0; i < n; i++)
    points[i] = 1;
  const struct baseline_points history = {AT - 8 * WEEK, 10, n, points};
  g_autofree struct baseline *baseline = baseline_new(utc, AT, &history);
  assert_int_equal(baseline->n, BASELINE_VALUES_MAX);
}

static void figures_are_of_the_known_values(void **state)
{
  (void)state;
  const double values[] = {30, NAN, 10, 20, 40};
  g_autofree struct baseline *baseline = baseline_of_values(AT, 4, values, G_N_ELEMENTS(values));
  assert_int_equal(baseline->n, 4);
  assert_float_equal(baseline_mean(baseline), 25, 0);
  assert_float_equal(baseline_percentile(baseline, 0), 10, 0);
  assert_float_equal(baseline_percentile(baseline, 50), 20, 0);
  assert_float_equal(baseline_percentile(baseline, 51), 30, 0);
  assert_float_equal(baseline_percentile(baseline, 100), 40, 0);
  assert_int_equal(baseline_hour(AT + 3599), AT);
  assert_int_equal(baseline_hour(AT + 3600), AT + 3600);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_hour_of_the_week_is_that_of_the_zone_where_clocks_are_set),
      cmocka_unit_test(an_hour_takes_what_lies_wholly_in_it),
      cmocka_unit_test(history_that_begins_later_or_has_gaps_gives_fewer_weeks),
      cmocka_unit_test(no_archive_is_too_fine),
      cmocka_unit_test(figures_are_of_the_known_values),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
