#include "daemon/lock.h"

#include "base/error.h"

#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct place {
  char *folder, *path;
};

static int set_up(void **state)
{
  struct place *place = g_new0(struct place, 1);
  place->folder = g_dir_make_tmp("provost-lock-XXXXXX", NULL);
  place->path = g_build_filename(place->folder, "a.lock", NULL);
  *state = place;
  return 0;
}

static int tear_down(void **state)
{
  struct place *place = *state;
  g_unlink(place->path);
  g_rmdir(place->folder);
  g_free(place->path);
  g_free(place->folder);
  g_free(place);
  return 0;
}

static int take(const struct place *place)
{
  g_autoptr(GError) error = NULL;
  int fd = lock_take(place->path, 0, &error);
  assert_no_error(error);
  assert_true(fd >= 0);
  return fd;
}

static void is_held_by(const struct place *place, pid_t pid)
{
  g_autoptr(GError) error = NULL;
  assert_int_equal(lock_take(place->path, 0, &error), -1);
  assert_int_equal(error->code, PROVOST_ERROR_REFUSED);
  g_autofree char *expected = g_strdup_printf("process %d holds %s", (int)pid, place->path);
  assert_string_equal(error->message, expected);
}

/* A process that does `work` and then waits until it is killed; it has done it when this returns. */
static pid_t start(void (*work)(int fd, const struct place *place), int fd, const struct place *place)
{
  int done[2];
  assert_int_equal(pipe(done), 0);
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* also where the test fails */
    work(fd, place);
    if (write(done[1], "x", 1) != 1)
      _exit(1);
    for (;;)
      pause();
  }
  char byte;
  close(done[1]);
  assert_int_equal(read(done[0], &byte, 1), 1);
  close(done[0]);
  return pid;
}

static void end(pid_t pid)
{
  assert_int_equal(kill(pid, SIGKILL), 0);
  assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void take_in_child(int fd, const struct place *place)
{
  (void)fd;
  if (lock_take(place->path, 0, NULL) < 0)
    _exit(1);
}

static void inherit(int fd, const struct place *place)
{
  (void)place;
  if (fcntl(fd, F_GETFD) < 0)
    _exit(1);
}

static void a_lock_is_taken_once_and_names_its_holder(void **state)
{
  const struct place *place = *state;
  int fd = take(place);
  is_held_by(place, getpid());
  assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
  close(fd);
  close(take(place));
}

static void the_death_of_its_holder_frees_it(void **state)
{
  const struct place *place = *state;
  pid_t pid = start(take_in_child, -1, place);
  is_held_by(place, pid);
  end(pid);
  close(take(place));
}

static void who_inherits_it_holds_it_on(void **state)
{
  const struct place *place = *state;
  int fd = take(place);
  pid_t pid = start(inherit, fd, place);
  lock_name(fd, pid);
  close(fd);
  is_held_by(place, pid);
  end(pid);
  close(take(place));
}

static gpointer end_later(gpointer pid)
{
  g_usleep(100000);
  kill(GPOINTER_TO_INT(pid), SIGKILL);
  return NULL;
}

static void it_can_be_waited_for(void **state)
{
  const struct place *place = *state;
  g_autoptr(GError) error = NULL;
  pid_t pid = start(take_in_child, -1, place);
  GThread *thread = g_thread_new("end", end_later, GINT_TO_POINTER(pid));
  int fd = lock_take(place->path, 60000, &error);
  assert_no_error(error);
  assert_true(fd >= 0);
  close(fd);
  g_thread_join(thread);
  waitpid(pid, NULL, 0);
}

static void what_cannot_be_opened_is_a_matter_of_storage(void **state)
{
  struct place *place = *state;
  g_autoptr(GError) error = NULL;
  g_autofree char *nowhere = g_build_filename(place->folder, "no", "a.lock", NULL);
  assert_int_equal(lock_take(nowhere, 0, &error), -1);
  assert_int_equal(error->code, PROVOST_ERROR_STORAGE);
  assert_error_says(error, "cannot open ");
  g_clear_error(&error);
  assert_int_equal(symlink("/dev/null", place->path), 0);
  assert_int_equal(lock_take(place->path, 0, &error), -1);
  assert_int_equal(error->code, PROVOST_ERROR_STORAGE);
}

static void a_file_without_a_pid_is_held_by_somebody(void **state)
{
  const struct place *place = *state;
  int fd = take(place);
  assert_int_equal(ftruncate(fd, 0), 0);
  g_autoptr(GError) error = NULL;
  assert_int_equal(lock_take(place->path, 0, &error), -1);
  assert_error_says(error, "another process holds ");
  close(fd);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_lock_is_taken_once_and_names_its_holder),
      TEST(the_death_of_its_holder_frees_it),
      TEST(who_inherits_it_holds_it_on),
      TEST(it_can_be_waited_for),
      TEST(what_cannot_be_opened_is_a_matter_of_storage),
      TEST(a_file_without_a_pid_is_held_by_somebody),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
