#include "cli/settings_now.h"
#include "unit.h"

static json_t *policy(void)
{
  return json_pack("{s:[{s:s, s:s}, {s:s, s:s}], s:[{s:s, s:s, s:n, s:n}, {s:s, s:s, s:s, s:s}, {s:s, s:s, s:s, s:s}]}", "settings",
                   "name", "warning", "default", "80", "name", "sustained", "default", "5m", "overrides", "setting", "warning",
                   "value", "75", "kind", "name", "setting", "warning", "value", "60", "kind", "guest", "name", "g1", "setting",
                   "warning", "value", "70", "kind", "host", "name", "h1");
}

static void assert_now(const char *setting, const struct settings_scope *scopes, guint n, const char *wanted)
{
  json_auto_t *json = policy();
  const char *now = settings_now(json, setting, scopes, n);
  if (wanted)
    assert_string_equal(now, wanted);
  else
    assert_null(now);
}

static void the_most_specific_value_counts_whatever_its_order(void **state)
{
  (void)state;
  const struct settings_scope g1[] = {{"guest", "g1"}, {"host", "h1"}, {"cluster", "lab"}};
  const struct settings_scope g2[] = {{"guest", "g2"}, {"host", "h1"}, {"cluster", "lab"}};
  const struct settings_scope h2[] = {{"host", "h2"}, {"cluster", "lab"}};
  assert_now("warning", g1, 3, "60");
  assert_now("warning", g2, 3, "70");
  assert_now("warning", h2, 2, "75");
  assert_now("warning", NULL, 0, "75");
  assert_now("sustained", g1, 3, "5m");
  assert_now("gone", g1, 3, NULL);
}

static void what_means_the_same_is_equal(void **state)
{
  (void)state;
  assert_true(settings_equal("300s", "5m"));
  assert_true(settings_equal("80", "80.0"));
  assert_true(settings_equal("a", "a"));
  assert_false(settings_equal("80", "80.5"));
  assert_false(settings_equal("5m", "6m"));
  assert_false(settings_equal("a", "b"));
  assert_false(settings_equal("", "0"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_most_specific_value_counts_whatever_its_order),
      cmocka_unit_test(what_means_the_same_is_equal),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
