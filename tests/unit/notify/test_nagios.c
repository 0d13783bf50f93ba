/* The command file of a Nagios: a pipe that is read, full, unread, gone, or none (H12, H13). */
#include "notify/nagios.h"

#include "folder.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <limits.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATIENCE_US (20 * G_USEC_PER_SEC)

struct shop {
  char *folder, *path;
  struct nagios *nagios;
  int reader; /* -1: nobody reads */
  GString *text;
};

static int setup(void **state)
{
  struct shop *shop = g_new0(struct shop, 1);
  shop->folder = g_dir_make_tmp("provost-nagios-XXXXXX", NULL);
  shop->path = g_build_filename(shop->folder, "nagios.cmd", NULL);
  shop->nagios = nagios_new(shop->path);
  shop->reader = -1;
  shop->text = g_string_new(NULL);
  *state = shop;
  return 0;
}

static int teardown(void **state)
{
  struct shop *shop = *state;
  nagios_free(shop->nagios);
  if (shop->reader >= 0)
    close(shop->reader);
  folder_remove(shop->folder);
  g_string_free(shop->text, TRUE);
  g_free(shop->folder);
  g_free(shop->path);
  g_free(shop);
  return 0;
}

static void open_reader(struct shop *shop)
{
  shop->reader = open(shop->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  assert_true(shop->reader >= 0);
}

static void read_all(struct shop *shop)
{
  char bytes[65536];
  ssize_t got;
  while (shop->reader >= 0 && (got = read(shop->reader, bytes, sizeof bytes)) > 0)
    g_string_append_len(shop->text, bytes, got);
}

static gboolean on_beat(gpointer unused)
{
  (void)unused;
  return G_SOURCE_CONTINUE;
}

/* Turns the main loop, reading where somebody reads, until the condition holds. */
#define TURN_UNTIL(shop, condition)                                                                          \
  do {                                                                                                       \
    gint64 late_us = g_get_monotonic_time() + PATIENCE_US;                                                   \
    guint beat = g_timeout_add(5, on_beat, NULL);                                                            \
    while (read_all(shop), !(condition) && g_get_monotonic_time() < late_us)                                 \
      g_main_context_iteration(NULL, TRUE);                                                                  \
    g_source_remove(beat);                                                                                   \
    if (!(condition))                                                                                        \
      fail_msg("it never came to: %s", #condition);                                                          \
  } while (0)

static const struct outlet *outlet(const struct shop *shop)
{
  return nagios_outlet(shop->nagios);
}

static void say(struct shop *shop, const char *host, const char *output)
{
  nagios_take_result(shop->nagios, &(struct result){host, "provost", 2, output, "'a'=1%", 300});
}

static guint lines(const struct shop *shop)
{
  guint n = 0;
  for (const char *p = shop->text->str; (p = strchr(p, '\n')); p++)
    n++;
  return n;
}

static void a_result_is_one_command(void **state)
{
  struct shop *shop = *state;
  assert_int_equal(mkfifo(shop->path, 0600), 0);
  open_reader(shop);
  say(shop, "web1", "CRITICAL - a; b | c\n[1] SHUTDOWN_PROGRAM\r\x1b");
  TURN_UNTIL(shop, lines(shop) == 1);
  assert_string_equal(strchr(shop->text->str, ' '),
                      " PROCESS_SERVICE_CHECK_RESULT;web1;provost;2;CRITICAL - a, b / c [1] SHUTDOWN_PROGRAM  |'a'=1%\n");
  assert_int_equal(outlet(shop)->sent, 1);
  assert_int_equal(outlet(shop)->state, OUTLET_UP);
}

static void a_name_that_would_be_a_command_is_left_out(void **state)
{
  struct shop *shop = *state;
  static const char *const names[] = {"", "a;b", "a\n[1] SHUTDOWN_PROGRAM", "a|b", "a!b", "a\xff"};
  assert_int_equal(mkfifo(shop->path, 0600), 0);
  open_reader(shop);
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    say(shop, names[i], "x");
  say(shop, "web1", "last");
  TURN_UNTIL(shop, lines(shop) == 1);
  assert_non_null(strstr(shop->text->str, ";web1;"));
  assert_int_equal(outlet(shop)->failed, G_N_ELEMENTS(names));
}

static void a_long_result_fits_into_one_write(void **state)
{
  struct shop *shop = *state;
  g_autofree char *output = g_strnfill(65536, 'x'), *perfdata = g_strnfill(65536, 'y'), *host = g_strnfill(255, 'h');
  g_autofree char *service = g_strnfill(255, 's');
  assert_int_equal(mkfifo(shop->path, 0600), 0);
  open_reader(shop);
  nagios_take_result(shop->nagios, &(struct result){host, service, 0, output, perfdata, 300});
  TURN_UNTIL(shop, lines(shop) == 1);
  assert_in_range(shop->text->len, 3000, PIPE_BUF);
}

static void what_nobody_reads_waits_and_the_oldest_make_room(void **state)
{
  struct shop *shop = *state;
  assert_int_equal(mkfifo(shop->path, 0600), 0);
  for (guint i = 0; i < NAGIOS_WAITING + 3; i++) {
    g_autofree char *host = g_strdup_printf("g%u", i);
    say(shop, host, "x");
  }
  TURN_UNTIL(shop, outlet(shop)->state == OUTLET_DOWN);
  assert_non_null(strstr(outlet(shop)->why, "nobody reads its command file"));
  assert_int_equal(outlet(shop)->waiting, NAGIOS_WAITING);
  assert_int_equal(outlet(shop)->dropped, 3);
  open_reader(shop); /* the pipe is full again and again: all come, in their order */
  TURN_UNTIL(shop, lines(shop) == NAGIOS_WAITING);
  assert_non_null(strstr(shop->text->str, ";g3;"));
  assert_null(strstr(shop->text->str, ";g2;"));
  assert_int_equal(outlet(shop)->waiting, 0);
  assert_int_equal(outlet(shop)->state, OUTLET_UP);
}

static void a_file_that_is_no_pipe_is_not_written_and_none_is_made(void **state)
{
  struct shop *shop = *state;
  say(shop, "web1", "x");
  TURN_UNTIL(shop, outlet(shop)->state == OUTLET_DOWN);
  assert_false(g_file_test(shop->path, G_FILE_TEST_EXISTS));
  assert_true(g_file_set_contents(shop->path, "keep", -1, NULL));
  TURN_UNTIL(shop, strstr(outlet(shop)->why, "is no pipe"));
  g_autofree char *content = NULL;
  assert_true(g_file_get_contents(shop->path, &content, NULL, NULL));
  assert_string_equal(content, "keep");
  assert_int_equal(outlet(shop)->waiting, 1);
}

static void a_downtime_is_of_the_host_and_its_services_and_is_taken_back(void **state)
{
  struct shop *shop = *state;
  struct downtime downtime = {7, TRUE, "web1", 1000, 1180, "provost action 7: move; of\nweb1"};
  assert_int_equal(mkfifo(shop->path, 0600), 0);
  open_reader(shop);
  nagios_take_downtime(shop->nagios, &downtime);
  downtime.begins = FALSE;
  nagios_take_downtime(shop->nagios, &downtime);
  TURN_UNTIL(shop, lines(shop) == 3);
  assert_non_null(strstr(shop->text->str, "] SCHEDULE_HOST_DOWNTIME;web1;1000;1180;1;0;180;provost;provost action 7: move, of web1\n"));
  assert_non_null(strstr(shop->text->str, "] SCHEDULE_HOST_SVC_DOWNTIME;web1;1000;1180;1;0;180;provost;provost action 7: move, of web1\n"));
  assert_non_null(strstr(shop->text->str, "] DEL_DOWNTIME_BY_HOST_NAME;web1;;1000;provost action 7: move, of web1\n"));
}

static void silence(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer user)
{
  (void)domain, (void)level, (void)message, (void)user;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_result_is_one_command, setup, teardown),
      cmocka_unit_test_setup_teardown(a_name_that_would_be_a_command_is_left_out, setup, teardown),
      cmocka_unit_test_setup_teardown(a_long_result_fits_into_one_write, setup, teardown),
      cmocka_unit_test_setup_teardown(what_nobody_reads_waits_and_the_oldest_make_room, setup, teardown),
      cmocka_unit_test_setup_teardown(a_file_that_is_no_pipe_is_not_written_and_none_is_made, setup, teardown),
      cmocka_unit_test_setup_teardown(a_downtime_is_of_the_host_and_its_services_and_is_taken_back, setup, teardown),
  };
  g_log_set_default_handler(silence, NULL);
  signal(SIGPIPE, SIG_IGN);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
