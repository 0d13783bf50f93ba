#include "rrd/fixture.h"

#include <fcntl.h>
#include <float.h>
#include <rrd.h>
#include <sys/wait.h>

#define DAY ((gint64)86400)

static void what_is_stored_is_fetched(void **state)
{
  struct fixture *fixture = *state;
  assert_true(store_busy(fixture, 0, 12.25));
  assert_true(store_busy(fixture, 10, 0));
  assert_true(store_busy(fixture, 20, 100));
  assert_busy(fixture, 0, 12.25, 0, 100);
}

static void unknown_and_missing_readings_are_unknown_and_never_zero(void **state)
{
  struct fixture *fixture = *state;
  const struct reading other = reading_known(METRIC_HOST_CPU_COUNT, 4);
  assert_true(store_busy(fixture, 0, 10));
  assert_true(store_busy(fixture, 10, NAN));
  assert_true(store_readings(fixture, NOW + 20, &other, 1, NULL));
  assert_true(store_busy(fixture, 30, 20));
  assert_busy(fixture, 0, 10, NAN, NAN, 20);
  assert_int_equal(store_counts(fixture->store).histories.values, 3);
}

static void an_object_without_a_known_value_yet_has_no_file(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *path = file_of(fixture->directory, "host:h1");
  assert_true(store_busy(fixture, 0, NAN));
  assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
  assert_true(store_busy(fixture, 10, 20));
  assert_busy(fixture, 0, NAN, 20);
}

static void a_gap_is_a_gap_and_the_sample_behind_it_is_known(void **state)
{
  struct fixture *fixture = *state;
  assert_true(store_busy(fixture, 0, 10));
  assert_true(store_busy(fixture, 20, 30));
  assert_true(store_busy(fixture, 60, 70));
  assert_busy(fixture, 0, 10, NAN, 30, NAN, NAN, NAN, 70);
}

static void a_batch_that_comes_again_changes_nothing(void **state)
{
  struct fixture *fixture = *state;
  assert_true(store_busy(fixture, 0, 10));
  assert_true(store_busy(fixture, 10, 20));
  fixture_restart(fixture);
  assert_true(store_busy(fixture, 0, 90));
  assert_true(store_busy(fixture, 10, 90));
  assert_true(store_busy(fixture, 20, 30));
  assert_busy(fixture, 0, 10, 20, 30);
  assert_int_equal(store_counts(fixture->store).histories.past, 2);
}

static void a_stamp_in_the_future_is_refused_and_blocks_nothing(void **state)
{
  struct fixture *fixture = *state;
  const struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, 50);
  g_autofree char *failure = NULL;
  assert_true(store_busy(fixture, 0, 10));
  assert_true(store_readings(fixture, NOW + 2 * STEP, &reading, 1, NULL));
  assert_false(store_readings(fixture, NOW + 3 * STEP, &reading, 1, &failure));
  assert_non_null(strstr(failure, "30 s in the future"));
  assert_true(store_busy(fixture, 30, 20));
  assert_busy(fixture, 0, 10, NAN, 50, 20);
  assert_int_equal(store_counts(fixture->store).refused_future, 1);
}

static void a_clock_that_was_never_set_makes_no_file(void **state)
{
  struct fixture *fixture = *state;
  const struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, 50);
  assert_false(store_readings(fixture, 100, &reading, 1, NULL));
  assert_true(store_busy(fixture, 0, 10));
  assert_busy(fixture, 0, 10);
}

static void a_file_from_a_clock_years_ahead_is_set_aside(void **state)
{
  struct fixture *fixture = *state;
  fixture->clock.wall_us += 3650 * DAY * (gint64)G_USEC_PER_SEC;
  fixture_restart(fixture); /* it began with the wrong clock */
  assert_true(store_busy(fixture, 3650 * DAY, 99));
  fixture->clock.wall_us -= 3650 * DAY * (gint64)G_USEC_PER_SEC;
  fixture_restart(fixture);
  assert_true(store_busy(fixture, 0, 10));
  assert_busy(fixture, 0, 10);
  g_autofree char *path = file_of(fixture->directory, "host:h1");
  g_autofree char *aside = g_strconcat(path, ".future-1", NULL);
  assert_true(g_file_test(aside, G_FILE_TEST_EXISTS));
}

