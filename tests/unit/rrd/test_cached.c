/* Files written through a real rrdcached, which hangs, dies and refuses. */
#include "rrd/rrdcached.h"

#define KILLS 60
#define ALLOWED "UPDATE,FLUSH,FORGET,BATCH"

struct site {
  struct fixture *fixture;
  char *folder; /* of the socket */
  GPid pid;
};

static int site_setup(void **state)
{
  struct site *site = g_new0(struct site, 1);
  site->folder = g_dir_make_tmp("provost-rrdcached-XXXXXX", NULL);
  void *fixture;
  if (!site->folder || fixture_setup(&fixture) != 0)
    return -1;
  site->fixture = fixture;
  site->fixture->rrdcached = g_build_filename(site->folder, "socket", NULL);
  site->pid = rrdcached_begin(site->fixture->directory, site->fixture->rrdcached, ALLOWED);
  fixture_restart(site->fixture);
  *state = site;
  return 0;
}

static int site_teardown(void **state)
{
  struct site *site = *state;
  void *fixture = site->fixture;
  if (site->pid)
    rrdcached_kill(site->pid, SIGKILL);
  g_clear_pointer(&site->fixture->rrdcached, g_free);
  fixture_teardown(&fixture);
  folder_remove(site->folder);
  g_free(site->folder);
  g_free(site);
  return 0;
}

static void start_allowing(struct site *site, const char *permissions)
{
  g_autofree char *pid_file = g_strconcat(site->fixture->rrdcached, ".pid", NULL);
  g_unlink(pid_file);
  g_unlink(site->fixture->rrdcached);
  site->pid = rrdcached_begin(site->fixture->directory, site->fixture->rrdcached, permissions);
}

static void start_again(struct site *site)
{
  start_allowing(site, ALLOWED);
}

/* Until it may be asked again. */
static void patience_passes(struct site *site)
{
  site->fixture->clock.monotonic_us += (CACHED_RETRY_MAX_SEC + 1) * (gint64)G_USEC_PER_SEC;
}

static struct history_counts counts(const struct site *site)
{
  return store_counts(site->fixture->store).histories;
}

/* Fails, within the time that rrdcached is given, with words that say why. */
static void assert_cannot_store(struct site *site, gint64 offset_sec, double busy_pct, const char *why)
{
  const struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, busy_pct);
  g_autofree char *failure = NULL;
  gint64 begin_us = g_get_monotonic_time();
  site->fixture->clock.wall_us = (NOW + offset_sec) * G_USEC_PER_SEC;
  assert_false(store_readings(site->fixture, NOW + offset_sec, &reading, 1, &failure));
  assert_true(g_get_monotonic_time() - begin_us < 5 * CACHED_WAIT_MS * 1000);
  if (!strstr(failure, why))
    fail_msg("'%s' does not say '%s'", failure, why);
}

/* What rrdcached has and has not written: as another who uses it would leave it. */
static void tell_rrdcached(const struct site *site, const char *command)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  char answer[256];
  g_strlcpy(address.sun_path, site->fixture->rrdcached, sizeof address.sun_path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
  assert_int_equal(write(fd, command, strlen(command)), strlen(command));
  ssize_t n = read(fd, answer, sizeof answer - 1);
  assert_true(n > 0 && answer[0] == '0');
  close(fd);
}

static char *update_of(const struct site *site, gint64 stamp_sec, double busy_pct)
{
  g_autofree char *path = file_of(site->fixture->directory, "host:h1");
  struct layout layout;
  layout_init(&layout, CLASS_HOST, STEP);
  GString *command = g_string_new(NULL);
  g_string_printf(command, "UPDATE %s %" G_GINT64_FORMAT, path, stamp_sec);
  for (guint i = 0; i < layout.n_sources; i++)
    if ((int)i == layout_source(&layout, metric_get(METRIC_HOST_CPU_BUSY_PCT)))
      g_string_append_printf(command, ":%g", busy_pct);
    else
      g_string_append(command, ":U");
  g_string_append_c(command, '\n');
  return g_string_free(command, FALSE);
}

static void what_is_stored_is_in_the_file_at_once(void **state)
{
  struct site *site = *state;
  for (guint i = 0; i < 30; i++)
    assert_true(store_busy(site->fixture, i * STEP, i));
  assert_busy(site->fixture, 270, 27, 28, 29);
  assert_int_equal(counts(site).updates, 30);
  assert_int_equal(counts(site).kept, 0);
}

