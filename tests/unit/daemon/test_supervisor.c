#include "daemon/supervisor.h"

#include "base/error.h"
#include "daemon/lock.h"
#include "daemon/role_process.h"

#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* A supervisor of the played roles that lie beside this test (fake_role.c). */
struct home {
  struct virtual_clock clock;
  char *folder;
  struct supervisor *supervisor;
  guint ups[ROLES], downs[ROLES], deaths[ROLES], messages;
};

static GPtrArray *log_lines; /* of warnings */

static GLogWriterOutput keep_line(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer user)
{
  (void)user;
  for (gsize i = 0; i < n && (level & G_LOG_LEVEL_WARNING); i++)
    if (strcmp(fields[i].key, "MESSAGE") == 0)
      g_ptr_array_add(log_lines, g_strdup(fields[i].value));
  return G_LOG_WRITER_HANDLED;
}

static guint logged(const char *text)
{
  guint count = 0;
  for (guint i = 0; i < log_lines->len; i++)
    count += strstr(log_lines->pdata[i], text) != NULL;
  return count;
}

static void on_up(enum role role, gpointer user)
{
  struct home *home = user;
  home->ups[role]++;
}

static void on_down(enum role role, gpointer user)
{
  struct home *home = user;
  home->downs[role]++;
}

/* It is down by then. */
static void on_died(enum role role, const char *how, gpointer user)
{
  struct home *home = user;
  assert_true(g_str_has_prefix(how, "killed by signal ") || g_str_has_prefix(how, "exited with status "));
  assert_int_equal(home->downs[role], home->ups[role]);
  home->deaths[role]++;
}

static void on_message(enum role role, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)role;
  (void)kind;
  (void)body;
  struct home *home = user;
  home->messages++;
}

static const struct supervisor_events events = {on_up, on_down, on_died, on_message};

static int set_up(void **state)
{
  struct home *home = g_new0(struct home, 1);
  virtual_clock_init(&home->clock, G_GINT64_CONSTANT(1790000000) * G_USEC_PER_SEC);
  home->folder = g_dir_make_tmp("provost-roles-XXXXXX", NULL);
  home->supervisor = supervisor_new(&home->clock.clock, home->folder, &events, home);
  log_lines = g_ptr_array_new_with_free_func(g_free);
  g_unsetenv("FAKE_ROLE");
  *state = home;
  return 0;
}

static int tear_down(void **state)
{
  struct home *home = *state;
  supervisor_stop(home->supervisor);
  supervisor_free(home->supervisor);
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++) {
    g_autofree char *path = g_strdup_printf("%s/%s.lock", home->folder, role_name(role));
    g_unlink(path);
  }
  g_rmdir(home->folder);
  g_ptr_array_unref(log_lines);
  g_free(home->folder);
  g_free(home);
  return 0;
}

#define TURN_UNTIL(condition)                                                                            \
  while (!(condition))                                                                                   \
  g_main_context_iteration(NULL, TRUE)

static const struct role_status *status_of(const struct home *home, enum role role)
{
  return supervisor_status(home->supervisor, role);
}

static void start_all(struct home *home)
{
  supervisor_start(home->supervisor);
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++)
    TURN_UNTIL(home->ups[role] == 1 && status_of(home, role)->counters);
}

static void has_no_child(void)
{
  assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
  assert_int_equal(errno, ECHILD);
}

static void all_roles_are_started_and_end_when_they_are_asked(void **state)
{
  struct home *home = *state;
  start_all(home);
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++) {
    assert_true(status_of(home, role)->pid > 0);
    assert_int_equal(status_of(home, role)->restarts, 0);
    assert_true(channel_is_open(supervisor_channels(home->supervisor)[role]));
    assert_int_equal(home->downs[role], 0);
  }
  assert_null(supervisor_channels(home->supervisor)[ROLE_CORE]);
  supervisor_stop(home->supervisor);
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++)
    assert_int_equal(home->deaths[role], 0);
  has_no_child();
  assert_int_equal(logged(""), 0);
}

