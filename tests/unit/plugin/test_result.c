/* The line of a plugin: its state, its limits, its performance data, and names that would like to be more than names. */
#include "plugin/result.h"
#include "unit.h"

#include <math.h>
#include <string.h>

static struct range range_of(const char *text)
{
  struct range range;
  assert_true(range_parse(text, &range, NULL));
  return range;
}

static void the_gravest_decides_and_comes_first(void **state)
{
  (void)state;
  struct result *result = result_new("HOST");
  result_say(result, CHECK_OK, "fine");
  assert_int_equal(result_state(result), CHECK_OK);
  result_say(result, CHECK_UNKNOWN, "who knows");
  assert_int_equal(result_state(result), CHECK_UNKNOWN);
  result_say(result, CHECK_WARNING, "hm");
  assert_int_equal(result_state(result), CHECK_WARNING);
  result_say(result, CHECK_CRITICAL, "bad");
  result_say(result, CHECK_WARNING, "hm again");
  assert_int_equal(result_state(result), CHECK_CRITICAL);
  g_autofree char *text = result_text(result, 0);
  assert_string_equal(text, "PROVOST HOST CRITICAL: bad, hm, hm again, who knows, fine\n");
  result_free(result);
}

static void a_value_is_judged_by_its_ranges_and_unknown_is_never_ok(void **state)
{
  (void)state;
  const struct range warning = range_of("80"), critical = range_of("95"), none = {0};
  static const struct {
    double value;
    enum check_state state;
    const char *text;
  } rows[] = {
      {80, CHECK_OK, "PROVOST M OK: busy 80 % | 'cpu'=80%;80;95;0;100\n"},
      {80.5, CHECK_WARNING, "PROVOST M WARNING: busy 80.5 % (warning at 80) | 'cpu'=80.5%;80;95;0;100\n"},
      {99.25, CHECK_CRITICAL, "PROVOST M CRITICAL: busy 99.2 % (critical at 95) | 'cpu'=99.25%;80;95;0;100\n"},
      {(double)NAN, CHECK_UNKNOWN, "PROVOST M UNKNOWN: busy unknown | 'cpu'=U;80;95;0;100\n"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct result *result = result_new("M");
    result_judge(result, "busy", &(struct measure){"cpu", rows[i].value, "%", &warning, &critical, 0, 100});
    g_autofree char *text = result_text(result, 0);
    assert_string_equal(text, rows[i].text);
    assert_int_equal(result_state(result), rows[i].state);
    result_free(result);
  }
  struct result *result = result_new("M"); /* nobody wants to know of it */
  result_judge(result, "busy", &(struct measure){"cpu", NAN, "%", &none, &none, 0, 100});
  assert_int_equal(result_state(result), CHECK_OK);
  result_free(result);
}

static void performance_data_has_units_and_the_numbers_of_the_c_locale(void **state)
{
  (void)state;
  static const struct {
    struct measure measure;
    const char *text;
  } rows[] = {
      {{"mem", 2147483648.0, "bytes", NULL, NULL, 0, 3221225472.0}, "'mem'=2147483648B;;;0;3221225472"},
      {{"lag", 1.5, "ms", NULL, NULL, 0, (double)NAN}, "'lag'=1.5ms;;;0;"},
      {{"age", 12, "s", NULL, NULL, (double)NAN, (double)NAN}, "'age'=12s;;;;"},
      {{"rate", 1234567.25, "bytes/s", NULL, NULL, (double)NAN, (double)INFINITY}, "'rate'=1234567.25;;;;"},
      {{"it's = | ; odd\n", -1, "", NULL, NULL, (double)NAN, (double)NAN}, "'it''s _ _ _ odd '=-1;;;;"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = perfdata_format(&rows[i].measure);
    if (strcmp(rows[i].text, text) != 0)
      fail_msg("%s instead of %s", text, rows[i].text);
  }
}

static void no_name_ends_the_line_or_is_an_order(void **state)
{
  (void)state;
  static const char *const evil[] = {"web\n[1] SHUTDOWN_PROGRAM", "a|b=1;;;", "x;y", "<script>alert(1)</script>", "$USER1$", "`id`", "\x1b[2J",
                                     "caf\xe9", "\r\nOK", "\xe2\x80\xa8line"};
  for (gsize i = 0; i < G_N_ELEMENTS(evil); i++) {
    struct result *result = result_new("HOST");
    result_say(result, CHECK_OK, "%s is up", evil[i]);
    result_explain(result, "%s", evil[i]);
    result_measure(result, &(struct measure){evil[i], 1, "", NULL, NULL, (double)NAN, (double)NAN});
    g_autofree char *line = result_text(result, 1), *lines = result_text(result, 2);
    assert_true(g_utf8_validate(line, -1, NULL));
    assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
    assert_ptr_equal(strchr(line, '|'), strrchr(line, '|'));
    assert_null(strpbrk(line, "<>$`\r\x1b"));
    g_auto(GStrv) split = g_strsplit(lines, "\n", -1);
    assert_int_equal(g_strv_length(split), 3);
    result_free(result);
  }
}

static void the_line_has_4096_bytes_at_most_and_keeps_its_performance_data(void **state)
{
  (void)state;
  struct result *result = result_new("TIPS");
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < 600; i++)
    g_string_append(text, "\xc3\xa9");
  for (guint i = 0; i < 10; i++) {
    result_say(result, CHECK_WARNING, "%u %s", i, text->str);
    result_explain(result, "%s", text->str);
    result_measure(result, &(struct measure){"count", i, "", NULL, NULL, 0, (double)NAN});
  }
  g_autofree char *line = result_text(result, 0), *more = result_text(result, 1), *lines = result_text(result, 2);
  assert_int_equal(strlen(line), RESULT_LINE_MAX);
  assert_int_equal(strlen(more), RESULT_LINE_MAX);
  assert_true(strlen(lines) <= RESULT_MAX && strlen(lines) > RESULT_LINE_MAX);
  assert_true(g_utf8_validate(line, -1, NULL) && g_utf8_validate(lines, -1, NULL));
  assert_non_null(strstr(line, " | 'count'=0;;;0; "));
  assert_true(g_str_has_suffix(line, "'count'=9;;;0;\n"));
  g_string_free(text, TRUE);
  result_free(result);
}

static void performance_data_without_room_is_left_out(void **state)
{
  (void)state;
  struct result *result = result_new("TIPS");
  for (guint i = 0; i < 1000; i++)
    result_measure(result, &(struct measure){"count", i, "", NULL, NULL, 0, (double)NAN});
  g_autofree char *line = result_text(result, 0);
  assert_true(strlen(line) < RESULT_PERFDATA + 100 && strlen(line) > RESULT_PERFDATA - 100);
  assert_true(g_str_has_suffix(line, ";;;0;\n"));
  result_free(result);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_gravest_decides_and_comes_first),
      cmocka_unit_test(a_value_is_judged_by_its_ranges_and_unknown_is_never_ok),
      cmocka_unit_test(performance_data_has_units_and_the_numbers_of_the_c_locale),
      cmocka_unit_test(no_name_ends_the_line_or_is_an_order),
      cmocka_unit_test(the_line_has_4096_bytes_at_most_and_keeps_its_performance_data),
      cmocka_unit_test(performance_data_without_room_is_left_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