/* Ten years in one update: librrd would fill all archives with the gap. */
static void a_clock_set_years_ahead_pushes_no_history_out(void **state)
{
  struct fixture *fixture = *state;
  const struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, 99);
  g_autofree char *failure = NULL;
  assert_true(store_busy(fixture, 0, 10));
  fixture->clock.wall_us += 3650 * DAY * (gint64)G_USEC_PER_SEC;
  assert_false(store_readings(fixture, NOW + 3650 * DAY, &reading, 1, &failure));
  assert_non_null(strstr(failure, "the clock was set forward by 3650 days"));
  assert_true(store_busy(fixture, 20, 30));
  assert_busy(fixture, 0, 10, NAN, 30);
  assert_int_equal(store_counts(fixture->store).refused_doubt, 1);
}

static void a_clock_that_stays_where_it_was_set_is_believed_and_the_old_history_kept_aside(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *path = file_of(fixture->directory, "host:h1");
  g_autofree char *aside = g_strconcat(path, ".old-1", NULL);
  assert_true(store_busy(fixture, 0, 10));
  assert_false(store_busy(fixture, 3650 * DAY, 99));
  fixture->clock.monotonic_us += 3600 * (gint64)G_USEC_PER_SEC;
  assert_true(store_busy(fixture, 3650 * DAY + 3600, 99));
  assert_busy(fixture, 3650 * DAY + 3600, 99);
  assert_true(g_file_test(aside, G_FILE_TEST_EXISTS));
}

static void a_file_an_hour_ahead_loses_samples_and_says_so(void **state)
{
  struct fixture *fixture = *state;
  assert_true(store_busy(fixture, 3600, 99));
  assert_false(store_busy(fixture, 0, 10));
  assert_true(store_busy(fixture, 3610, 20));
  assert_busy(fixture, 3600, 99, 20);
}

static void values_go_in_with_full_precision(void **state)
{
  struct fixture *fixture = *state;
  const struct reading readings[] = {
      reading_known(METRIC_HOST_MEM_TOTAL_BYTES, 9007199254740991.0),
      reading_known(METRIC_HOST_CPU_BUSY_PCT, 4.9e-324),
      reading_known(METRIC_HOST_MEM_AVAILABLE_BYTES, DBL_MIN),
  };
  assert_true(store_readings(fixture, NOW, readings, 3, NULL));
  const struct fetch fetch = {"host:h1", METRIC_HOST_MEM_TOTAL_BYTES, NOW, NOW, 0, FALSE};
  struct series series;
  assert_true(fetch_series(fixture->directory, &fetch, &series, NULL));
  /* librrd multiplies by the interval and divides again: the last bit may be lost, no more */
  assert_true(fabs(series.points[0] / 9007199254740991.0 - 1) <= DBL_EPSILON);
  g_free(series.points);
  assert_busy(fixture, 0, 0);
}

static void any_number_goes_in_to_fifteen_digits(void **state)
{
  struct fixture *fixture = *state;
  g_autoptr(GRand) rand = g_rand_new_with_seed(7);
  double worst = 0;
  for (guint i = 0; i < 600; i++) {
    double value = g_rand_double(rand) * pow(10, g_rand_int_range(rand, -12, 18));
    const struct reading reading = reading_known(METRIC_HOST_MEM_TOTAL_BYTES, value);
    gint64 stamp_sec = NOW + i * STEP;
    fixture->clock.wall_us = stamp_sec * G_USEC_PER_SEC;
    assert_true(store_readings(fixture, stamp_sec, &reading, 1, NULL));
    const struct fetch fetch = {"host:h1", METRIC_HOST_MEM_TOTAL_BYTES, stamp_sec, stamp_sec, 0, FALSE};
    struct series series;
    assert_true(fetch_series(fixture->directory, &fetch, &series, NULL));
    worst = fmax(worst, fabs(series.points[0] / value - 1));
    g_free(series.points);
  }
  assert_true(worst < 1e-15);
}

static void another_interval_converts_the_file_and_keeps_its_history(void **state)
{
  struct fixture *fixture = *state;
  for (guint i = 0; i <= 4; i++)
    assert_true(store_busy(fixture, i * STEP, 10 * i));
  store_free(fixture->store);
  const struct store_options options = options_of(fixture, 2 * STEP);
  fixture->store = store_new(&fixture->clock.clock, &options);
  assert_true(store_busy(fixture, 60, 70));
  assert_true(store_busy(fixture, 80, 90));
  struct series series = fetch_busy(fixture, 20, 80);
  const double expected[] = {15, 35, 70, 90};
  assert_int_equal(series.step_sec, 20);
  assert_int_equal(series.n, G_N_ELEMENTS(expected));
  for (guint i = 0; i < series.n; i++)
    if (!(fabs(series.points[i] - expected[i]) < 1e-9))
      fail_msg("point %u is %g, not %g", i, series.points[i], expected[i]);
  g_free(series.points);
  assert_int_equal(store_counts(fixture->store).histories.converted, 1);
}

