/* History of what is not seen any more goes, and nothing else does, whatever the clock says. */
#include "rrd/fixture.h"

#include "rrd/retention.h"

#include <sys/stat.h>

#define DAY ((gint64)86400)

/* Both clocks go on, an hour at a time, and the store looks for what is old. */
static void hours_pass(struct fixture *fixture, gint64 hours)
{
  for (gint64 hour = 0; hour < hours; hour++) {
    virtual_clock_advance(&fixture->clock, 3600 * (gint64)G_USEC_PER_SEC);
    for (guint i = 0; i < 4; i++)
      store_expire(fixture->store);
  }
}

static void days_pass(struct fixture *fixture, gint64 days)
{
  hours_pass(fixture, 24 * days);
}

static guint64 expired(const struct fixture *fixture)
{
  return store_counts(fixture->store).expired;
}

static gboolean store_of(struct fixture *fixture, const char *object, enum metric_id metric, gint64 offset_sec)
{
  struct stored stored;
  const struct reading reading = reading_known(metric, 10);
  fixture->clock.wall_us = (NOW + offset_sec) * G_USEC_PER_SEC;
  g_autoptr(GVariant) body = batch_of(1, NOW + offset_sec, object, &reading, 1);
  store_batch(fixture->store, body, &stored);
  g_free(stored.failure);
  return store_flush(fixture->store, object);
}

static void history_goes_when_its_time_is_over(void **state)
{
  struct fixture *fixture = *state;
  const char *part = "guest:6f3c1a52-0d2e-4c1b-9a57-000000000001{dev=vda}";
  g_autofree char *path = file_of(fixture->directory, part), *folder = g_path_get_dirname(path);
  assert_true(store_of(fixture, part, METRIC_GUEST_DISK_RD_BYTES_PER_SEC, 0));
  days_pass(fixture, 400);
  assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
  days_pass(fixture, 1);
  assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
  assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
  assert_true(g_file_test(fixture->directory, G_FILE_TEST_IS_DIR));
  assert_int_equal(expired(fixture), 1);
}

static void what_is_written_again_stays(void **state)
{
  struct fixture *fixture = *state;
  assert_true(store_busy(fixture, 0, 10));
  days_pass(fixture, 300);
  assert_true(store_busy(fixture, 300 * DAY, 20));
  days_pass(fixture, 102);
  assert_int_equal(expired(fixture), 0);
  assert_busy(fixture, 300 * DAY, 20);
}

static void a_file_for_which_samples_wait_stays(void **state)
{
  struct fixture *fixture = *state;
  struct stored stored;
  const struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, 10);
  assert_true(store_busy(fixture, 0, 10));
  days_pass(fixture, 400);
  g_autoptr(GVariant) body = batch_of(2, NOW + 400 * DAY, "host:h1", &reading, 1);
  store_batch(fixture->store, body, &stored);
  g_free(stored.failure);
  assert_int_equal(store_counts(fixture->store).histories.kept, 1);
  days_pass(fixture, 1);
  assert_int_equal(expired(fixture), 0);
}

static void a_clock_set_ten_years_ahead_costs_nothing(void **state)
{
  struct fixture *fixture = *state;
  assert_true(store_busy(fixture, 0, 10));
  days_pass(fixture, 2);
  fixture->clock.wall_us += 3652 * DAY * G_USEC_PER_SEC;
  hours_pass(fixture, 23);
  assert_int_equal(expired(fixture), 0);
  fixture->clock.wall_us -= 3652 * DAY * G_USEC_PER_SEC;
  days_pass(fixture, 2);
  assert_int_equal(expired(fixture), 0);
  assert_busy(fixture, 0, 10);
}

/* Such a store began with the wrong clock: all clocks agree, and only the files tell. */
static void where_most_files_seem_old_none_goes(void **state)
{
  struct fixture *fixture = *state;
  for (guint i = 0; i < 8; i++) {
    g_autofree char *object = g_strdup_printf("host:h%u", i);
    assert_true(store_of(fixture, object, METRIC_HOST_CPU_BUSY_PCT, 0));
  }
  days_pass(fixture, 500);
  assert_int_equal(expired(fixture), 0);
}

static void what_was_put_aside_goes_with_its_time(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *path = file_of(fixture->directory, "host:h1"), *bad = g_strconcat(path, ".bad-1", NULL);
  g_autofree char *other = g_build_filename(fixture->directory, "host", "h1", "notes.txt", NULL);
  assert_true(store_busy(fixture, 0, 10));
  assert_true(g_file_set_contents(bad, "x", 1, NULL));
  assert_true(g_file_set_contents(other, "x", 1, NULL));
  struct stat file;
  assert_int_equal(stat(bad, &file), 0);
  gint64 old_sec = file.st_ctim.tv_sec + KEEP_SEC - NOW; /* the file system has the real clock */
  gint64 begin_sec = old_sec - 2 * DAY - old_sec % STEP;
  fixture->clock.wall_us = (NOW + begin_sec) * G_USEC_PER_SEC;
  fixture_restart(fixture);
  assert_true(store_busy(fixture, begin_sec, 20));
  days_pass(fixture, 1);
  assert_true(g_file_test(bad, G_FILE_TEST_EXISTS));
  days_pass(fixture, 2);
  assert_false(g_file_test(bad, G_FILE_TEST_EXISTS));
  assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
  assert_true(g_file_test(other, G_FILE_TEST_EXISTS));
}

int main(void)
{
  g_log_set_default_handler(quiet, NULL);
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
  const struct CMUnitTest tests[] = {
      TEST(history_goes_when_its_time_is_over),
      TEST(what_is_written_again_stays),
      TEST(a_file_for_which_samples_wait_stays),
      TEST(a_clock_set_ten_years_ahead_costs_nothing),
      TEST(where_most_files_seem_old_none_goes),
      TEST(what_was_put_aside_goes_with_its_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
