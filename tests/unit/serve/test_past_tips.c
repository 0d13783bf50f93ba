/* Tips that only the journal still has: listed with the others, found by filters, and shown one by one. */
#include "serve/rig.h"
#include "unit.h"

#include <string.h>

#define MANY 1300 /* more than the book keeps */

static void raise_and_dismiss(struct rig *rig)
{
  for (guint64 id = 3; id <= MANY; id++) {
    g_autofree char *subject = g_strdup_printf("host:x%" G_GUINT64_FORMAT, id % 10);
    rig_raise_tip(rig, subject, subject + strlen("host:"));
    struct tip_change change = {.by = "operator test", .why = "known", .snooze_sec = 1};
    assert_true(tipbook_move(rig->tips, id, TIP_EVENT_DISMISS, &change, NULL));
    virtual_clock_advance(&rig->clock, 2 * G_USEC_PER_SEC);
  }
  tipbook_tick(rig->tips);
  g_autoptr(GPtrArray) barrier = journal_load_tips(rig->journal, 0, NULL); /* all is written */
}

/* "1300 1299 ... 701" would be "600: 1300 to 701", and where the next page begins. Caller frees. */
static char *listed(struct rig *rig, const char *query)
{
  g_autofree char *path = g_strconcat("/v1/tips", query, NULL);
  struct answer answer = ask(rig, "GET", path, NULL);
  const json_t *tips = json_object_get(answer.json, "tips");
  const char *next = json_string_value(json_object_get(answer.json, "next"));
  gsize n = json_array_size(tips);
  long long former = G_MAXINT64, first = 0;
  assert_int_equal(answer.status, 200);
  for (gsize i = 0; i < n; i++) {
    long long id = (long long)json_integer_value(json_object_get(json_array_get(tips, i), "id"));
    assert_true(id < former);
    first = i == 0 ? id : first;
    former = id;
  }
  char *text = n ? g_strdup_printf("%zu: %lld to %lld, %s", n, first, former, next ? next : "end") : g_strdup("none");
  json_decref(answer.json);
  return text;
}

static void pages_go_on_behind_what_the_book_knows(void **state)
{
  struct rig *rig = *state;
  raise_and_dismiss(rig);
  assert_null(tipbook_tip(rig->tips, 3));
  assert_non_null(tipbook_tip(rig->tips, MANY));
  assert_owned_string_equal(listed(rig, "?limit=1000"), "1000: 1300 to 301, 301");
  assert_owned_string_equal(listed(rig, "?limit=1000&after=301"), "300: 300 to 1, end");
  assert_owned_string_equal(listed(rig, "?state=dismissed&limit=1000&after=301"), "299: 300 to 2, end");
  assert_owned_string_equal(listed(rig, "?state=unfinished"), "1: 1 to 1, end");
}

static void filters_find_what_is_forgotten_otherwise(void **state)
{
  struct rig *rig = *state;
  raise_and_dismiss(rig);
  assert_owned_string_equal(listed(rig, "?subject=x5"), "130: 1295 to 5, end");
  assert_owned_string_equal(listed(rig, "?subject=host%3Ax5&limit=2"), "2: 1295 to 1285, 1285");
  assert_owned_string_equal(listed(rig, "?subject=x5&state=open"), "none");
  assert_owned_string_equal(listed(rig, "?policy=other"), "none");
  assert_owned_string_equal(listed(rig, "?severity=critical"), "none");
  assert_owned_string_equal(listed(rig, "?severity=info&limit=1000&after=10"), "9: 9 to 1, end");
  assert_owned_string_equal(listed(rig, "?from=-20s"), "10: 1300 to 1291, end");
  gint64 begin_sec = RIG_NOW_US / G_USEC_PER_SEC;
  g_autofree char *first = g_strdup_printf("?to=%" G_GINT64_FORMAT, begin_sec + 4);
  assert_owned_string_equal(listed(rig, first), "4: 4 to 1, end");
}

static void one_that_the_book_has_forgotten_is_shown(void **state)
{
  struct rig *rig = *state;
  raise_and_dismiss(rig);
  struct answer answer = ask(rig, "GET", "/v1/tips/3", NULL);
  assert_int_equal(answer.status, 200);
  assert_string_equal(json_string_value(json_object_get(answer.json, "state_reason")), "known");
  json_decref(answer.json);
  expect_error(rig, "GET /v1/tips/1301", NULL, 404, "there is no tip 1301");
}

static char *audited(struct rig *rig, const char *query)
{
  g_autofree char *path = g_strconcat("/v1/audit", query, NULL);
  struct answer answer = ask(rig, "GET", path, NULL);
  const json_t *rows = json_object_get(answer.json, "audit"), *first = json_array_get(rows, 0);
  assert_int_equal(answer.status, 200);
  char *text = first ? g_strdup_printf("%zu: %s %s %s (%s), %s", json_array_size(rows), json_string_value(json_object_get(first, "subject")),
                                       json_string_value(json_object_get(first, "event")), json_string_value(json_object_get(first, "by")),
                                       json_string_value(json_object_get(first, "why")),
                                       json_is_null(json_object_get(answer.json, "next")) ? "end" : "more")
                     : g_strdup("none");
  json_decref(answer.json);
  return text;
}

static void the_audit_trail_is_told_by_subject_person_and_time(void **state)
{
  struct rig *rig = *state;
  raise_and_dismiss(rig);
  assert_owned_string_equal(audited(rig, "?subject=tip%201300"), "2: tip 1300 dismissed operator test (known), end");
  assert_owned_string_equal(audited(rig, "?subject=tip%201300&limit=1"), "1: tip 1300 dismissed operator test (known), more");
  assert_owned_string_equal(audited(rig, "?by=policy%20host-cpu&limit=1000"), "1000: tip 1300 raised policy host-cpu (processors of x0 are busy), more");
  assert_owned_string_equal(audited(rig, "?from=-3s"), "2: tip 1300 dismissed operator test (known), end");
  assert_owned_string_equal(audited(rig, "?by=nobody"), "none");
  expect_error(rig, "GET /v1/audit?from=soon", NULL, 400, "from=soon is no time");
}

static void what_is_no_filter_is_refused(void **state)
{
  struct rig *rig = *state;
  expect_error(rig, "GET /v1/tips?severity=none", NULL, 400, "severity=none is none: it is info, warning or critical");
  expect_error(rig, "GET /v1/tips?from=soon", NULL, 400, "from=soon is no time");
  expect_error(rig, "GET /v1/tips?state=dismised", NULL, 400, "did you mean dismissed?");
  expect_error(rig, "GET /v1/tips?host=h1", NULL, 400, "has no parameter \"host\"");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(pages_go_on_behind_what_the_book_knows, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(filters_find_what_is_forgotten_otherwise, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(one_that_the_book_has_forgotten_is_shown, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(the_audit_trail_is_told_by_subject_person_and_time, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(what_is_no_filter_is_refused, rig_up, rig_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