static void a_step_that_a_conversion_cuts_in_two_is_unknown_and_never_zero(void **state)
{
  struct fixture *fixture = *state;
  for (guint i = 0; i <= 3; i++)
    assert_true(store_busy(fixture, i * STEP, 50));
  store_free(fixture->store);
  const struct store_options options = options_of(fixture, 2 * STEP);
  fixture->store = store_new(&fixture->clock.clock, &options);
  assert_true(store_busy(fixture, 60, 70));
  struct series series = fetch_busy(fixture, 20, 60);
  assert_int_equal(series.n, 3);
  assert_true(series.points[0] == 50 && isnan(series.points[1]) && series.points[2] == 70);
  g_free(series.points);
}

/* A file of host:h1 as an earlier version made it, with the first `n` data sources of today's and one that is
 * none any more. */
static void make_earlier_file(const char *path, guint n)
{
  struct layout layout;
  layout_init(&layout, CLASS_HOST, STEP);
  struct metric gone = *layout.source[0];
  gone.rrd_name = "gone";
  layout.n_sources = n + 1;
  layout.source[n] = &gone;
  g_autofree char *folder = g_path_get_dirname(path);
  assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
  g_auto(GStrv) arguments = layout_arguments(&layout);
  assert_int_equal(rrd_create_r2(path, STEP, NOW - STEP, 1, NULL, NULL, (int)g_strv_length(arguments),
                                 (const char **)arguments), 0);
  for (guint i = 0; i < 60; i++) {
    g_autofree char *update = g_strdup_printf("%" G_GINT64_FORMAT ":%u:7", NOW + i * STEP, i);
    const char *updates[] = {update};
    assert_int_equal(rrd_update_r(path, NULL, 1, updates), 0);
  }
}

static void a_file_with_other_data_sources_is_converted_without_losing_a_point(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *path = file_of(fixture->directory, "host:h1");
  g_autofree char *aside = g_strconcat(path, ".old-1", NULL);
  make_earlier_file(path, 1);
  assert_true(store_busy(fixture, 600, 60));
  struct series series = fetch_busy(fixture, 0, 600);
  assert_int_equal(series.n, 61);
  for (guint i = 0; i < series.n; i++)
    assert_true(fabs(series.points[i] - i) < 1e-9);
  g_free(series.points);
  assert_int_equal(store_counts(fixture->store).histories.converted, 1);
  assert_int_equal(rrd_last_r(aside), NOW + 590); /* what is in no layout any more */
}

static guint take_settled(struct fixture *fixture)
{
  g_autoptr(GArray) settled = store_take_settled(fixture->store);
  return settled->len;
}

static void give(struct fixture *fixture, guint64 sequence, gint64 offset, struct reading reading)
{
  struct stored stored;
  g_autoptr(GVariant) body = batch_of(sequence, NOW + offset, "host:h1", &reading, 1);
  fixture->clock.wall_us = (NOW + offset) * G_USEC_PER_SEC;
  assert_int_equal(store_batch(fixture->store, body, &stored), sequence);
  assert_int_equal(stored.failed, 0);
}

