/* What differs between two replays: replay_compare.c. */
#include "cli/replay_json.h"
#include "unit.h"

#include <jansson.h>

static json_t *tip(const char *subject, const char *raised, const char *cleared, const char *severity, const char *remedy)
{
  return json_pack("{s:s, s:{s:s, s:s}, s:s, s:s?, s:[{s:s, s:s}], s:[{s:s, s:{}}]}", "policy", "p", "subject", "name",
                   subject, "object", subject, "raised", raised, "cleared", cleared, "changes", "time", raised, "severity",
                   severity, "remedies", "kind", remedy, "parameters");
}

static json_t *replay_of(json_t *first, json_t *second)
{
  json_t *tips = json_array();
  if (first)
    json_array_append_new(tips, first);
  if (second)
    json_array_append_new(tips, second);
  return json_pack("{s:o}", "tips", tips);
}

/* "WHAT SUBJECT, ..." */
static void assert_compares(json_t *a, json_t *b, const char *expected, json_int_t alike)
{
  json_auto_t *comparison = replay_compare(a, b);
  g_autoptr(GString) text = g_string_new(NULL);
  gsize i;
  const json_t *difference;
  json_array_foreach (json_object_get(comparison, "differences"), i, difference)
    g_string_append_printf(text, "%s%s %s", i > 0 ? ", " : "", json_string_value(json_object_get(difference, "what")),
                           json_string_value(json_object_get(json_object_get(difference, "subject"), "name")));
  assert_string_equal(text->str, expected);
  assert_int_equal(json_integer_value(json_object_get(comparison, "alike")), alike);
  json_decref(a);
  json_decref(b);
}

#define T1 "2026-11-27T01:00:00Z"
#define T2 "2026-11-27T02:00:00Z"
#define T3 "2026-11-27T03:00:00Z"
#define T4 "2026-11-27T04:00:00Z"

static void tips_that_are_alike_are_only_counted(void **state)
{
  (void)state;
  assert_compares(replay_of(tip("h1", T1, T2, "warning", "notify"), tip("h1", T3, NULL, "warning", "notify")),
                  replay_of(tip("h1", T1, T2, "warning", "notify"), tip("h1", T3, NULL, "warning", "notify")), "", 2);
  assert_compares(replay_of(NULL, NULL), replay_of(NULL, NULL), "", 0);
}

static void what_differs_in_a_tip_is_named(void **state)
{
  (void)state;
  assert_compares(replay_of(tip("h1", T1, T3, "warning", "notify"), NULL),
                  replay_of(tip("h1", T2, T3, "warning", "notify"), NULL), "raised h1", 0);
  assert_compares(replay_of(tip("h1", T1, T3, "warning", "notify"), NULL),
                  replay_of(tip("h1", T1, T3, "critical", "notify"), NULL), "severity h1", 0);
  assert_compares(replay_of(tip("h1", T1, T3, "warning", "notify"), NULL),
                  replay_of(tip("h1", T1, NULL, "warning", "notify"), NULL), "cleared h1", 0);
  assert_compares(replay_of(tip("h1", T1, T3, "warning", "notify"), NULL),
                  replay_of(tip("h1", T1, T3, "warning", "migrate"), NULL), "remedies h1", 0);
}

static void a_tip_of_another_time_or_subject_is_another(void **state)
{
  (void)state;
  assert_compares(replay_of(tip("h1", T1, T2, "warning", "notify"), NULL),
                  replay_of(tip("h1", T3, T4, "warning", "notify"), tip("h2", T1, T2, "warning", "notify")),
                  "only in a h1, only in b h1, only in b h2", 0);
  /* One long tip of the one side is the first of two short ones of the other. */
  assert_compares(replay_of(tip("h1", T1, T4, "warning", "notify"), NULL),
                  replay_of(tip("h1", T1, T2, "warning", "notify"), tip("h1", T3, T4, "warning", "notify")),
                  "cleared h1, only in b h1", 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tips_that_are_alike_are_only_counted),
      cmocka_unit_test(what_differs_in_a_tip_is_named),
      cmocka_unit_test(a_tip_of_another_time_or_subject_is_another),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
