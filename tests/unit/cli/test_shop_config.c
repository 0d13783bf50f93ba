/* provost nagios-config with a file: written whole, left alone while it is as it should be, kept, and Nagios told. */
#include "cli/fake_api.h"
#include "folder.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAIT_SEC 20

#define EMPTY(noun) {"GET /v1/" noun, 200, "{\"" noun "\": [], \"next\": null}"}
#define FLEET(guests) \
  EMPTY("policies"), EMPTY("clusters"), EMPTY("hosts"), EMPTY("devices"), {"GET /v1/guests", 200, "{\"guests\": [" guests "], \"next\": null}"}
#define WEB1 "{\"name\": \"web1\"}"
#define WEB2 "{\"name\": \"web2\"}"

struct fixture {
  char *folder, *socket_path, *file, *pipe;
};

static int setup(void **state)
{
  struct fixture *fixture = g_new0(struct fixture, 1);
  fixture->folder = g_dir_make_tmp("provost-shop-XXXXXX", NULL);
  fixture->socket_path = g_build_filename(fixture->folder, "s", NULL);
  fixture->file = g_build_filename(fixture->folder, "fleet.cfg", NULL);
  fixture->pipe = g_build_filename(fixture->folder, "nagios.cmd", NULL);
  *state = fixture;
  return 0;
}

static int teardown(void **state)
{
  struct fixture *fixture = *state;
  folder_remove(fixture->folder);
  g_free(fixture->folder);
  g_free(fixture->socket_path);
  g_free(fixture->file);
  g_free(fixture->pipe);
  g_free(fixture);
  return 0;
}