static void a_role_is_given_a_socket_and_a_lock_and_nothing_else(void **state)
{
  struct home *home = *state;
  int extra = fcntl(STDIN_FILENO, F_DUPFD, 50); /* a careless library's */
  assert_true(extra >= 50);
  start_all(home);
  close(extra);
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++) {
    GVariant *open = status_of(home, role)->counters;
    for (guint fd = 0; fd <= 4; fd++) {
      g_autofree char *name = g_strdup_printf("%u", fd);
      assert_true(g_variant_lookup(open, name, "t", NULL));
    }
    assert_int_equal(g_variant_n_children(open), 5);
  }
}

static void values_per_second_are_known_from_the_second_count_on(void **state)
{
  struct home *home = *state;
  g_setenv("FAKE_ROLE", "provost-snmp=counts", TRUE);
  start_all(home);
  assert_true(isnan(status_of(home, ROLE_SNMP)->values_per_sec));
  virtual_clock_advance(&home->clock, 10 * G_USEC_PER_SEC);
  assert_int_equal(kill(status_of(home, ROLE_SNMP)->pid, SIGUSR1), 0);
  TURN_UNTIL(!isnan(status_of(home, ROLE_SNMP)->values_per_sec));
  assert_true(status_of(home, ROLE_SNMP)->values_per_sec == 30);
  assert_true(isnan(status_of(home, ROLE_VIRT)->values_per_sec)); /* it has no such counter */
}

static void the_lock_of_a_role_names_it_while_it_lives(void **state)
{
  struct home *home = *state;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(home->folder, "provost-virt.lock", NULL);
  start_all(home);
  assert_int_equal(lock_take(path, 0, &error), -1);
  g_autofree char *expected = g_strdup_printf("process %d holds ", (int)status_of(home, ROLE_VIRT)->pid);
  assert_error_says(error, expected);
  supervisor_stop(home->supervisor);
  g_clear_error(&error);
  int fd = lock_take(path, 0, &error);
  assert_no_error(error);
  close(fd);
}

static void a_killed_role_is_started_again_and_the_others_go_on(void **state)
{
  struct home *home = *state;
  start_all(home);
  GPid pid = status_of(home, ROLE_SNMP)->pid;
  assert_int_equal(kill(pid, SIGKILL), 0);
  TURN_UNTIL(home->ups[ROLE_SNMP] == 2);
  const struct role_status *status = status_of(home, ROLE_SNMP);
  assert_int_equal(home->downs[ROLE_SNMP], 1);
  assert_int_equal(home->deaths[ROLE_SNMP], 1);
  assert_int_equal(home->deaths[ROLE_VIRT], 0);
  assert_int_equal(status->restarts, 1);
  assert_true(status->pid > 0 && status->pid != pid);
  assert_non_null(strstr(status->last_end, "killed by signal 9"));
  assert_int_equal(home->downs[ROLE_VIRT], 0);
  assert_int_equal(logged("provost-snmp killed by signal 9"), 1);
}

/* For another configuration: it is no failure. */
static void a_renewed_role_ends_by_itself_and_is_back_at_once(void **state)
{
  struct home *home = *state;
  start_all(home);
  GPid pid = status_of(home, ROLE_SNMP)->pid;
  supervisor_renew(home->supervisor, ROLE_SNMP);
  assert_int_equal(home->downs[ROLE_SNMP], 1);
  supervisor_renew(home->supervisor, ROLE_SNMP); /* once more, while it ends */
  TURN_UNTIL(home->ups[ROLE_SNMP] == 2);
  const struct role_status *status = status_of(home, ROLE_SNMP);
  assert_int_equal(home->downs[ROLE_SNMP], 1);
  assert_int_equal(status->restarts, 0);
  assert_int_equal(home->deaths[ROLE_SNMP], 0);
  assert_true(status->pid > 0 && status->pid != pid);
  assert_int_equal(home->downs[ROLE_VIRT], 0);
  assert_int_equal(logged(""), 0);
}

