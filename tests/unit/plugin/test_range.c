/* Ranges as the guidelines have them. */
#include "plugin/range.h"
#include "unit.h"

#include <math.h>
#include <string.h>

static void assert_alerts(const char *text, double value, gboolean does)
{
  struct range range;
  g_autoptr(GError) error = NULL;
  assert_true(range_parse(text, &range, &error));
  assert_string_equal(range.text, text);
  if (range_alerts(&range, value) != does)
    fail_msg("%s %s at %g", text, does ? "does not alert" : "alerts", value);
}

static void each_form_alerts_outside_and_with_an_at_inside(void **state)
{
  (void)state;
  static const struct {
    const char *range;
    double quiet[3], loud[3];
  } rows[] = {
      {"10", {0, 5, 10}, {-0.1, 10.1, 1e9}},          {"10:", {10, 11, 1e9}, {9.9, 0, -1}},
      {"~:10", {-1e9, 0, 10}, {10.1, 11, 1e9}},       {"10:20", {10, 15, 20}, {9.9, 20.1, -5}},
      {"@10:20", {9.9, 20.1, -5}, {10, 15, 20}},      {"0", {0, 0, 0}, {-0.1, 0.1, 1}},
      {"@~:-5", {-4.9, 0, 5}, {-5, -6, -1e9}},        {"-1.5:2.5e3", {-1.5, 0, 2500}, {-1.6, 2501, 1e9}},
      {":10", {0, 5, 10}, {-0.1, 10.1, 1e9}},         {"@10", {-0.1, 10.1, 1e9}, {0, 5, 10}},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    for (guint k = 0; k < 3; k++) {
      assert_alerts(rows[i].range, rows[i].quiet[k], FALSE);
      assert_alerts(rows[i].range, rows[i].loud[k], TRUE);
    }
}

static void what_is_no_range_is_refused_with_the_forms(void **state)
{
  (void)state;
  static const char *const wrong[] = {"", ":", "@", "@:", "a", "10:5", "1:2:3", "10 ", " 10", "0x10", "inf", "nan", "~", "10:~", "1e999", "10;20", "%", "--1"};
  for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
    struct range range;
    g_autoptr(GError) error = NULL;
    if (range_parse(wrong[i], &range, &error))
      fail_msg("\"%s\" is taken for a range", wrong[i]);
    assert_non_null(strstr(error->message, "write 10, 10:, ~:10, 10:20 or @10:20"));
  }
}

static void a_range_has_63_bytes_at_most(void **state)
{
  (void)state;
  struct range range;
  g_autofree char *longest = g_strnfill(RANGE_MAX, '1'), *longer = g_strnfill(RANGE_MAX + 1, '1');
  assert_true(range_parse(longest, &range, NULL));
  assert_false(range_parse(longer, &range, NULL));
}

static void no_range_never_alerts(void **state)
{
  (void)state;
  const struct range none = {0};
  assert_false(range_alerts(&none, 1e9));
  assert_false(range_alerts(&none, -INFINITY));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_form_alerts_outside_and_with_an_at_inside),
      cmocka_unit_test(what_is_no_range_is_refused_with_the_forms),
      cmocka_unit_test(a_range_has_63_bytes_at_most),
      cmocka_unit_test(no_range_never_alerts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
