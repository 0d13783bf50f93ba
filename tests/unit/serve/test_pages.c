/* Long lists come in pages, which nobody who comes or goes meanwhile moves. */
#include "serve/rig.h"
#include "unit.h"

#include <string.h>

/* "name" of an entry, or its "id". Caller frees. */
static char *called(const json_t *entry)
{
  const char *name = json_string_value(json_object_get(entry, "name"));
  return name ? g_strdup(name) : g_strdup_printf("%lld", (long long)json_integer_value(json_object_get(entry, "id")));
}

/* "h3 h502 502": the first and the last entry of a page, and what comes next. */
static char *page(struct rig *rig, const char *path)
{
  g_autofree char *noun = g_strndup(path, strcspn(path, "?")), *whole = g_strconcat("/v1/", path, NULL);
  struct answer answer = ask(rig, "GET", whole, NULL);
  const json_t *list = json_object_get(answer.json, noun), *next = json_object_get(answer.json, "next");
  gsize n = json_array_size(list);
  assert_int_equal(answer.status, 200);
  assert_true(json_is_array(list) && next);
  g_autofree char *first = n ? called(json_array_get(list, 0)) : g_strdup("-");
  g_autofree char *last = n ? called(json_array_get(list, n - 1)) : g_strdup("-");
  char *text = g_strdup_printf("%s %s %s", first, last, json_is_null(next) ? "end" : json_string_value(next));
  json_decref(answer.json);
  return text;
}

/* The page behind that which `path` gives. */
static char *page_behind(struct rig *rig, const char *path)
{
  g_autofree char *whole = g_strconcat("/v1/", path, NULL);
  struct answer answer = ask(rig, "GET", whole, NULL);
  g_autofree char *cursor = g_uri_escape_string(json_string_value(json_object_get(answer.json, "next")), NULL, FALSE);
  g_autofree char *rest = g_strconcat(path, "&after=", cursor, NULL);
  json_decref(answer.json);
  return page(rig, rest);
}

static void what_is_configured_is_counted(void **state)
{
  struct rig *rig = *state;
  for (int i = 3; i <= 1200; i++) {
    g_autofree char *name = g_strdup_printf("h%d", i);
    fleet_add_host(rig->fleet, name, "lab", 1u << SOURCE_SNMP);
  }
  assert_owned_string_equal(page(rig, "hosts"), "h1 h500 500");
  assert_owned_string_equal(page(rig, "hosts?after=500"), "h501 h1000 1000");
  assert_owned_string_equal(page(rig, "hosts?after=1000"), "h1001 h1200 end");
  assert_owned_string_equal(page(rig, "hosts?limit=1&after=1199"), "h1200 h1200 end");
  assert_owned_string_equal(page(rig, "hosts?limit=1000"), "h1 h1000 1000");
  assert_owned_string_equal(page(rig, "hosts?after=4000"), "- - end");
  assert_owned_string_equal(page(rig, "clusters?limit=1"), "lab lab end");
  assert_owned_string_equal(page(rig, "clusters?after=1"), "- - end");
}

static void a_page_that_is_none_is_refused(void **state)
{
  struct rig *rig = *state;
  static const char *const nouns[] = {"hosts", "guests", "devices", "clusters", "tips", "actions", "alerts", "policies", "doctor",
                                      "reports/licences"};
  for (gsize i = 0; i < G_N_ELEMENTS(nouns); i++) {
    static const char *const limits[] = {"0", "1001", "-1", "x", "99999999999999999999"};
    for (gsize k = 0; k < G_N_ELEMENTS(limits); k++) {
      g_autofree char *request = g_strdup_printf("GET /v1/%s?limit=%s", nouns[i], limits[k]);
      expect_error(rig, request, NULL, 400, "is none: it is a number from 1 to 1000");
    }
  }
  expect_error(rig, "GET /v1/devices?after=x", NULL, 400, "after=x is none");
  expect_error(rig, "GET /v1/tips?after=0", NULL, 400, "after=0 is none: it is a number from 1 to 9223372036854775807");
  expect_error(rig, "GET /v1/actions?after=9223372036854775808", NULL, 400, "is none");
}