static void samples_wait_in_memory_and_are_settled_when_in_the_file(void **state)
{
  struct fixture *fixture = *state;
  assert_true(store_busy(fixture, 0, 0));
  assert_int_equal(take_settled(fixture), 1);
  for (guint i = 1; i < HISTORY_BATCH; i++) {
    give(fixture, i, i * STEP, reading_known(METRIC_HOST_CPU_BUSY_PCT, i));
    assert_int_equal(take_settled(fixture), 0);
  }
  assert_int_equal(store_counts(fixture->store).histories.kept, HISTORY_BATCH - 1);
  assert_int_equal(store_counts(fixture->store).histories.writes, 1);
  give(fixture, HISTORY_BATCH, HISTORY_BATCH * STEP, reading_known(METRIC_HOST_CPU_BUSY_PCT, HISTORY_BATCH));
  assert_int_equal(take_settled(fixture), HISTORY_BATCH);
  assert_int_equal(store_counts(fixture->store).histories.writes, 2);
  assert_busy(fixture, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
}

static void a_sample_in_two_batches_is_one(void **state)
{
  struct fixture *fixture = *state;
  assert_true(store_busy(fixture, 0, 1));
  assert_int_equal(take_settled(fixture), 1);
  give(fixture, 2, 10, reading_known(METRIC_HOST_CPU_BUSY_PCT, 2));
  give(fixture, 3, 10, reading_known(METRIC_HOST_CPU_COUNT, 4));
  assert_true(store_flush(fixture->store, "host:h1"));
  assert_int_equal(take_settled(fixture), 2);
  assert_int_equal(store_counts(fixture->store).histories.updates, 2);
  assert_int_equal(store_counts(fixture->store).histories.values, 3);
  assert_busy(fixture, 0, 1, 2);
}

static void what_nobody_adds_to_any_more_is_written_after_a_while(void **state)
{
  struct fixture *fixture = *state;
  struct stored stored;
  assert_true(store_busy(fixture, 0, 1));
  give(fixture, 2, 10, reading_known(METRIC_HOST_CPU_BUSY_PCT, 2));
  for (guint i = 0; i < HISTORY_BATCH; i++)
    store_tick(fixture->store, &stored);
  assert_int_equal(store_counts(fixture->store).histories.kept, 1);
  store_tick(fixture->store, &stored);
  assert_int_equal(store_counts(fixture->store).histories.kept, 0);
  assert_busy(fixture, 0, 1, 2);
}

static void more_than_the_folder_may_hold_is_refused_and_forgotten(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *first = file_of(fixture->directory, "host:h1{if=new}");
  g_autofree char *folder = g_path_get_dirname(first);
  const struct reading reading = reading_known(METRIC_HOST_NET_RX_BYTES_PER_SEC, 1);
  assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
  /* with "." and ".." one less than the limit */
  for (guint i = 0; i < 4 * LIMIT_INSTANCES - 3; i++) {
    g_autofree char *path = g_strdup_printf("%s/%u.rrd", folder, i);
    assert_true(g_file_set_contents(path, "", 0, NULL));
  }
  for (guint i = 0; i < 2; i++) {
    struct stored stored;
    g_autofree char *object = g_strdup_printf("host:h1{if=new%u}", i);
    g_autoptr(GVariant) body = batch_of(1, NOW, object, &reading, 1);
    store_batch(fixture->store, body, &stored);
    assert_int_equal(store_flush(fixture->store, object), i == 0);
    g_free(stored.failure);
  }
  assert_int_equal(store_counts(fixture->store).files, 1);
  assert_int_equal(store_counts(fixture->store).histories.kept, 0);
}

static void litter_of_a_killed_writer_is_removed_and_nothing_else(void **state)
{
  struct fixture *fixture = *state;
  assert_true(store_busy(fixture, 0, 10));
  g_autofree char *path = file_of(fixture->directory, "host:h1");
  g_autofree char *litter = g_strconcat(path, "aB3xYz", NULL);
  g_autofree char *aside = g_strconcat(path, ".bad-1", NULL);
  assert_true(g_file_set_contents(litter, "x", 1, NULL));
  assert_true(g_file_set_contents(aside, "x", 1, NULL));
  fixture_restart(fixture);
  assert_false(g_file_test(litter, G_FILE_TEST_EXISTS));
  assert_true(g_file_test(aside, G_FILE_TEST_EXISTS));
  assert_busy(fixture, 0, 10);
}

/* ---- locks ---------------------------------------------------------------------------------------- */

struct holder {
  pid_t pid;
  int release; /* closing it ends the child */
};

static void hold_lock(const char *path, int ready, int release)
{
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  int fd = open(path, O_RDWR);
  char byte = fd >= 0 && fcntl(fd, F_SETLK, &lock) == 0;
  if (write(ready, &byte, 1) == 1)
    (void)!read(release, &byte, 1);
  _exit(0);
}

static struct holder lock_held_by_another_process(const char *path)
{
  int ready[2], release[2];
  assert_int_equal(pipe(ready), 0);
  assert_int_equal(pipe(release), 0);
  struct holder holder = {fork(), release[1]};
  if (holder.pid == 0) {
    close(release[1]);
    hold_lock(path, ready[1], release[0]);
  }
  close(ready[1]);
  close(release[0]);
  char is_locked = 0;
  assert_int_equal(read(ready[0], &is_locked, 1), 1);
  assert_true(is_locked);
  close(ready[0]);
  return holder;
}

static void lock_released(struct holder holder)
{
  close(holder.release);
  waitpid(holder.pid, NULL, 0);
}

static void samples_of_a_locked_file_are_kept_and_written_later(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *path = file_of(fixture->directory, "host:h1");
  assert_true(store_busy(fixture, 0, 10));
  struct holder holder = lock_held_by_another_process(path);
  const struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, 20);
  g_autofree char *failure = NULL, *expected = g_strdup_printf("process %d has locked it", (int)holder.pid);
  gboolean first = store_readings(fixture, NOW + 10, &reading, 1, &failure);
  gboolean second = store_busy(fixture, 20, 30);
  guint64 kept = store_counts(fixture->store).histories.kept;
  lock_released(holder);
  assert_false(first);
  assert_false(second);
  assert_non_null(strstr(failure, expected));
  assert_int_equal(kept, 2);

  assert_true(store_busy(fixture, 40, 50));
  assert_busy(fixture, 0, 10, 20, 30, NAN, 50);
  assert_int_equal(store_counts(fixture->store).histories.kept, 0);
}

