#include "serve/rig.h"

#include "base/error.h"
#include "unit.h"

#include <string.h>

static json_t *say(const struct rig *rig, const char *body)
{
  struct answer answer = ask(rig, "POST", "/v1/alerts", body);
  assert_int_equal(answer.status, 200);
  return answer.json;
}

static const char *text_of(const json_t *object, const char *name)
{
  return json_string_value(json_object_get(object, name));
}

static void an_alert_is_taken_and_shown(void **state)
{
  struct rig *rig = *state;
  json_decref(say(rig, "{\"subject\":\"g1\",\"name\":\"http\",\"state\":\"critical\",\"source\":\"nagios\",\"text\":\"no answer\"}"));
  expect_json(rig, "/v1/alerts",
              "{'alerts':[{'id':1,'service':'service:http-cacc7a0f7ceb3747be440d8a','subject_name':'g1','name':'http',"
              "'source':'nagios','text':'no answer','said':'g1','host':'','address':'','acknowledged_by':'','downtime_by':'',"
              "'comment':'','subject':'guest:" RIG_UUID "','doubt':null,'why':null,'state':'critical','state_type':'hard',"
              "'attempt':0,'flapping':false,'downtime':false,'acknowledged':false,'unconfirmed':false,"
              "'since':'2026-01-02T03:00:00.000Z','heard':'2026-01-02T03:00:00.000Z','until':null,'at':null,'tips':[]}],'next':null}");
  struct answer one = ask(rig, "GET", "/v1/alerts/1", NULL);
  assert_string_equal(text_of(one.json, "name"), "http");
  json_decref(one.json);
  expect_error(rig, "GET /v1/alerts/2", NULL, 404, "there is no alert 2");
  expect_error(rig, "GET /v1/alerts/x", NULL, 404, "alerts have numbers");
}