static void raise_tips(struct rig *rig, int from, int to)
{
  for (int i = from; i <= to; i++) {
    g_autofree char *subject = g_strdup_printf("host:x%d", i);
    rig_raise_tip(rig, subject, subject + strlen("host:"));
  }
}

static void tips_go_on_behind_the_last_one_whatever_comes_and_goes(void **state)
{
  struct rig *rig = *state;
  raise_tips(rig, 3, 1200);
  assert_owned_string_equal(page(rig, "tips"), "1200 701 701");
  raise_tips(rig, 1201, 1210);
  assert_true(tipbook_move(rig->tips, 701, TIP_EVENT_DISMISS, &(struct tip_change){.by = "operator test", .why = "known"}, NULL));
  assert_owned_string_equal(page(rig, "tips?state=open&after=701"), "700 201 201");
  assert_owned_string_equal(page(rig, "tips?state=open&after=201"), "200 1 end");
  assert_owned_string_equal(page(rig, "tips?state=dismissed&limit=1"), "701 701 701");
  assert_owned_string_equal(page(rig, "tips?state=dismissed&limit=1&after=701"), "2 2 end");
  assert_owned_string_equal(page(rig, "tips?after=1"), "- - end");
  assert_owned_string_equal(page(rig, "tips?limit=1000&after=9223372036854775807"), "1210 211 211");
}

/* A tip of as much evidence as one may have: 4096 figures. */
static void raise_heavy_tip(struct rig *rig, const char *subject)
{
  struct finding *finding = finding_new();
  finding->kind = FINDING_TIP;
  finding->policy = g_strdup("heavy");
  finding->subject = g_strdup(subject);
  finding->severity = SEVERITY_INFO;
  finding->text = g_strdup("it is heavy");
  for (guint i = 0; i < LIMIT_EVIDENCE; i++) {
    struct evidence *evidence = evidence_new();
    evidence->object = g_strdup("host:h1");
    evidence->metric = METRIC_HOST_CPU_BUSY_PCT;
    for (double value = 0; value < LIMIT_EVIDENCE_VALUES; value++)
      g_array_append_val(evidence->values, value);
    g_ptr_array_add(finding->evidence, evidence);
  }
  tipbook_take_finding(rig->tips, finding, subject);
  finding_free(finding);
}

static void a_page_of_heavy_tips_is_shorter(void **state)
{
  struct rig *rig = *state;
  for (int i = 3; i <= 14; i++) {
    g_autofree char *subject = g_strdup_printf("host:x%d", i);
    raise_heavy_tip(rig, subject);
  }
  assert_owned_string_equal(page(rig, "tips?limit=1000"), "14 5 5"); /* the tenth makes it more than PAGE_WEIGHT */
  assert_owned_string_equal(page(rig, "tips?after=5"), "4 1 end");
  assert_owned_string_equal(page(rig, "tips?limit=9"), "14 6 6");
  assert_owned_string_equal(page(rig, "tips?brief=true"), "14 1 end");
}

static void a_tip_in_brief_is_what_a_line_shows(void **state)
{
  expect_json(*state, "/v1/tips?brief=true&state=open",
              "{'tips':[{'id':1,'severity':'warning','state':'open','subject':{'name':'h1'},'text':'processors of h1 are busy',"
              "'raised':'2026-01-02T03:00:00.000Z'}],'next':null}");
  rig_raise_tip(*state, "guest:" RIG_UUID, "g1");
  expect_json(*state, "/v1/tips?brief=true&state=open",
              "{'tips':[{'id':3,'severity':'warning','state':'open','subject':{'name':'g1'},'text':'processors of g1 are busy',"
              "'raised':'2026-01-02T03:00:00.000Z','cause':1},{'id':1,'severity':'warning','state':'open',"
              "'subject':{'name':'h1'},'text':'processors of h1 are busy','raised':'2026-01-02T03:00:00.000Z','symptoms':[3]}],"
              "'next':null}");
  g_autofree char *whole = page(*state, "tips?brief=false");
  assert_string_equal(whole, "3 1 end");
  expect_error(*state, "GET /v1/tips?brief=true&facts=1", NULL, 400, "facts=1: say true or false");
  expect_error(*state, "GET /v1/tips?brief=yes", NULL, 400, "brief=yes: say true or false");
}