static void a_renewed_role_that_dies_instead_is_a_failure(void **state)
{
  struct home *home = *state;
  start_all(home);
  kill(status_of(home, ROLE_SNMP)->pid, SIGKILL);
  supervisor_renew(home->supervisor, ROLE_SNMP);
  TURN_UNTIL(home->ups[ROLE_SNMP] == 2);
  assert_int_equal(status_of(home, ROLE_SNMP)->restarts, 1);
  assert_int_equal(logged("provost-snmp killed by signal 9"), 1);
}

static void a_renewed_role_that_does_not_end_is_killed(void **state)
{
  struct home *home = *state;
  g_setenv("FAKE_ROLE", "provost-snmp=deaf", TRUE);
  start_all(home);
  g_setenv("FAKE_ROLE", "=", TRUE);
  supervisor_renew(home->supervisor, ROLE_SNMP);
  for (guint i = 0; i <= ROLE_GREETING_SEC; i++)
    supervisor_tick(home->supervisor, ROLE_SILENT_SEC);
  TURN_UNTIL(home->ups[ROLE_SNMP] == 2);
  assert_int_equal(home->downs[ROLE_SNMP], 1);
}

static void the_time_to_a_restart_doubles_until_the_role_has_settled(void **state)
{
  struct home *home = *state;
  start_all(home);
  for (guint i = 1; i <= 2; i++) {
    kill(status_of(home, ROLE_SNMP)->pid, SIGKILL);
    TURN_UNTIL(home->ups[ROLE_SNMP] == 1 + i);
  }
  assert_int_equal(logged("started again in 200 ms"), 1);
  assert_int_equal(logged("started again in 400 ms"), 1);
  virtual_clock_advance(&home->clock, (ROLE_SETTLED_SEC + 1) * G_USEC_PER_SEC);
  kill(status_of(home, ROLE_SNMP)->pid, SIGKILL);
  TURN_UNTIL(home->ups[ROLE_SNMP] == 4);
  assert_int_equal(logged("started again in 100 ms"), 1);
}

static void a_role_that_cannot_be_started_says_why_and_is_tried_again(void **state)
{
  struct home *home = *state;
  assert_int_equal(g_rmdir(home->folder), 0);
  supervisor_start(home->supervisor);
  assert_int_equal(logged("provost-virt cannot be started: cannot open "), 1);
  assert_non_null(strstr(status_of(home, ROLE_VIRT)->last_end, "could not be started: cannot open "));
  assert_int_equal(status_of(home, ROLE_VIRT)->pid, 0);
  assert_int_equal(g_mkdir(home->folder, 0700), 0);
  TURN_UNTIL(home->ups[ROLE_VIRT] == 1);
}

/* Plays one role with bad manners, once, until it was killed for them. */
static void is_killed_for(struct home *home, const char *manners, guint ups)
{
  g_autofree char *fake = g_strconcat("provost-virt=", manners, NULL);
  g_setenv("FAKE_ROLE", fake, TRUE);
  supervisor_start(home->supervisor);
  g_unsetenv("FAKE_ROLE");
  TURN_UNTIL(status_of(home, ROLE_VIRT)->restarts == 1);
  assert_non_null(strstr(status_of(home, ROLE_VIRT)->last_end, "killed by signal 9"));
  assert_int_equal(home->ups[ROLE_VIRT], ups);
  assert_int_equal(home->downs[ROLE_VIRT], ups);
}

static void a_role_that_sends_nonsense_is_killed(void **state)
{
  is_killed_for(*state, "nonsense", 1);
}

/* Whoever has not greeted is not configured: what it says cannot be of any use. */
static void a_role_that_does_not_greet_first_is_killed(void **state)
{
  is_killed_for(*state, "early", 0);
}