static void of_too_many_kept_samples_the_oldest_are_dropped_and_counted(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *path = file_of(fixture->directory, "host:h1");
  assert_true(store_busy(fixture, 0, 1));
  struct holder holder = lock_held_by_another_process(path);
  guint failed = 0;
  for (guint i = 1; i <= KEPT_MAX + 2; i++)
    failed += store_busy(fixture, i * STEP, 2) ? 0 : 1;
  lock_released(holder);
  assert_int_equal(failed, KEPT_MAX + 2);
  assert_int_equal(store_counts(fixture->store).histories.dropped, 2);
  assert_true(store_busy(fixture, (KEPT_MAX + 3) * STEP, 3));
  assert_int_equal(store_counts(fixture->store).histories.dropped, 3);
  assert_busy(fixture, 0, 1, NAN, NAN, NAN, 2, 2);
}

static void a_locked_file_can_still_be_read(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *path = file_of(fixture->directory, "host:h1");
  assert_true(store_busy(fixture, 0, 10));
  struct holder holder = lock_held_by_another_process(path);
  struct series series = fetch_busy(fixture, 0, 0);
  lock_released(holder);
  assert_true(series.n == 1 && series.points[0] == 10);
  g_free(series.points);
}

int main(void)
{
  g_log_set_default_handler(quiet, NULL);
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
  const struct CMUnitTest tests[] = {
      TEST(what_is_stored_is_fetched),
      TEST(unknown_and_missing_readings_are_unknown_and_never_zero),
      TEST(an_object_without_a_known_value_yet_has_no_file),
      TEST(a_gap_is_a_gap_and_the_sample_behind_it_is_known),
      TEST(a_batch_that_comes_again_changes_nothing),
      TEST(a_stamp_in_the_future_is_refused_and_blocks_nothing),
      TEST(a_clock_that_was_never_set_makes_no_file),
      TEST(a_file_from_a_clock_years_ahead_is_set_aside),
      TEST(a_clock_set_years_ahead_pushes_no_history_out),
      TEST(a_clock_that_stays_where_it_was_set_is_believed_and_the_old_history_kept_aside),
      TEST(a_file_an_hour_ahead_loses_samples_and_says_so),
      TEST(values_go_in_with_full_precision),
      TEST(any_number_goes_in_to_fifteen_digits),
      TEST(another_interval_converts_the_file_and_keeps_its_history),
      TEST(a_step_that_a_conversion_cuts_in_two_is_unknown_and_never_zero),
      TEST(a_file_with_other_data_sources_is_converted_without_losing_a_point),
      TEST(samples_wait_in_memory_and_are_settled_when_in_the_file),
      TEST(a_sample_in_two_batches_is_one),
      TEST(what_nobody_adds_to_any_more_is_written_after_a_while),
      TEST(more_than_the_folder_may_hold_is_refused_and_forgotten),
      TEST(litter_of_a_killed_writer_is_removed_and_nothing_else),
      TEST(samples_of_a_locked_file_are_kept_and_written_later),
      TEST(of_too_many_kept_samples_the_oldest_are_dropped_and_counted),
      TEST(a_locked_file_can_still_be_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
