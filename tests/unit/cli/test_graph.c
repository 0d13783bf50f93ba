/* A picture takes the place of the file that was there, whole or not at all. */
#include "unit.h"

#include "cli/fake_api.h"

#include <glib/gstdio.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

/* What `provost graph` exits with when the daemon answers so, with `file` there before. */
static int graph(const char *folder, const char *file, guint status, const char *reply)
{
  const struct exchange exchanges[] = {
      {"GET /v1/graph?subject=h1&metric=host.cpu.busy_pct&from=-1h", status, reply}, {NULL, 0, NULL}};
  g_autofree char *socket = g_build_filename(folder, "s", NULL), *said = NULL;
  struct fake_api *api = fake_api_new(socket, exchanges);
  const char *words[] = {TEST_BUILDDIR "/provost", "--socket", socket, "graph", "h1", "host.cpu.busy_pct",
                         "-o", file, NULL};
  int wait_status = 0;
  assert_true(g_spawn_sync(NULL, (char **)words, NULL, G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                           NULL, NULL, NULL, &wait_status, NULL));
  said = fake_api_end(api);
  if (said)
    fail_msg("%s", said);
  g_unlink(socket);
  return WEXITSTATUS(wait_status);
}

static void assert_file(const char *file, const char *wanted)
{
  g_autofree char *text = NULL;
  assert_true(g_file_get_contents(file, &text, NULL, NULL));
  assert_string_equal(text, wanted);
}

static void a_picture_replaces_the_file_and_a_failure_leaves_it(void **state)
{
  (void)state;
  g_autofree char *folder = g_dir_make_tmp("provost-cli-XXXXXX", NULL);
  g_autofree char *file = g_build_filename(folder, "x.png", NULL);
  assert_int_equal(graph(folder, file, 200, "PNG one"), 0);
  assert_file(file, "PNG one");
  assert_int_equal(graph(folder, file, 200, "PNG two"), 0);
  assert_file(file, "PNG two");
  assert_int_equal(graph(folder, file, 404, "{\"error\": \"no\"}"), 1);
  assert_int_equal(graph(folder, file, 200, "{}"), 1);
  assert_int_equal(graph(folder, file, 500, "PNG three"), 1);
  assert_file(file, "PNG two");
  g_unlink(file);
  assert_int_equal(g_rmdir(folder), 0); /* nothing else was left in it */
}

static void a_terminal_is_given_no_picture(void **state)
{
  (void)state;
  int fd, wait_status;
  char said[1024];
  gsize length = 0;
  pid_t child = forkpty(&fd, NULL, NULL, NULL);
  assert_true(child >= 0);
  if (child == 0) {
    execl(TEST_BUILDDIR "/provost", "provost", "graph", "h1", "host.cpu.busy_pct", "-o", "-", NULL);
    _exit(127);
  }
  for (ssize_t n; length < sizeof said - 1 && (n = read(fd, said + length, sizeof said - 1 - length)) > 0;)
    length += (gsize)n;
  said[length] = '\0';
  close(fd);
  assert_int_equal(waitpid(child, &wait_status, 0), child);
  assert_true(WIFEXITED(wait_status));
  assert_int_equal(WEXITSTATUS(wait_status), 2);
  assert_string_equal(said, "provost: a picture is nothing for a terminal: name a file, or redirect standard output\r\n");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_picture_replaces_the_file_and_a_failure_leaves_it),
      cmocka_unit_test(a_terminal_is_given_no_picture),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