static GSubprocess *start(const struct fixture *fixture, const char *command_file, gboolean follows)
{
  const char *argv[] = {TEST_BUILDDIR "/provost", "--socket", fixture->socket_path, "nagios-config", "-o", fixture->file, "--reload", command_file,
                        follows ? "--follow" : NULL, NULL};
  g_autoptr(GError) error = NULL;
  GSubprocess *provost = g_subprocess_newv(argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  assert_no_error(error);
  return provost;
}

/* Its exit status, and all that it says. */
static int finish(GSubprocess *provost, char **said)
{
  g_autofree char *out = NULL, *err = NULL;
  assert_true(g_subprocess_communicate_utf8(provost, NULL, NULL, &out, &err, NULL));
  *said = g_strconcat(out, err, NULL);
  int status = g_subprocess_get_if_exited(provost) ? g_subprocess_get_exit_status(provost) : -1;
  g_object_unref(provost);
  return status;
}

/* Once, of a fleet with the guest web1. */
static int write_once(const struct fixture *fixture, const char *command_file, char **said)
{
  struct fake_api *api = fake_api_new(fixture->socket_path, (const struct exchange[]){FLEET(WEB1), {0}});
  int status = finish(start(fixture, command_file, FALSE), said);
  g_autofree char *complaints = fake_api_end(api);
  unlink(fixture->socket_path);
  assert_null(complaints);
  return status;
}

static gboolean has(const char *path, const char *word)
{
  g_autofree char *text = NULL;
  return g_file_get_contents(path, &text, NULL, NULL) && strstr(text, word);
}

static void the_file_is_written_and_nagios_restarted_only_where_it_changes(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *first = NULL, *second = NULL;
  char order[256] = "";
  struct stat status;
  assert_int_equal(mkfifo(fixture->pipe, 0600), 0);
  int fd = open(fixture->pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  assert_int_equal(write_once(fixture, fixture->pipe, &first), 0);
  assert_true(g_str_has_suffix(first, "fleet.cfg is written\n"));
  assert_true(has(fixture->file, "host_name web1\n"));
  assert_int_equal(stat(fixture->file, &status), 0);
  assert_int_equal(status.st_mode & 0777, 0644);
  ssize_t length = read(fd, order, sizeof order - 1);
  assert_true(length > 0 && order[0] == '[' && g_str_has_suffix(order, "] RESTART_PROGRAM\n") && strchr(order, '\n') == order + length - 1);
  assert_int_equal(write_once(fixture, fixture->pipe, &second), 0);
  assert_true(g_str_has_suffix(second, "fleet.cfg is as it should be\n"));
  assert_true(read(fd, order, sizeof order) <= 0);
  close(fd);
}

static void a_nagios_that_does_not_read_holds_nothing_up(void **state)
{
  struct fixture *fixture = *state;
  g_autofree char *none = NULL, *unread = NULL, *file = NULL, *full = NULL;
  assert_int_equal(write_once(fixture, fixture->pipe, &none), 3);
  assert_non_null(strstr(none, "Nagios reads no commands at "));
  assert_true(has(fixture->file, "host_name web1\n")); /* the file is there all the same */
  unlink(fixture->file);
  assert_int_equal(mkfifo(fixture->pipe, 0600), 0);
  assert_int_equal(write_once(fixture, fixture->pipe, &unread), 3);
  assert_non_null(strstr(unread, "Nagios reads no commands at "));
  unlink(fixture->file);
  int reader = open(fixture->pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC), writer = open(fixture->pipe, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  char page[4096] = "";
  while (write(writer, page, sizeof page) > 0)
    ;
  assert_int_equal(write_once(fixture, fixture->pipe, &full), 3);
  assert_non_null(strstr(full, "it is full"));
  close(writer);
  close(reader);
  unlink(fixture->file);
  unlink(fixture->pipe);
  assert_true(g_file_set_contents(fixture->pipe, "mine", -1, NULL));
  assert_int_equal(write_once(fixture, fixture->pipe, &file), 1);
  assert_non_null(strstr(file, "is no pipe"));
  assert_true(has(fixture->pipe, "mine"));
}

static void wait_for(const struct fixture *fixture, const char *word)
{
  gint64 end_us = g_get_monotonic_time() + WAIT_SEC * G_USEC_PER_SEC;
  while (!has(fixture->file, word) && g_get_monotonic_time() < end_us)
    g_usleep(10000);
  if (!has(fixture->file, word))
    fail_msg("the file never had %s", word);
}

static void what_becomes_of_the_fleet_is_written_as_it_is_told(void **state)
{
  struct fixture *fixture = *state;
  const struct exchange exchanges[] = {
      {"GET /v1/events", 200, ":\n\n"}, FLEET(WEB1),
      {"GET /v1/events", 200, "id: a.1\nevent: tip\ndata: {}\n\n:\n\nid: a.2\nevent: guest\ndata: {}\n\nid: a.3\nevent: guest\ndata: {}\n\n:\n\n"},
      FLEET(WEB1 ", " WEB2), {"GET /v1/events?after=a.3", 200, ":\n\n"}, {0}};
  g_autofree char *said = NULL;
  char orders[256] = "";
  assert_int_equal(mkfifo(fixture->pipe, 0600), 0);
  int fd = open(fixture->pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  struct fake_api *api = fake_api_new(fixture->socket_path, exchanges);
  GSubprocess *provost = start(fixture, fixture->pipe, TRUE);
  wait_for(fixture, "host_name web1\n");
  wait_for(fixture, "host_name web2\n");
  for (gssize length = 0, n; !strstr(strchr(orders, '\n') ? strchr(orders, '\n') : "", "RESTART_PROGRAM\n"); length += MAX(n, 0))
    n = read(fd, orders + length, sizeof orders - 1 - (gsize)length);
  close(fd);
  g_subprocess_force_exit(provost);
  finish(provost, &said);
  g_autofree char *complaints = fake_api_end(api);
  if (complaints && !g_str_has_prefix(complaints, "never asked GET /v1/events?after=a.3"))
    fail_msg("%s", complaints);
  g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
  assert_int_equal(g_strv_length(lines), 3);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(the_file_is_written_and_nagios_restarted_only_where_it_changes, setup, teardown),
      cmocka_unit_test_setup_teardown(a_nagios_that_does_not_read_holds_nothing_up, setup, teardown),
      cmocka_unit_test_setup_teardown(what_becomes_of_the_fleet_is_written_as_it_is_told, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
