/* Tables as a terminal gets them: the child prints on a pseudo terminal, the test reads what arrives. */
#include "cli/colour.h"
#include "cli/table.h"
#include "cli/text.h"
#include "unit.h"

#include <pty.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void print_tips(void)
{
  struct table *table = table_new(">ID SEVERITY TEXT");
  table_add(table, "12", "critical", "processors of h1 busy 97 %", NULL);
  table_add(table, "7", "warning", "日本語のホスト", NULL);
  table_end(table, "");
}

static void print_states(void)
{
  struct table *table = table_new("NAME STATE");
  table_add(table, "critical", "up, restricted", NULL);
  table_add(table, "h2", "down", NULL);
  table_add(table, "h3", "else", NULL);
  table_end(table, "");
}

static char *read_all(int fd)
{
  GString *text = g_string_new(NULL);
  char part[256];
  for (ssize_t n; (n = read(fd, part, sizeof part)) > 0;) /* EIO: the child has gone */
    g_string_append_len(text, part, n);
  close(fd);
  g_string_replace(text, "\r\n", "\n", 0);
  return g_string_free(text, FALSE);
}

/* What a terminal so wide is given, in an environment of three words. */
static char *on_terminal(void (*print)(void), guint width, const char *terminal, const char *no_colour, const char *columns)
{
  int fd;
  struct winsize size = {.ws_row = 24, .ws_col = (unsigned short)width};
  pid_t child = forkpty(&fd, NULL, NULL, &size);
  assert_true(child >= 0);
  if (child == 0) {
    g_unsetenv("NO_COLOR");
    g_unsetenv("COLUMNS");
    g_setenv("TERM", terminal, TRUE);
    if (no_colour)
      g_setenv("NO_COLOR", no_colour, TRUE);
    if (columns)
      g_setenv("COLUMNS", columns, TRUE);
    print();
    fflush(stdout);
    _exit(0);
  }
  char *text = read_all(fd);
  assert_int_equal(waitpid(child, NULL, 0), child);
  return text;
}

static void a_wide_terminal_is_given_all(void **state)
{
  (void)state;
  assert_owned_string_equal(on_terminal(print_tips, 80, "dumb", NULL, NULL),
                            "ID  SEVERITY  TEXT\n12  critical  processors of h1 busy 97 %\n 7  warning   日本語のホスト\n");
}

static void the_widest_text_is_cut_to_a_narrow_one(void **state)
{
  (void)state;
  assert_owned_string_equal(on_terminal(print_tips, 25, "dumb", NULL, NULL),
                            "ID  SEVERITY  TEXT\n12  critical  processors…\n 7  warning   日本語のホ…\n");
  assert_owned_string_equal(on_terminal(print_tips, 24, "dumb", NULL, NULL),
                            "ID  SEVERITY  TEXT\n12  critical  processor…\n 7  warning   日本語の…\n");
}

static void no_column_is_cut_to_nothing(void **state)
{
  (void)state;
  assert_owned_string_equal(on_terminal(print_tips, 3, "dumb", NULL, NULL),
                            "ID  SEVERITY  TEXT\n12  critical  process…\n 7  warning   日本語…\n");
}

static void COLUMNS_counts_before_the_terminal_where_it_is_a_width(void **state)
{
  (void)state;
  g_autofree char *by_terminal = on_terminal(print_tips, 25, "dumb", NULL, NULL);
  assert_owned_string_equal(on_terminal(print_tips, 80, "dumb", NULL, "25"), by_terminal);
  assert_owned_string_equal(on_terminal(print_tips, 25, "dumb", NULL, "wide"), by_terminal);
  assert_owned_string_equal(on_terminal(print_tips, 25, "dumb", NULL, "0"), by_terminal);
}

static void a_terminal_that_says_no_width_is_given_all(void **state)
{
  (void)state;
  g_autofree char *wide = on_terminal(print_tips, 80, "dumb", NULL, NULL);
  assert_owned_string_equal(on_terminal(print_tips, 0, "dumb", NULL, NULL), wide);
}

static void states_and_severities_have_colours_on_a_terminal(void **state)
{
  (void)state;
  assert_owned_string_equal(on_terminal(print_states, 80, "xterm", NULL, NULL),
                            "NAME      STATE\ncritical  \033[32mup, restricted\033[0m\nh2        \033[31mdown\033[0m\nh3        else\n");
}

static void colours_stay_away_where_they_are_not_wanted(void **state)
{
  (void)state;
  g_autofree char *plain = on_terminal(print_states, 80, "dumb", NULL, NULL);
  assert_null(strchr(plain, '\033'));
  assert_owned_string_equal(on_terminal(print_states, 80, "xterm", "1", NULL), plain);
  assert_owned_string_equal(on_terminal(print_states, 80, "", NULL, NULL), plain);
  g_autofree char *coloured = on_terminal(print_states, 80, "xterm", "", NULL); /* empty counts as not set */
  assert_non_null(strchr(coloured, '\033'));
}

static void colours_take_no_room(void **state)
{
  (void)state;
  g_autofree char *text = on_terminal(print_tips, 25, "xterm", NULL, NULL);
  assert_non_null(strstr(text, "\033[31mcritical\033[0m  processors…\n"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_wide_terminal_is_given_all),
      cmocka_unit_test(the_widest_text_is_cut_to_a_narrow_one),
      cmocka_unit_test(no_column_is_cut_to_nothing),
      cmocka_unit_test(COLUMNS_counts_before_the_terminal_where_it_is_a_width),
      cmocka_unit_test(a_terminal_that_says_no_width_is_given_all),
      cmocka_unit_test(states_and_severities_have_colours_on_a_terminal),
      cmocka_unit_test(colours_stay_away_where_they_are_not_wanted),
      cmocka_unit_test(colours_take_no_room),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