static void actions_go_on_behind_the_last_one(void **state)
{
  struct rig *rig = *state;
  for (int i = 1; i <= 3; i++)
    assert_int_equal(actions_order(rig->actions, &(struct action_order){.kind = ACTION_RUN, .target = "page", .by = "x", .phase = ""},
                                   NULL), i);
  assert_owned_string_equal(page(rig, "actions?limit=2"), "3 2 2");
  assert_owned_string_equal(page(rig, "actions?limit=2&after=2"), "1 1 end");
  assert_owned_string_equal(page(rig, "actions?limit=3"), "3 1 end");
}

static void see(struct rig *rig, const char *const *names)
{
  struct sighting sightings[8] = {{.name = ""}};
  gsize n = 0;
  for (; names[n]; n++) {
    g_snprintf(sightings[n].uuid, sizeof sightings[n].uuid, "11111111-2222-3333-4444-%012x", names[n][1]);
    g_strlcpy(sightings[n].name, names[n], sizeof sightings[n].name);
    sightings[n].state = GUEST_RUNNING;
  }
  fleet_take_sightings(rig->fleet, "h1", sightings, n);
}

static void guests_go_on_behind_the_last_name(void **state)
{
  struct rig *rig = *state;
  see(rig, (const char *const[]){"gb", "gc", "gd", NULL});
  assert_owned_string_equal(page_behind(rig, "guests?limit=2"), "gd gd end");
  see(rig, (const char *const[]){"ga", "gb", "gd", NULL});
  assert_owned_string_equal(page(rig, "guests?limit=2&after=gc"), "gd gd end");
  assert_owned_string_equal(page(rig, "guests?limit=2&after=gb"), "gb gd end"); /* a cursor has the UUID, too */
  assert_owned_string_equal(page(rig, "guests?after=z"), "- - end");
  assert_owned_string_equal(page_behind(rig, "guests?limit=1"), "gb gb gb\n11111111-2222-3333-4444-000000000062");
}

static void alert(struct rig *rig, const char *subject, const char *name)
{
  const struct alert said = {.subject = subject, .name = name, .source = "x", .text = "", .state = ALERT_CRITICAL};
  assert_non_null(fleet_take_alert(rig->fleet, &said, NULL));
}

static void alerts_go_on_behind_the_last_name(void **state)
{
  struct rig *rig = *state;
  alert(rig, "host:h1", "b");
  alert(rig, "host:h1", "b c");
  alert(rig, "host:h2", "a");
  assert_owned_string_equal(page(rig, "alerts?limit=2"), "b b c host:h1\nb c");
  alert(rig, "host:h1", "a");
  assert_owned_string_equal(page(rig, "alerts?limit=2&after=host:h1%0Ab%20c"), "a a end");
  assert_owned_string_equal(page_behind(rig, "alerts?limit=1"), "b b host:h1\nb");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(what_is_configured_is_counted, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_page_that_is_none_is_refused, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(tips_go_on_behind_the_last_one_whatever_comes_and_goes, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_page_of_heavy_tips_is_shorter, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_tip_in_brief_is_what_a_line_shows, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(actions_go_on_behind_the_last_one, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(guests_go_on_behind_the_last_name, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(alerts_go_on_behind_the_last_name, rig_up, rig_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