static void a_hanging_rrdcached_delays_once_and_loses_nothing(void **state)
{
  struct site *site = *state;
  assert_true(store_busy(site->fixture, 0, 10));
  rrdcached_hangs(site->pid);
  assert_cannot_store(site, 10, 20, "does not answer");
  gint64 begin_us = g_get_monotonic_time();
  for (guint i = 2; i < 20; i++)
    assert_cannot_store(site, i * STEP, 10 * (i + 1), "does not answer");
  assert_true(g_get_monotonic_time() - begin_us < CACHED_WAIT_MS * 1000);
  assert_busy(site->fixture, 0, 10);
  assert_int_equal(kill(site->pid, SIGCONT), 0);
  patience_passes(site);
  assert_true(store_busy(site->fixture, 200, 210));
  assert_busy(site->fixture, 0, 10, 20, 30, 40, 50);
  assert_busy(site->fixture, 180, 190, 200, 210);
  assert_int_equal(counts(site).dropped, 0);
}

static void of_what_a_hanging_rrdcached_cannot_take_the_oldest_is_lost_and_counted(void **state)
{
  struct site *site = *state;
  assert_true(store_busy(site->fixture, 0, 10));
  rrdcached_hangs(site->pid);
  for (guint i = 1; i <= KEPT_MAX + 3; i++)
    assert_cannot_store(site, i * STEP, 50, "does not answer");
  assert_int_equal(counts(site).kept, KEPT_MAX);
  assert_int_equal(counts(site).dropped, 3);
  assert_int_equal(kill(site->pid, SIGCONT), 0);
  patience_passes(site);
  assert_true(store_busy(site->fixture, (KEPT_MAX + 4) * STEP, 60));
  assert_busy(site->fixture, 0, 10, NAN);
  assert_busy(site->fixture, (KEPT_MAX + 3) * STEP, 50, 60);
}

static void what_a_killed_rrdcached_had_acknowledged_is_sent_again(void **state)
{
  struct site *site = *state;
  assert_true(store_busy(site->fixture, 0, 10));
  rrdcached_hangs(site->pid);
  assert_cannot_store(site, 10, 20, "does not answer");
  rrdcached_kill(site->pid, SIGKILL);
  patience_passes(site);
  assert_cannot_store(site, 20, 30, "is not there");
  start_again(site);
  patience_passes(site);
  assert_true(store_busy(site->fixture, 30, 40));
  assert_busy(site->fixture, 0, 10, 20, 30, 40);
}

static void what_rrdcached_acknowledged_and_did_not_write_is_no_obstacle(void **state)
{
  struct site *site = *state;
  assert_true(store_busy(site->fixture, 0, 10));
  g_autofree char *update = update_of(site, NOW + 10, 20);
  tell_rrdcached(site, update);
  assert_true(store_busy(site->fixture, 10, 20));
  assert_true(store_busy(site->fixture, 20, 30));
  assert_busy(site->fixture, 0, 10, 20, 30);
}

/* As on a full disk: it says that all is written, and has dropped it. */
static void an_update_that_rrdcached_drops_is_kept_and_sent_again(void **state)
{
  struct site *site = *state;
  g_autofree char *path = file_of(site->fixture->directory, "host:h1");
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  assert_true(store_busy(site->fixture, 0, 10));
  int fd = open(path, O_RDWR | O_CLOEXEC);
  assert_int_equal(fcntl(fd, F_OFD_SETLK, &lock), 0);
  assert_cannot_store(site, 10, 20, "rrdcached took samples that are not in the file");
  close(fd);
  assert_true(store_busy(site->fixture, 20, 30));
  assert_busy(site->fixture, 0, 10, 20, 30);
}

static void a_file_that_was_removed_begins_anew_without_what_rrdcached_holds(void **state)
{
  struct site *site = *state;
  g_autofree char *path = file_of(site->fixture->directory, "host:h1"), *update = update_of(site, NOW + 10, 99);
  assert_true(store_busy(site->fixture, 0, 10));
  tell_rrdcached(site, update);
  assert_int_equal(g_unlink(path), 0);
  assert_true(store_busy(site->fixture, 20, 30));
  assert_busy(site->fixture, 20, 30);
}

static void a_damaged_file_is_put_aside_and_another_interval_converts(void **state)
{
  struct site *site = *state;
  struct fixture *fixture = site->fixture;
  g_autofree char *path = file_of(fixture->directory, "host:h1");
  assert_true(store_busy(fixture, 0, 10));
  assert_true(g_file_set_contents(path, "", 0, NULL));
  assert_true(store_busy(fixture, 20, 30));
  assert_int_equal(counts(site).bad, 1);
  g_autofree char *update = update_of(site, NOW + 30, 50);
  tell_rrdcached(site, update);
  store_free(fixture->store);
  const struct store_options options = options_of(fixture, 2 * STEP);
  fixture->store = store_new(&fixture->clock.clock, &options);
  assert_true(store_busy(fixture, 60, 70));
  assert_int_equal(counts(site).converted, 1);
  struct series series = fetch_busy(fixture, 40, 60);
  assert_int_equal(series.step_sec, 20);
  assert_true(isnan(series.points[0]));
  assert_true(series.points[1] == 70);
  g_free(series.points);
}

