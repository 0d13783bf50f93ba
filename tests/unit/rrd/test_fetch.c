#include "rrd/fixture.h"

#include <rrd.h>

#define HOUR 3600
#define DAY (24 * HOUR)

static struct fetch busy_of(gint64 from_sec, gint64 to_sec, guint wanted_sec)
{
  return (struct fetch){"host:h1", METRIC_HOST_CPU_BUSY_PCT, from_sec, to_sec, wanted_sec, FALSE};
}

/* Three hours of samples that rise from 0 by 0.01 a step, ending at NOW. */
static void fill(struct fixture *fixture)
{
  for (gint64 i = 0; i <= 3 * HOUR / STEP; i++)
    assert_true(store_busy(fixture, i * STEP - 3 * HOUR, 0.01 * (double)i));
}

static void assert_refused(struct fixture *fixture, const struct fetch *fetch, int code, const char *says)
{
  struct series series;
  g_autoptr(GError) error = NULL;
  assert_false(fetch_series(fixture->directory, fetch, &series, &error));
  assert_int_equal(error->code, code);
  if (!strstr(error->message, says))
    fail_msg("'%s' does not say '%s'", error->message, says);
}

static void an_object_without_a_file_has_no_history_yet(void **state)
{
  const struct fetch fetch = busy_of(NOW - HOUR, NOW, 0);
  assert_refused(*state, &fetch, PROVOST_ERROR_NOT_FOUND, "there is no history of host:h1 yet");
}

static void a_fetch_that_makes_no_sense_is_refused(void **state)
{
  struct fetch fetch = busy_of(NOW, NOW - 1, 0);
  assert_refused(*state, &fetch, PROVOST_ERROR_INVALID, "ends before it begins");
  fetch = busy_of(-1, NOW, 0);
  assert_refused(*state, &fetch, PROVOST_ERROR_INVALID, "ends before it begins");
  fetch = busy_of(NOW, LIMIT_TIME_SEC + 1, 0);
  assert_refused(*state, &fetch, PROVOST_ERROR_INVALID, "ends before it begins");
  fetch = busy_of(NOW, G_MAXINT64, 0);
  assert_refused(*state, &fetch, PROVOST_ERROR_INVALID, "ends before it begins");
  fetch.metric = METRIC_GUEST_CPU_USED_PCT;
  assert_refused(*state, &fetch, PROVOST_ERROR_INVALID, "no such metric");
  fetch.metric = METRIC_COUNT;
  assert_refused(*state, &fetch, PROVOST_ERROR_INVALID, "no such metric");
  fetch.object = "cluster:lab";
  assert_refused(*state, &fetch, PROVOST_ERROR_INVALID, "no host, guest");
  fetch.object = "../../etc/passwd";
  assert_refused(*state, &fetch, PROVOST_ERROR_INVALID, "no host, guest");
}

static void the_finest_archive_that_reaches_back_is_taken(void **state)
{
  struct fixture *fixture = *state;
  const struct { gint64 age_sec; guint wanted_sec, step_sec; } cases[] = {
      {HOUR, 0, 10}, {6 * HOUR - STEP, 0, 10}, {6 * HOUR, 0, 60}, {DAY, 0, 300}, {13 * DAY, 0, 300},
      {14 * DAY, 0, 1800}, {60 * DAY, 0, 21600}, {HOUR, 60, 60}, {HOUR, 299, 60}, {HOUR, 300, 300},
      {HOUR, 5, 10}, {HOUR, 86400, 21600}, {13 * DAY, 60, 300},
  };
  fill(fixture);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct series series;
    const struct fetch fetch = busy_of(NOW - cases[i].age_sec, NOW, cases[i].wanted_sec);
    assert_true(fetch_series(fixture->directory, &fetch, &series, NULL));
    assert_int_equal(series.step_sec, cases[i].step_sec);
    assert_in_range(series.first_sec, fetch.from_sec, fetch.from_sec + series.step_sec);
    g_free(series.points);
  }
}

