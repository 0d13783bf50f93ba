#include "base/log.h"

#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define LOG_LINE 2048

struct tap {
  int saved, pipe[2];
};

/* Standard error goes into a pipe of packets: one read gives what one write wrote. */
static int set_up(void **state)
{
  struct tap *tap = g_new0(struct tap, 1);
  assert_int_equal(pipe2(tap->pipe, O_CLOEXEC | O_DIRECT), 0);
  tap->saved = dup(STDERR_FILENO);
  assert_int_equal(dup2(tap->pipe[1], STDERR_FILENO), STDERR_FILENO);
  *state = tap;
  return 0;
}

static int tear_down(void **state)
{
  struct tap *tap = *state;
  dup2(tap->saved, STDERR_FILENO);
  close(tap->saved);
  close(tap->pipe[0]);
  close(tap->pipe[1]);
  g_free(tap);
  return 0;
}

/* The next write, without its time; "" where there is none. Caller frees. */
static char *next_line(const struct tap *tap)
{
  char bytes[2 * LOG_LINE] = "";
  assert_int_equal(fcntl(tap->pipe[0], F_SETFL, O_NONBLOCK | O_DIRECT), 0);
  ssize_t got = read(tap->pipe[0], bytes, sizeof bytes - 1);
  if (got < 0)
    return g_strdup("");
  assert_int_equal(bytes[2], ':');
  assert_int_equal(bytes[12], ' ');
  return g_strdup(bytes + 13);
}

static void a_line_has_program_level_and_sentence(void **state)
{
  const struct tap *tap = *state;
  g_message("all is %s", "well");
  assert_owned_string_equal(next_line(tap), "provost-test info: all is well\n");
  g_warning("not %d", 1);
  assert_owned_string_equal(next_line(tap), "provost-test warning: not 1\n");
  g_critical("no");
  assert_owned_string_equal(next_line(tap), "provost-test critical: no\n");
  assert_owned_string_equal(next_line(tap), "");
}

static void debug_lines_come_only_when_they_are_wanted(void **state)
{
  const struct tap *tap = *state;
  g_debug("unseen");
  assert_owned_string_equal(next_line(tap), "");
}

/* Neither a second line nor an order to the terminal: also not one of eight bits. */
static void control_characters_become_blanks(void **state)
{
  const struct tap *tap = *state;
  g_message("a\nb\tc\033[2Jd\177e\r\001f");
  assert_owned_string_equal(next_line(tap), "provost-test info: a b c [2Jd e  f\n");
  g_message("a\302\2332Jb \302\200 \302\237 \302\240 \303\233");
  assert_owned_string_equal(next_line(tap), "provost-test info: a  2Jb       \302\240 \303\233\n");
}

static void a_line_is_cut_at_2_KiB(void **state)
{
  const struct tap *tap = *state;
  g_autofree char *endless = g_strnfill(100000, 'x');
  g_message("%s", endless);
  g_autofree char *line = next_line(tap);
  assert_int_equal(strlen(line) + 13, LOG_LINE);
  assert_int_equal(line[strlen(line) - 1], '\n');
  assert_owned_string_equal(next_line(tap), "");
}

/* Whoever reads our log may have stopped: we must not stop for him. */
static void a_full_pipe_holds_nobody_up(void **state)
{
  const struct tap *tap = *state;
  for (guint i = 0; i < 10000; i++)
    g_message("line %u", i);
  assert_owned_string_equal(next_line(tap), "provost-test info: line 0\n");
  g_message("again");
}

static void a_closed_standard_error_is_survived(void **state)
{
  (void)state;
  close(STDERR_FILENO);
  g_message("into the void");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_line_has_program_level_and_sentence),
      TEST(debug_lines_come_only_when_they_are_wanted),
      TEST(control_characters_become_blanks),
      TEST(a_line_is_cut_at_2_KiB),
      TEST(a_full_pipe_holds_nobody_up),
      TEST(a_closed_standard_error_is_survived),
  };
  g_unsetenv("G_MESSAGES_DEBUG");
  log_open("provost-test");
  alarm(60); /* what never comes ends the test */
  return cmocka_run_group_tests(tests, NULL, NULL);
}
