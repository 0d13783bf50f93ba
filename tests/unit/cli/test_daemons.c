/* Each command, asked of a provostd that does not answer, or not to the end: a sentence, exit status 3, in time. */
#include "unit.h"

#include "cli/cli.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define TIMEOUT  "1s"
#define LIMIT_US (12 * G_USEC_PER_SEC) /* under load; less than any other limit would take */

/* How each is asked. */
static const struct {
  const char *command, *words;
} asking[] = {
    {"status", ""}, {"clusters", ""}, {"hosts", ""}, {"guests", ""}, {"tree", ""}, {"dirty-rate", "g1"}, {"devices", ""}, {"tips", ""},
    {"tips", "--follow"}, {"tip", "1"}, {"accept", "1"}, {"accept", "1 --wait"}, {"dismiss", "1 --reason r"}, {"move", "g1"},
    {"move", "g1 --wait"}, {"resize", "g1 --vcpus 1"}, {"place", "g1"}, {"plan", "balance"}, {"restrict", "h1"}, {"evacuate", "h1"},
    {"release", "h1"}, {"why", "g1"}, {"pause", ""}, {"resume", ""}, {"alert", "g1 http ok"}, {"alerts", ""}, {"audit", ""}, {"report licences", ""},
    {"actions", ""}, {"events", ""}, {"events", "--follow"}, {"cancel", "1"}, {"metrics", "h1 m"}, {"graph", "h1 m -o x.png"},
    {"policy list", ""}, {"policy show", "p"}, {"policy canary", ""}, {"policy reload", ""}, {"policy enable", "p"},
    {"policy disable", "p"}, {"policy replay", "p"}, {"doctor", ""}, {"reload", ""}, {"nagios-config", ""}, {"nagios-config", "-o x.cfg --follow"}, {"icinga-config", ""},
};

/* Those that ask nobody, or that stay and wait. */
static const char *const others[] = {"top", "complete", "policy check", "policy test", "simulate", "config check", NULL};

/* ---- provostd --------------------------------------------------------------------------------------- */

struct daemon {
  int fd;
  const char *reply; /* sent behind each request; "": closed without a word; NULL: none, ever */
  GThread *thread;
};

static gpointer answer_all(gpointer data)
{
  const struct daemon *daemon = data;
  char request[4096];
  for (int fd; (fd = accept(daemon->fd, NULL, NULL)) >= 0; close(fd)) {
    (void)!read(fd, request, sizeof request);
    (void)!send(fd, daemon->reply, strlen(daemon->reply), MSG_NOSIGNAL);
  }
  return NULL;
}

static void daemon_start(struct daemon *daemon, const char *socket_path, const char *reply)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  g_strlcpy(address.sun_path, socket_path, sizeof address.sun_path);
  daemon->reply = reply;
  daemon->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(daemon->fd, (const struct sockaddr *)&address, sizeof address), 0);
  assert_int_equal(listen(daemon->fd, 128), 0);
  daemon->thread = reply ? g_thread_new("daemon", answer_all, daemon) : NULL;
}

static void daemon_end(struct daemon *daemon)
{
  shutdown(daemon->fd, SHUT_RDWR);
  if (daemon->thread)
    g_thread_join(daemon->thread);
  close(daemon->fd);
}

/* ---- who asks it ------------------------------------------------------------------------------------ */

static GSubprocess *ask(const char *socket_path, gsize which)
{
  g_auto(GStrv) words = NULL;
  g_autofree char *line = g_strdup_printf("'%s/provost' --socket '%s' --timeout " TIMEOUT " %s %s", TEST_BUILDDIR, socket_path,
                                          asking[which].command, asking[which].words);
  g_autoptr(GError) error = NULL;
  assert_true(g_shell_parse_argv(line, NULL, &words, &error));
  GSubprocess *asker = g_subprocess_newv((const char *const *)words, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  assert_no_error(error);
  return asker;
}

/* doctor says it among its findings. */
static void assert_told(GSubprocess *asker, gsize which)
{
  g_autofree char *out = NULL, *err = NULL;
  assert_true(g_subprocess_communicate_utf8(asker, NULL, NULL, &out, &err, NULL));
  gboolean is_doctor = strcmp(asking[which].command, "doctor") == 0;
  if (!g_subprocess_get_if_exited(asker) || g_subprocess_get_exit_status(asker) != 3)
    fail_msg("provost %s %s did not exit with 3; it says: %s%s", asking[which].command, asking[which].words, out, err);
  if (is_doctor ? !strstr(out, "provostd") : !g_str_has_prefix(err, "provost: ") || !strchr(err + strlen("provost: "), ' '))
    fail_msg("provost %s %s says no sentence: %s", asking[which].command, asking[which].words, err);
}

/* All at the same time: each may take its time-out. NULL: nobody is there. */
static void ask_all(const char *reply, gboolean is_there)
{
  g_autofree char *folder = g_dir_make_tmp("provost-cli-XXXXXX", NULL);
  g_autofree char *socket_path = g_build_filename(folder, "s", NULL);
  GSubprocess *askers[G_N_ELEMENTS(asking)];
  struct daemon daemon;
  if (is_there)
    daemon_start(&daemon, socket_path, reply);
  gint64 begin_us = g_get_monotonic_time();
  for (gsize i = 0; i < G_N_ELEMENTS(asking); i++)
    askers[i] = ask(socket_path, i);
  for (gsize i = 0; i < G_N_ELEMENTS(asking); i++) {
    assert_told(askers[i], i);
    g_object_unref(askers[i]);
  }
  assert_true(g_get_monotonic_time() - begin_us < LIMIT_US);
  if (is_there)
    daemon_end(&daemon);
  g_unlink(socket_path);
  assert_int_equal(g_rmdir(folder), 0);
}

static void every_command_says_that_provostd_is_stopped(void **state)
{
  (void)state;
  ask_all(NULL, FALSE);
}

static void every_command_gives_up_a_provostd_that_hangs(void **state)
{
  (void)state;
  ask_all(NULL, TRUE);
}

static void every_command_passes_on_that_provostd_cannot_answer_now(void **state)
{
  (void)state;
  ask_all("HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: 33\r\n\r\n"
          "{\"error\": \"provostd is starting\"}", TRUE);
}

static void every_command_says_that_provostd_closed_the_connection(void **state)
{
  (void)state;
  ask_all("", TRUE);
}

static void every_command_says_that_an_answer_has_no_end(void **state)
{
  (void)state;
  ask_all("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"tips\": [", TRUE);
}

static void no_command_is_left_out(void **state)
{
  (void)state;
  gsize n;
  const struct command *commands = cli_commands(&n);
  for (gsize i = 0; i < n; i++) {
    gboolean is_asked = g_strv_contains(others, commands[i].name);
    for (gsize k = 0; k < G_N_ELEMENTS(asking); k++)
      is_asked |= strcmp(asking[k].command, commands[i].name) == 0;
    if (!is_asked)
      fail_msg("provost %s is asked of no provostd that fails: add it here", commands[i].name);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_command_says_that_provostd_is_stopped),
      cmocka_unit_test(every_command_gives_up_a_provostd_that_hangs),
      cmocka_unit_test(every_command_passes_on_that_provostd_cannot_answer_now),
      cmocka_unit_test(every_command_says_that_provostd_closed_the_connection),
      cmocka_unit_test(every_command_says_that_an_answer_has_no_end),
      cmocka_unit_test(no_command_is_left_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
