/* Histories on a full disk: a small file system of this test's own, which needs root. */
#include "rrd/fixture.h"
#include "rrd/layout.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

#define DISK_OPTIONS "size=4m"

static int disk_setup(void **state)
{
  if (fixture_setup(state) != 0)
    return -1;
  struct fixture *fixture = *state;
  return mount("tmpfs", fixture->directory, "tmpfs", 0, DISK_OPTIONS);
}

static int disk_teardown(void **state)
{
  struct fixture *fixture = *state;
  umount2(fixture->directory, MNT_DETACH);
  return fixture_teardown(state);
}

/* Takes all blocks that are left. Caller frees the path. */
static char *fill_disk(struct fixture *fixture)
{
  static const char block[4096];
  char *path = g_build_filename(fixture->directory, "ballast", NULL);
  int fd = open(path, O_WRONLY | O_CREAT, 0600);
  assert_true(fd >= 0);
  while (write(fd, block, sizeof block) == (ssize_t)sizeof block)
    ;
  assert_int_equal(errno, ENOSPC);
  close(fd);
  return path;
}

static void assert_says_disk_full(struct fixture *fixture, gint64 offset, double value)
{
  const struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, value);
  g_autofree char *failure = NULL;
  assert_false(store_readings(fixture, NOW + offset, &reading, 1, &failure));
  if (!strstr(failure, g_strerror(ENOSPC)))
    fail_msg("'%s' does not say that the disk is full", failure);
}

static void a_file_that_does_not_fit_is_made_when_there_is_room(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *path = file_of(fixture->directory, "host:h1");
  g_autofree char *folder = g_path_get_dirname(path);
  assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
  g_autofree char *ballast = fill_disk(fixture);
  assert_says_disk_full(fixture, 0, 10);
  assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
  assert_says_disk_full(fixture, 10, 20);
  assert_int_equal(g_unlink(ballast), 0);
  assert_true(store_busy(fixture, 20, 30));
  assert_busy(fixture, 0, 10, 20, 30);
}

static void a_file_of_ours_is_written_on_a_full_disk(void **state)
{
  struct fixture *fixture = *state;
  assert_true(store_busy(fixture, 0, 10));
  g_autofree char *ballast = fill_disk(fixture);
  for (guint i = 1; i < 1000; i++)
    assert_true(store_busy(fixture, i * STEP, 10));
}

/* As cp --sparse or a restored backup leaves it: librrd itself dies of SIGBUS here. */
static void a_sparse_file_on_a_full_disk_is_not_written_until_it_has_blocks(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *path = file_of(fixture->directory, "host:h1"), *bytes = NULL;
  gsize length, header = layout_header_bytes(4, LAYOUT_ARCHIVES_MAX);
  assert_true(store_busy(fixture, 0, 10));
  assert_true(g_file_get_contents(path, &bytes, &length, NULL));
  int fd = open(path, O_WRONLY | O_TRUNC);
  assert_int_equal(write(fd, bytes, header), header);
  assert_int_equal(ftruncate(fd, (off_t)length), 0);
  close(fd);
  g_autofree char *ballast = fill_disk(fixture);
  fixture_restart(fixture);
  assert_says_disk_full(fixture, 10, 20);
  assert_int_equal(g_unlink(ballast), 0);
  assert_true(store_busy(fixture, 20, 30));
  assert_busy(fixture, 10, 20, 30);
}

static void a_read_only_file_system_is_said_and_survived(void **state)
{
  struct fixture *fixture = *state;
  const struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, 20);
  g_autofree char *failure = NULL;
  assert_true(store_busy(fixture, 0, 10));
  assert_int_equal(mount(NULL, fixture->directory, NULL, MS_REMOUNT | MS_RDONLY, DISK_OPTIONS), 0);
  assert_false(store_readings(fixture, NOW + 10, &reading, 1, &failure));
  assert_non_null(strstr(failure, g_strerror(EROFS)));
  assert_busy(fixture, 0, 10);
  assert_int_equal(mount(NULL, fixture->directory, NULL, MS_REMOUNT, DISK_OPTIONS), 0);
  assert_true(store_busy(fixture, 20, 30));
  assert_busy(fixture, 0, 10, 20, 30);
}

int main(void)
{
  /* mounts of this process alone, gone with it */
  if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
    printf("skipped: a small file system can only be mounted by root (%s)\n", g_strerror(errno));
    return 77;
  }
  g_log_set_default_handler(quiet, NULL);
#define TEST(name) cmocka_unit_test_setup_teardown(name, disk_setup, disk_teardown)
  const struct CMUnitTest tests[] = {
      TEST(a_file_that_does_not_fit_is_made_when_there_is_room),
      TEST(a_file_of_ours_is_written_on_a_full_disk),
      TEST(a_sparse_file_on_a_full_disk_is_not_written_until_it_has_blocks),
      TEST(a_read_only_file_system_is_said_and_survived),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