/* It would be configured a second time, with all that is under way. */
static void a_role_that_greets_twice_is_killed(void **state)
{
  is_killed_for(*state, "twice", 1);
}

static void a_role_that_takes_itself_for_another_is_killed(void **state)
{
  is_killed_for(*state, "other", 0);
}

static void a_role_that_never_greets_is_killed_in_time(void **state)
{
  struct home *home = *state;
  g_setenv("FAKE_ROLE", "provost-policy=mute", TRUE);
  supervisor_start(home->supervisor);
  g_unsetenv("FAKE_ROLE");
  for (enum role role = ROLE_CORE + 1; role < ROLE_POLICY; role++)
    TURN_UNTIL(home->ups[role] == 1);
  GPid pid = status_of(home, ROLE_POLICY)->pid;
  for (guint second = 0; second < ROLE_GREETING_SEC; second++)
    supervisor_tick(home->supervisor, 3600);
  assert_int_equal(kill(pid, 0), 0);
  supervisor_tick(home->supervisor, 3600);
  TURN_UNTIL(status_of(home, ROLE_POLICY)->restarts == 1);
  assert_non_null(strstr(status_of(home, ROLE_POLICY)->last_end, "killed by signal 9"));
  assert_int_equal(home->ups[ROLE_POLICY], 0);
  for (enum role role = ROLE_CORE + 1; role < ROLE_POLICY; role++)
    assert_int_equal(home->downs[role], 0);
}

static void a_role_that_falls_silent_is_killed(void **state)
{
  struct home *home = *state;
  supervisor_start(home->supervisor);
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++)
    TURN_UNTIL(home->ups[role] == 1);
  for (guint second = 0; second < 30; second++)
    supervisor_tick(home->supervisor, 30);
  assert_int_equal(kill(status_of(home, ROLE_VIRT)->pid, 0), 0);
  assert_int_equal(home->downs[ROLE_VIRT], 0);
  supervisor_tick(home->supervisor, 30);
  TURN_UNTIL(status_of(home, ROLE_VIRT)->restarts == 1 && home->ups[ROLE_VIRT] == 2);
}

static void a_role_that_ends_by_itself_is_started_again(void **state)
{
  struct home *home = *state;
  g_setenv("FAKE_ROLE", "provost-rrd-reader=dies", TRUE);
  supervisor_start(home->supervisor);
  TURN_UNTIL(status_of(home, ROLE_RRD_READER)->restarts == 2);
  assert_int_equal(home->ups[ROLE_RRD_READER], home->downs[ROLE_RRD_READER]);
  /* It had closed its socket before it exited, so either end may be seen first. */
  assert_true(logged("provost-rrd-reader exited with status 7") + logged("provost-rrd-reader killed") >= 2);
}

static void a_role_that_does_not_end_is_killed_after_a_second(void **state)
{
  struct home *home = *state;
  g_setenv("FAKE_ROLE", "provost-virt=deaf", TRUE);
  start_all(home);
  GPid pid = status_of(home, ROLE_VIRT)->pid;
  gint64 begin_us = g_get_monotonic_time();
  supervisor_stop(home->supervisor);
  gint64 took_ms = (g_get_monotonic_time() - begin_us) / 1000;
  assert_true(took_ms >= ROLE_STOP_MS);
  waitpid(pid, NULL, 0); /* a large process may take longer to go than the supervisor waits */
  assert_int_equal(kill(pid, 0), -1);
  has_no_child();
}

static void a_stopped_supervisor_starts_nothing_again(void **state)
{
  struct home *home = *state;
  start_all(home);
  kill(status_of(home, ROLE_SNMP)->pid, SIGKILL);
  TURN_UNTIL(home->downs[ROLE_SNMP] == 1);
  supervisor_stop(home->supervisor);
  has_no_child();
  assert_false(g_main_context_pending(NULL));
}

/* ---- what an earlier provostd left ---- */