/* rrd_fetch_r is the judge of times and values, at every archive and across the wrap of its rows. */
static void points_and_times_are_those_of_librrd(void **state)
{
  struct fixture *fixture = *state;
  const guint steps[] = {10, 60, 300, 1800, 21600};
  g_autofree char *path = file_of(fixture->directory, "host:h1");
  fill(fixture);
  for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
    struct series series;
    const struct fetch fetch = busy_of(NOW - 5 * HOUR, NOW + 1 * HOUR, steps[i]);
    assert_true(fetch_series(fixture->directory, &fetch, &series, NULL));
    time_t start = series.first_sec - series.step_sec, end = fetch.to_sec;
    unsigned long step = steps[i], sources;
    char **names;
    rrd_value_t *values;
    assert_int_equal(rrd_fetch_r(path, "AVERAGE", &start, &end, &step, &sources, &names, &values), 0);
    assert_int_equal(step, series.step_sec);
    assert_int_equal(start + (time_t)step, series.first_sec);
    guint known = 0;
    for (gsize k = 0; k < series.n; k++) {
      double expected = values[k * sources];
      known += isnan(expected) ? 0 : 1;
      if (isnan(expected) ? !isnan(series.points[k]) : series.points[k] != expected)
        fail_msg("point %zu at %u s is %g, not %g", k, steps[i], series.points[k], expected);
    }
    /* a row of 6 h is known when half of it is */
    assert_int_equal(known, steps[i] == STEP ? 3 * HOUR / STEP + 1 : MAX(3 * HOUR / steps[i], 1));
    rrd_freemem(values);
    for (gsize k = 0; k < sources; k++)
      rrd_freemem(names[k]);
    rrd_freemem(names);
    g_free(series.points);
  }
}

static void a_moment_between_two_rows_gives_the_row_that_covers_it(void **state)
{
  struct fixture *fixture = *state;
  assert_true(store_busy(fixture, 0, 10));
  assert_true(store_busy(fixture, 10, 20));
  struct series series = fetch_busy(fixture, 3, 7);
  assert_int_equal(series.n, 1);
  assert_int_equal(series.first_sec, NOW + 10);
  assert_true(series.points[0] == 20);
  g_free(series.points);
}

static void what_lies_before_and_after_the_file_is_unknown_and_bounded(void **state)
{
  struct fixture *fixture = *state;
  struct series series;
  fill(fixture);
  const struct fetch all = busy_of(0, NOW, 0), future = busy_of(NOW - STEP, LIMIT_TIME_SEC, 0);
  assert_true(fetch_series(fixture->directory, &all, &series, NULL));
  assert_int_equal(series.step_sec, 21600);
  assert_int_equal(series.n, 2920);
  assert_int_equal(series.first_sec, NOW - 2919 * 21600);
  assert_true(isnan(series.points[0]));
  g_free(series.points);

  assert_true(fetch_series(fixture->directory, &future, &series, NULL));
  assert_int_equal(series.n, FETCH_POINTS_MAX);
  assert_true(series.points[1] == 10.8 || fabs(series.points[1] - 10.8) < 1e-9);
  assert_true(isnan(series.points[2]) && isnan(series.points[FETCH_POINTS_MAX - 1]));
  g_free(series.points);
}

static void a_value_out_of_its_bounds_in_the_file_is_unknown(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *path = file_of(fixture->directory, "host:h1"), *bytes = NULL;
  gsize length;
  assert_true(store_busy(fixture, 0, 12.25));
  assert_true(g_file_get_contents(path, &bytes, &length, NULL));
  const double good = 12.25, bad = 101;
  guint found = 0;
  for (gsize i = 0; i + sizeof good <= length; i += sizeof good)
    if (memcmp(bytes + i, &good, sizeof good) == 0) {
      memcpy(bytes + i, &bad, sizeof bad);
      found++;
    }
  assert_true(found >= 1);
  assert_true(g_file_set_contents(path, bytes, (gssize)length, NULL));
  assert_busy(fixture, 0, NAN);
}

int main(void)
{
  g_log_set_default_handler(quiet, NULL);
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
  const struct CMUnitTest tests[] = {
      TEST(an_object_without_a_file_has_no_history_yet),
      TEST(a_fetch_that_makes_no_sense_is_refused),
      TEST(the_finest_archive_that_reaches_back_is_taken),
      TEST(points_and_times_are_those_of_librrd),
      TEST(a_moment_between_two_rows_gives_the_row_that_covers_it),
      TEST(what_lies_before_and_after_the_file_is_unknown_and_bounded),
      TEST(a_value_out_of_its_bounds_in_the_file_is_unknown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