static void what_is_no_alert_is_refused_with_the_member_that_is_wrong(void **state)
{
  struct rig *rig = *state;
  static const struct {
    const char *body, *why;
  } wrong[] = {
      {"{\"subject\":\"g1\",\"name\":\"x\",\"state\":\"fine\"}", "\"state\" of an alert is ok, warning, critical or unknown"},
      {"{\"subject\":\"g1\",\"name\":\"x\"}", "an alert says a \"state\""},
      {"{\"subject\":\"g1\",\"name\":\"x\",\"state\":\"ok\",\"more\":1}", "has no \"more\""},
      {"{\"name\":\"x\",\"state\":\"ok\"}", "names whom it is about"},
      {"{\"subject\":\" \",\"state\":\"ok\"}", "names whom it is about"},
      {"{\"host\":\"h\",\"state\":\"ok\",\"attempt\":-1}", "\"attempt\" of an alert is a count"},
      {"{\"host\":\"h\",\"state\":\"ok\",\"downtime\":1}", "\"downtime\" of an alert is true or false"},
      {"{\"host\":\"h\",\"state\":\"ok\",\"until\":\"soon\"}", "\"until\" of an alert is a time"},
      {"{\"host\":\"h\",\"state\":\"ok\",\"until\":8589934593}", "\"until\" of an alert is a time"},
      {"{\"host\":\"h\",\"kind\":\"gone\"}", "\"kind\" of an alert is"},
      {"{\"host\":\"h\",\"state\":\"ok\",\"text\":\"\\u0000\"}", "is not JSON"},
      {"{\"host\":\"h\",\"state\":\"ok\",\"text\":\"\377\"}", "is not JSON"},
      {"{\"alerts\":[],\"host\":\"h\"}", "at most 500"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++)
    expect_error(rig, "POST /v1/alerts", wrong[i].body, 400, wrong[i].why);
  assert_int_equal(rig->alerts, 0);
}

static void what_a_check_prints_is_made_harmless_and_cut(void **state)
{
  struct rig *rig = *state;
  g_autofree char *endless = g_strnfill(65536, 'x'), *name = g_strnfill(70000, 'n');
  g_autofree char *body = g_strdup_printf("{\"subject\":\"h1\",\"name\":\"a\\n;|<b>'\\\"\",\"state\":\"ok\",\"text\":\"%s\"}", endless);
  json_auto_t *alert = say(rig, body);
  assert_string_equal(text_of(alert, "name"), "a ;|<b>'\"");
  assert_int_equal(strlen(text_of(alert, "text")), LIMIT_TEXT);
  g_autofree char *long_name = g_strdup_printf("{\"subject\":\"h1\",\"name\":\"%s\",\"state\":\"ok\"}", name);
  g_autofree char *longer_name = g_strdup_printf("{\"subject\":\"h1\",\"name\":\"%s2\",\"state\":\"ok\"}", name);
  json_auto_t *first = say(rig, long_name), *second = say(rig, longer_name);
  assert_int_equal(strlen(text_of(first, "name")), LIMIT_NAME);
  assert_string_not_equal(text_of(first, "name"), text_of(second, "name"));
  g_autofree char *host = g_strnfill(LIMIT_URI + 1, 'h'), *far = g_strdup_printf("{\"host\":\"%s\",\"state\":\"ok\"}", host);
  expect_error(rig, "POST /v1/alerts", far, 400, "at most 255 bytes");
}

static void a_body_of_a_mebibyte_is_too_large(void **state)
{
  struct rig *rig = *state;
  g_autofree char *text = g_strnfill(1 << 20, 'x'), *body = g_strdup_printf("{\"host\":\"h1\",\"state\":\"ok\",\"text\":\"%s\"}", text);
  expect_error(rig, "POST /v1/alerts", body, 413, "larger than 1048576 bytes");
}

static void what_nobody_of_the_fleet_is_meant_by_is_kept_and_listed_with_the_reason(void **state)
{
  struct rig *rig = *state;
  json_auto_t *alert = say(rig, "{\"host\":\"nosuch\",\"address\":\"192.0.2.9\",\"state\":\"down\"}");
  assert_true(json_is_null(json_object_get(alert, "subject")));
  assert_non_null(strstr(text_of(alert, "why"), "nosuch at 192.0.2.9"));
  struct answer mapped = ask(rig, "GET", "/v1/alerts", NULL), unmapped = ask(rig, "GET", "/v1/alerts?mapped=no", NULL);
  assert_int_equal(json_array_size(json_object_get(mapped.json, "alerts")), 0);
  assert_int_equal(json_array_size(json_object_get(unmapped.json, "alerts")), 1);
  json_decref(mapped.json);
  json_decref(unmapped.json);
}

static gsize count(const struct rig *rig, const char *query)
{
  g_autofree char *path = g_strconcat("/v1/alerts?", query, NULL);
  struct answer answer = ask(rig, "GET", path, NULL);
  gsize n = json_array_size(json_object_get(answer.json, "alerts"));
  json_decref(answer.json);
  return n;
}

static void a_list_may_be_of_a_source_a_state_or_a_subject(void **state)
{
  struct rig *rig = *state;
  json_decref(say(rig, "{\"subject\":\"g1\",\"name\":\"http\",\"state\":\"critical\",\"source\":\"nagios\"}"));
  json_decref(say(rig, "{\"subject\":\"g1\",\"name\":\"ssh\",\"state\":\"ok\",\"source\":\"icinga\"}"));
  json_decref(say(rig, "{\"subject\":\"h1\",\"name\":\"fan\",\"state\":\"warning\",\"source\":\"icinga\"}"));
  assert_int_equal(count(rig, "source=icinga"), 2);
  assert_int_equal(count(rig, "state=critical"), 1);
  assert_int_equal(count(rig, "state=problem"), 2);
  assert_int_equal(count(rig, "subject=g1"), 2);
  assert_int_equal(count(rig, "subject=guest:" RIG_UUID "&state=ok"), 1);
  assert_int_equal(count(rig, "mapped=yes&subject=h1"), 1);
  expect_error(rig, "GET /v1/alerts?state=fine", NULL, 400, "state=fine is none");
  expect_error(rig, "GET /v1/alerts?mapped=maybe", NULL, 400, "say yes or no");
}

static void of_many_at_once_each_that_is_wrong_is_named_and_the_others_are_taken(void **state)
{
  struct rig *rig = *state;
  json_auto_t *answer = say(rig, "{\"alerts\":[{\"host\":\"h1\",\"state\":\"ok\"},{\"host\":\"h1\"},{\"host\":\"x\",\"state\":\"ok\"}]}");
  assert_int_equal(json_integer_value(json_object_get(answer, "taken")), 2);
  assert_int_equal(json_integer_value(json_object_get(answer, "unmapped")), 1);
  const json_t *refused = json_array_get(json_object_get(answer, "refused"), 0);
  assert_int_equal(json_integer_value(json_object_get(refused, "index")), 1);
  assert_non_null(strstr(text_of(refused, "error"), "says a \"state\""));
}

static char *many(guint n)
{
  GString *body = g_string_new("{\"alerts\":[");
  for (guint i = 0; i < n; i++)
    g_string_append_printf(body, "%s{\"host\":\"h1\",\"name\":\"%u\",\"state\":\"ok\"}", i ? "," : "", i);
  return g_string_free(g_string_append(body, "]}"), FALSE);
}

static void five_hundred_come_at_once_and_no_more(void **state)
{
  struct rig *rig = *state;
  g_autofree char *most = many(500), *more = many(501);
  json_auto_t *answer = say(rig, most);
  assert_int_equal(json_integer_value(json_object_get(answer, "taken")), 500);
  expect_error(rig, "POST /v1/alerts", more, 400, "at most 500");
  assert_int_equal(rig->alerts, 500);
}

static void what_cannot_be_stored_is_said_to_be_lost(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) broken = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "the disk is full");
  rig->alert_refusal = broken;
  expect_error(rig, "POST /v1/alerts", "{\"host\":\"h1\",\"state\":\"ok\"}", 503, "the disk is full");
  expect_error(rig, "POST /v1/alerts", "{\"alerts\":[{\"host\":\"h1\",\"state\":\"ok\"}]}", 503, "the disk is full");
  rig->alert_refusal = NULL;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_up, rig_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(an_alert_is_taken_and_shown),
      TEST(what_is_no_alert_is_refused_with_the_member_that_is_wrong),
      TEST(what_a_check_prints_is_made_harmless_and_cut),
      TEST(a_body_of_a_mebibyte_is_too_large),
      TEST(what_nobody_of_the_fleet_is_meant_by_is_kept_and_listed_with_the_reason),
      TEST(a_list_may_be_of_a_source_a_state_or_a_subject),
      TEST(of_many_at_once_each_that_is_wrong_is_named_and_the_others_are_taken),
      TEST(five_hundred_come_at_once_and_no_more),
      TEST(what_cannot_be_stored_is_said_to_be_lost),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
