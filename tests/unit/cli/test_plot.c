#include "cli/plot.h"
#include "unit.h"

#include <math.h>

static void assert_text(char *text, const char *wanted)
{
  assert_string_equal(text, wanted);
  g_free(text);
}

static void a_plot_keeps_peaks_and_gaps(void **state)
{
  (void)state;
  json_auto_t *values = json_pack("[i, n, i, f, i, i]", 0, 100, 50.0, 0, 100);
  assert_text(plot_line(&(struct plot){values, 0, 100, 60, TRUE}), "▁ █▅▁█");
  assert_text(plot_line(&(struct plot){values, 0, 100, 3, TRUE}), "▁██");
  assert_text(plot_line(&(struct plot){values, 0, 0, 60, TRUE}), "▁ ▁▁▁▁");
  assert_text(plot_line(&(struct plot){NULL, 0, 100, 60, TRUE}), "");
}

static void where_there_is_no_Unicode_a_plot_is_ASCII(void **state)
{
  (void)state;
  json_auto_t *values = json_pack("[i, n, i, f, i, i]", 0, 100, 50.0, 0, 100);
  assert_text(plot_line(&(struct plot){values, 0, 100, 60, FALSE}), ". @+.@");
}

static void columns_beyond_a_threshold_are_marked(void **state)
{
  (void)state;
  json_auto_t *values = json_pack("[i, i, n, i, i]", 79, 80, 95, 100);
  const struct plot plot = {values, 0, 100, 60, TRUE}, narrow = {values, 0, 100, 2, TRUE};
  const struct plot_threshold rising[] = {{(double)NAN, 'i'}, {80, 'w'}, {95, 'c'}};
  const struct plot_threshold falling[] = {{(double)NAN, 'i'}, {80, 'w'}, {79, 'c'}};
  const struct plot_threshold none[] = {{(double)NAN, 'w'}};
  assert_text(plot_marks(&plot, rising, 3), ".w cc");
  assert_text(plot_marks(&narrow, rising, 3), "wc");
  assert_text(plot_marks(&plot, falling, 3), "cw ..");
  assert_text(plot_marks(&plot, none, 1), ".. ..");
}

static void the_locale_says_whether_there_is_Unicode(void **state)
{
  (void)state;
  g_unsetenv("LC_CTYPE");
  g_setenv("LC_ALL", "", TRUE); /* empty is as good as not set */
  g_setenv("LANG", "de_DE.utf8", TRUE);
  assert_true(plot_is_unicode());
  g_setenv("LC_ALL", "C", TRUE); /* counts before */
  assert_false(plot_is_unicode());
  g_setenv("LC_ALL", "C.UTF-8", TRUE);
  assert_true(plot_is_unicode());
  g_unsetenv("LC_ALL");
  g_unsetenv("LANG");
  assert_false(plot_is_unicode());
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_plot_keeps_peaks_and_gaps),
      cmocka_unit_test(where_there_is_no_Unicode_a_plot_is_ASCII),
      cmocka_unit_test(columns_beyond_a_threshold_are_marked),
      cmocka_unit_test(the_locale_says_whether_there_is_Unicode),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
