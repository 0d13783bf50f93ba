/* A writer killed at any instruction leaves no value that was not so. */
#include "rrd/fixture.h"

#include <rrd.h>
#include <signal.h>
#include <sys/wait.h>

#define KILLS 150
#define DAY 86400

static double load_at(gint64 offset)
{
  return (double)(offset / STEP * 37 % 101);
}

static gboolean send(struct fixture *fixture, gint64 offset)
{
  const struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, load_at(offset));
  return store_readings(fixture, NOW + offset, &reading, 1, NULL);
}

/* Some samples per write. */
static gboolean give(struct fixture *fixture, gint64 offset)
{
  const struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, load_at(offset));
  struct stored stored;
  g_autoptr(GVariant) body = batch_of(1, NOW + offset, "host:h1", &reading, 1);
  store_batch(fixture->store, body, &stored);
  return stored.failed == 0 && (offset / STEP % 4 != 0 || store_flush(fixture->store, "host:h1"));
}

/* A process that stores samples from `offset` on as fast as it can, killed after at most `life_us`. */
static void live_and_be_killed(struct fixture *fixture, gint64 offset, gulong life_us)
{
  int begun[2];
  char byte = 0;
  assert_int_equal(pipe(begun), 0);
  pid_t pid = fork();
  if (pid == 0) {
    fixture->store = NULL; /* the parent's */
    fixture_restart(fixture);
    if (write(begun[1], &byte, 1) == 1)
      while (give(fixture, offset))
        offset += STEP;
    _exit(1);
  }
  assert_int_equal(read(begun[0], &byte, 1), 1);
  g_usleep(life_us);
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
  close(begun[0]);
  close(begun[1]);
}

static void assert_history(struct fixture *fixture, gint64 from, gint64 to, guint step_sec)
{
  struct series series;
  const struct fetch fetch = {"host:h1", METRIC_HOST_CPU_BUSY_PCT, NOW + from, NOW + to, step_sec, FALSE};
  assert_true(fetch_series(fixture->directory, &fetch, &series, NULL));
  assert_int_equal(series.step_sec, step_sec);
  for (gsize i = 0; i < series.n; i++) {
    gint64 offset = series.first_sec - NOW + (gint64)i * step_sec;
    double sum = 0;
    for (guint k = 0; k < step_sec / STEP; k++)
      sum += load_at(offset - k * STEP);
    if (!(fabs(series.points[i] - sum * STEP / step_sec) < 1e-6))
      fail_msg("at %d s after the start, %u s a point: %g, not %g", (int)offset, step_sec, series.points[i],
               sum * STEP / step_sec);
  }
  g_free(series.points);
}

static void a_writer_killed_at_any_moment_leaves_no_wrong_value(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *path = file_of(fixture->directory, "host:h1");
  g_autoptr(GRand) rand = g_rand_new_with_seed(37);
  fixture->clock.wall_us += 3650 * DAY * (gint64)G_USEC_PER_SEC; /* no stamp is in the future */
  gint64 next = 0;
  for (guint i = 0; i < KILLS; i++) {
    live_and_be_killed(fixture, next, (gulong)g_rand_int_range(rand, 0, 1500));
    fixture_restart(fixture);
    gint64 last = g_file_test(path, G_FILE_TEST_EXISTS) ? rrd_last_r(path) - NOW : -STEP;
    for (gint64 offset = MAX(last - 3 * STEP, 0); offset <= last + STEP; offset += STEP)
      assert_true(send(fixture, offset));
    next = last + 2 * STEP;
    gint64 from = MAX(next - 5 * 3600, 0), minute = (from / 60 + 1) * 60;
    assert_history(fixture, from, next - STEP, STEP);
    if (next - STEP >= minute)
      assert_history(fixture, minute, MAX((next - STEP) / 60 * 60, minute), 60);
  }
}

int main(void)
{
  g_log_set_default_handler(quiet, NULL);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_writer_killed_at_any_moment_leaves_no_wrong_value, fixture_setup,
                                      fixture_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