static GPid start_deaf(struct home *home, enum role role)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *fake = g_strdup_printf("%s=deaf", role_name(role));
  GPid pid;
  int fd;
  g_setenv("FAKE_ROLE", fake, TRUE);
  assert_true(role_process_start(role, home->folder, &pid, &fd, &error));
  char byte;
  assert_int_equal(read(fd, &byte, 1), 1); /* it has greeted: it runs */
  close(fd);
  return pid;
}

static void a_predecessors_role_is_waited_for_and_named(void **state)
{
  struct home *home = *state;
  g_autoptr(GError) error = NULL;
  GPid pid = start_deaf(home, ROLE_VIRT);
  assert_false(role_process_wait_for_predecessors(home->folder, 50, &error));
  g_autofree char *expected =
      g_strdup_printf("provost-virt of an earlier provostd still runs: process %d holds ", (int)pid);
  assert_error_says(error, expected);
  g_clear_error(&error);
  assert_false(role_process_start(ROLE_VIRT, home->folder, &pid, &(int){0}, &error));
  assert_int_equal(error->code, PROVOST_ERROR_REFUSED);
  g_clear_error(&error);
  kill(pid, SIGKILL);
  assert_true(role_process_wait_for_predecessors(home->folder, 60000, &error));
  waitpid(pid, NULL, 0);
}

static gpointer kill_later(gpointer pid)
{
  g_usleep(1000000);
  kill(GPOINTER_TO_INT(pid), SIGKILL);
  return NULL;
}

/* The time is for all together: each of them may take a part of it. */
static void predecessors_are_not_waited_for_one_after_the_other(void **state)
{
  struct home *home = *state;
  g_autoptr(GError) error = NULL;
  GPid snmp = start_deaf(home, ROLE_SNMP), virt = start_deaf(home, ROLE_VIRT);
  gint64 begin_us = g_get_monotonic_time();
  GThread *thread = g_thread_new("kill", kill_later, GINT_TO_POINTER(snmp));
  assert_false(role_process_wait_for_predecessors(home->folder, 1500, &error));
  assert_error_says(error, "provost-virt of an earlier provostd");
  gint64 took_ms = (g_get_monotonic_time() - begin_us) / 1000;
  assert_in_range(took_ms, 1400, 2400);
  g_thread_join(thread);
  kill(virt, SIGKILL);
  waitpid(snmp, NULL, 0);
  waitpid(virt, NULL, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(all_roles_are_started_and_end_when_they_are_asked),
      TEST(a_role_is_given_a_socket_and_a_lock_and_nothing_else),
      TEST(values_per_second_are_known_from_the_second_count_on),
      TEST(the_lock_of_a_role_names_it_while_it_lives),
      TEST(a_killed_role_is_started_again_and_the_others_go_on),
      TEST(a_renewed_role_ends_by_itself_and_is_back_at_once),
      TEST(a_renewed_role_that_dies_instead_is_a_failure),
      TEST(a_renewed_role_that_does_not_end_is_killed),
      TEST(the_time_to_a_restart_doubles_until_the_role_has_settled),
      TEST(a_role_that_cannot_be_started_says_why_and_is_tried_again),
      TEST(a_role_that_sends_nonsense_is_killed),
      TEST(a_role_that_does_not_greet_first_is_killed),
      TEST(a_role_that_greets_twice_is_killed),
      TEST(a_role_that_takes_itself_for_another_is_killed),
      TEST(a_role_that_never_greets_is_killed_in_time),
      TEST(a_role_that_falls_silent_is_killed),
      TEST(a_role_that_ends_by_itself_is_started_again),
      TEST(a_role_that_does_not_end_is_killed_after_a_second),
      TEST(a_stopped_supervisor_starts_nothing_again),
      TEST(a_predecessors_role_is_waited_for_and_named),
      TEST(predecessors_are_not_waited_for_one_after_the_other),
  };
  g_log_set_writer_func(keep_line, NULL, NULL);
  alarm(300); /* what never comes ends the test */
  return cmocka_run_group_tests(tests, NULL, NULL);
}