static void an_rrdcached_that_refuses_is_quoted_and_nothing_is_lost(void **state)
{
  static const char *const poor[] = {"FLUSH,FORGET,BATCH", "UPDATE,FORGET", "UPDATE,FORGET,BATCH"};
  struct site *site = *state;
  assert_true(store_busy(site->fixture, 0, 10));
  for (guint i = 0; i < G_N_ELEMENTS(poor); i++) {
    rrdcached_kill(site->pid, SIGKILL);
    start_allowing(site, poor[i]);
    patience_passes(site);
    assert_cannot_store(site, 10 * (1 + i), 20, i == 0 ? "samples that are not in the file" : "refuses: -1 Permission denied");
  }
  rrdcached_kill(site->pid, SIGKILL);
  start_again(site);
  patience_passes(site);
  assert_true(store_busy(site->fixture, 40, 30));
  assert_busy(site->fixture, 0, 10, 20, 20, 20, 30);
}

static double load_at(guint i)
{
  return i * 37 % 101;
}

/* A process that kills rrdcached in a while. */
static pid_t send_killer(const struct site *site, gulong after_us)
{
  pid_t pid = fork();
  if (pid == 0) {
    g_usleep(after_us);
    kill(site->pid, SIGKILL);
    _exit(0);
  }
  return pid;
}

static void an_rrdcached_killed_at_any_moment_leaves_no_wrong_value(void **state)
{
  struct site *site = *state;
  g_autoptr(GRand) rand = g_rand_new_with_seed(37);
  guint i = 0;
  for (guint kills = 0; kills < KILLS; kills++) {
    pid_t killer = send_killer(site, (gulong)g_rand_int_range(rand, 0, 3000));
    while (store_busy(site->fixture, i * STEP, load_at(i)))
      i++;
    assert_int_equal(waitpid(killer, NULL, 0), killer);
    assert_int_equal(waitpid(site->pid, NULL, 0), site->pid);
    start_again(site);
    patience_passes(site);
  }
  assert_true(store_busy(site->fixture, i * STEP, load_at(i)));
  gint64 n = MIN(i, 2000);
  struct series series = fetch_busy(site->fixture, (i - n) * STEP, i * STEP);
  assert_int_equal(series.n, n + 1);
  for (gint64 k = 0; k <= n; k++)
    if (!(fabs(series.points[k] - load_at((guint)(i - n + k))) < 1e-9))
      fail_msg("point %d of %d is %g, not %g", (int)k, (int)n, series.points[k], load_at((guint)(i - n + k)));
  g_free(series.points);
}

static void a_store_without_its_rrdcached_makes_nothing(void **state)
{
  struct site *site = *state;
  g_autofree char *path = file_of(site->fixture->directory, "host:h1");
  rrdcached_kill(site->pid, SIGKILL);
  site->pid = 0;
  assert_cannot_store(site, 0, 10, "is not there");
  assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

int main(void)
{
  g_autofree char *program = g_find_program_in_path("rrdcached");
  if (!program) {
    printf("skipped: there is no rrdcached on this machine\n");
    return 77;
  }
  g_log_set_default_handler(quiet, NULL);
#define TEST(name) cmocka_unit_test_setup_teardown(name, site_setup, site_teardown)
  const struct CMUnitTest tests[] = {
      TEST(what_is_stored_is_in_the_file_at_once),
      TEST(a_hanging_rrdcached_delays_once_and_loses_nothing),
      TEST(of_what_a_hanging_rrdcached_cannot_take_the_oldest_is_lost_and_counted),
      TEST(what_a_killed_rrdcached_had_acknowledged_is_sent_again),
      TEST(what_rrdcached_acknowledged_and_did_not_write_is_no_obstacle),
      TEST(an_update_that_rrdcached_drops_is_kept_and_sent_again),
      TEST(a_file_that_was_removed_begins_anew_without_what_rrdcached_holds),
      TEST(a_damaged_file_is_put_aside_and_another_interval_converts),
      TEST(an_rrdcached_that_refuses_is_quoted_and_nothing_is_lost),
      TEST(an_rrdcached_killed_at_any_moment_leaves_no_wrong_value),
      TEST(a_store_without_its_rrdcached_makes_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
