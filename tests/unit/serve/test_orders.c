/* Calls that change something: accepting and dismissing tips, moving guests, cancelling actions. */
#include "serve/rig.h"

#include "base/error.h"
#include "unit.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

/* ---- tips ---------------------------------------------------------------------------------------- */

static void accepting_a_tip_names_the_operator(void **state)
{
  struct rig *rig = *state;
  const struct passwd *user = getpwuid(geteuid());
  g_autofree char *by = user ? g_strdup_printf("operator %s", user->pw_name)
                             : g_strdup_printf("operator %u", (guint)geteuid());
  struct answer answer = ask(rig, "POST", "/v1/tips/1/accept", NULL);
  assert_int_equal(answer.status, 202);
  assert_string_equal(json_string_value(json_object_get(answer.json, "state")), "accepted");
  json_decref(answer.json);
  assert_int_equal(tipbook_tip(rig->tips, 1)->state, TIP_ACCEPTED);
  assert_string_equal(tipbook_tip(rig->tips, 1)->state_by, by);
}

static void accepting_twice_is_refused_once(void **state)
{
  struct answer answer = ask(*state, "POST", "/v1/tips/1/accept", "{}");
  assert_int_equal(answer.status, 202);
  json_decref(answer.json);
  expect_error(*state, "POST /v1/tips/1/accept", NULL, 409, "accepted");
  expect_error(*state, "POST /v1/tips/2/accept", NULL, 409, "dismissed");
  expect_error(*state, "POST /v1/tips/9/accept", NULL, 404, "there is no tip 9");
}

static void dismissing_keeps_reason_and_time(void **state)
{
  struct rig *rig = *state;
  struct answer answer =
      ask(rig, "POST", "/v1/tips/1/dismiss", "{\"reason\": \" backup\\u0007runs \", \"for_sec\": 60}");
  assert_int_equal(answer.status, 200);
  json_decref(answer.json);
  const struct tip *tip = tipbook_tip(rig->tips, 1);
  assert_int_equal(tip->state, TIP_DISMISSED);
  assert_string_equal(tip->state_reason, "backup runs");
  assert_true(tip->snoozed_until_us == RIG_NOW_US + 60 * G_USEC_PER_SEC);
}

static void a_dismissal_must_be_well_formed(void **state)
{
  struct rig *rig = *state;
  const char *request = "POST /v1/tips/1/dismiss";
  expect_error(rig, request, NULL, 400, "needs a reason");
  expect_error(rig, request, "{\"reason\": \"  \"}", 400, "needs a reason");
  expect_error(rig, request, "{\"reason\": 1}", 400, "a dismissal is");
  expect_error(rig, request, "{\"reason\": \"x\", \"for\": 1}", 400, "a dismissal is");
  expect_error(rig, request, "{\"reason\": \"x\", \"for_sec\": -1}", 400, "for_sec");
  expect_error(rig, request, "{\"reason\": \"x\", \"for_sec\": 1e3}", 400, "a dismissal is");
  expect_error(rig, request, "{\"reason\": \"x\", \"for_sec\": 99999999999}", 400, "for_sec");
  assert_int_equal(tipbook_tip(rig->tips, 1)->state, TIP_OPEN);
}

/* ---- bodies -------------------------------------------------------------------------------------- */

static void a_body_that_is_no_object_is_refused(void **state)
{
  struct rig *rig = *state;
  expect_error(rig, "POST /v1/moves", "{", 400, "not JSON: line 1");
  expect_error(rig, "POST /v1/moves", "[]", 400, "must be a JSON object");
  expect_error(rig, "POST /v1/moves", "\"g1\"", 400, "not JSON");
  expect_error(rig, "POST /v1/moves", "{\"guest\":\"g1\",\"guest\":\"g2\"}", 400, "duplicate");
  expect_error(rig, "POST /v1/moves", "{\"guest\":\"\xff\"}", 400, "not JSON");
  expect_error(rig, "POST /v1/moves", "{\"guest\":\"g\\u0000\"}", 400, "not JSON");
  g_autofree char *deep = g_strnfill(60000, '[');
  expect_error(rig, "POST /v1/moves", deep, 400, "not JSON");
  assert_int_equal(rig->moves, 0);
}

static gboolean has_asked(gpointer data)
{
  return ((struct rig *)data)->dirty_rate_done != NULL;
}

static void a_dirty_rate_is_answered_when_it_is_measured(void **state)
{
  struct rig *rig = *state;
  struct wire *wire = wire_new(rig);
  wire_write(wire, "POST /v1/guests/g1/dirty-rate HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                   "Content-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"seconds\": 3}");
  rig_until(has_asked, rig);
  assert_string_equal(rig->guest, "g1");
  assert_int_equal(rig->seconds, 3);
  rig->dirty_rate_done(G_GINT64_CONSTANT(5) << 40, NULL, rig->token);
  wire_read_all(wire);
  struct answer answer = answer_read(wire->text->str);
  assert_int_equal(answer.status, 200);
  assert_true(json_integer_value(json_object_get(answer.json, "bytes_per_sec")) == G_GINT64_CONSTANT(5) << 40);
  json_decref(answer.json);
  wire_free(wire);
}

static void a_dirty_rate_must_be_well_formed(void **state)
{
  const char *request = "POST /v1/guests/g1/dirty-rate";
  expect_error(*state, request, "{\"seconds\": 0}", 400, "1} to 5");
  expect_error(*state, request, "{\"seconds\": 6}", 400, "1} to 5");
  expect_error(*state, request, "{\"seconds\": \"1\"}", 400, "1} to 5");
  expect_error(*state, request, "{\"for\": 1}", 400, "1} to 5");
  expect_error(*state, "GET /v1/guests/g1/dirty-rate", NULL, 405, "POST");
  assert_null(((struct rig *)*state)->dirty_rate_done);
}

static gboolean was_asked_to_reload(gpointer data)
{
  return ((struct rig *)data)->reloads > 0;
}

/* Orders a reload and answers it. */
static struct answer reload(struct rig *rig, json_t *report, const GError *error)
{
  struct wire *wire = wire_new(rig);
  rig->reloads = 0;
  wire_write(wire, "POST /v1/reload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
                   "Content-Length: 17\r\n\r\n{\"dry_run\": true}");
  rig_until(was_asked_to_reload, rig);
  assert_true(rig->dry_run);
  assert_true(g_str_has_prefix(rig->by, "operator "));
  rig->reload_done(report, error, rig->token);
  wire_read_all(wire);
  struct answer answer = answer_read(wire->text->str);
  wire_free(wire);
  return answer;
}

static void a_reload_is_answered_with_its_report_or_with_each_error(void **state)
{
  json_auto_t *report = json_pack("{s:[]}", "changes");
  struct answer answer = reload(*state, report, NULL);
  assert_int_equal(answer.status, 200);
  assert_true(json_equal(answer.json, report));
  json_decref(answer.json);
  g_autoptr(GError) error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_REFUSED, "f:1:1: a\nf:2:2: b\n2 errors");
  answer = reload(*state, NULL, error);
  assert_int_equal(answer.status, 409);
  assert_string_equal(json_string_value(json_object_get(answer.json, "error")), error->message);
  json_decref(answer.json);
}

static void a_reload_must_be_well_formed(void **state)
{
  expect_error(*state, "POST /v1/reload", "{\"dry_run\": 1}", 400, "a reload is");
  expect_error(*state, "POST /v1/reload", "{\"dry\": true}", 400, "a reload is");
  expect_error(*state, "GET /v1/reload", NULL, 405, "POST");
  assert_int_equal(((struct rig *)*state)->reloads, 0);
}

static void who_reads_history_himself_is_told_where_it_lies(void **state)
{
  struct answer answer = ask(*state, "POST", "/v1/history/flush", NULL);
  assert_int_equal(answer.status, 200);
  assert_string_equal(json_string_value(json_object_get(answer.json, "directory")), "/var/lib/provost/rrd");
  json_decref(answer.json);
  expect_error(*state, "GET /v1/history/flush", NULL, 405, "POST");
}

static void a_move_must_be_well_formed(void **state)
{
  struct rig *rig = *state;
  expect_error(rig, "POST /v1/moves", NULL, 400, "a move is");
  expect_error(rig, "POST /v1/moves", "{\"guest\": 1}", 400, "a move is");
  expect_error(rig, "POST /v1/moves", "{\"guest\": \"g1\", \"dry_run\": \"yes\"}", 400, "a move is");
  expect_error(rig, "POST /v1/moves", "{\"guest\": \"g1\", \"host\": \"h2\"}", 400, "a move is");
  expect_error(rig, "POST /v1/moves", "{\"guest\": \"g1\", \"method\": \"fast\"}", 400,
               "choose live, converge, postcopy, quick or cold");
  expect_error(rig, "POST /v1/moves", "{\"guest\": \"g1\", \"exclude\": \"h2\"}", 400, "\"exclude\" is an array of names");
  assert_int_equal(rig->moves, 0);
}

/* ---- resizes ------------------------------------------------------------------------------------- */

static void a_resize_must_be_well_formed_and_within_the_rules(void **state)
{
  struct rig *rig = *state;
  const char *request = "POST /v1/resizes";
  expect_error(rig, request, NULL, 400, "a resize is");
  expect_error(rig, request, "{\"guest\": \"g1\", \"memory\": 1}", 400, "a resize is");
  expect_error(rig, request, "{\"guest\": \"g1\", \"vcpus\": \"2\"}", 400, "a resize is");
  expect_error(rig, request, "{\"guest\": \"g1\"}", 400, "nothing is to change");
  expect_error(rig, request, "{\"guest\": \"g1\", \"memory_bytes\": 0}", 400, "1 KiB of memory at least");
  expect_error(rig, request, "{\"guest\": \"g1\", \"memory_bytes\": -1}", 400, "1 KiB of memory at least");
  expect_error(rig, request, "{\"guest\": \"g1\", \"vcpus\": 0}", 400, "1 vcpu at least");
  expect_error(rig, request, "{\"guest\": \"g1\", \"vcpus\": 4294967298}", 400, "1 vcpu at least");
  expect_error(rig, request, "{\"guest\": \"g7\", \"vcpus\": 2}", 404, "there is no guest \"g7\"");
  expect_error(rig, request, "{\"guest\": \"g1\", \"vcpus\": 3}", 409, "libvirt's maximum for it is 2");
  g_autoptr(GPtrArray) actions = actions_list(rig->actions);
  assert_int_equal(actions->len, 0);
}

static void a_dry_resize_says_what_would_change_and_another_is_accepted(void **state)
{
  struct rig *rig = *state;
  struct answer answer = ask(rig, "POST", "/v1/resizes", "{\"guest\": \"g1\", \"vcpus\": 2, \"dry_run\": true}");
  assert_int_equal(answer.status, 200);
  assert_true(json_is_null(json_object_get(answer.json, "action")));
  const json_t *dry = json_object_get(answer.json, "resize");
  assert_int_equal(json_integer_value(json_object_get(dry, "vcpus_before")), 1);
  assert_int_equal(json_integer_value(json_object_get(dry, "vcpus")), 2);
  assert_true(json_is_null(json_object_get(dry, "memory_bytes")));
  json_decref(answer.json);
  answer = ask(rig, "POST", "/v1/resizes", "{\"guest\": \"g1\", \"memory_bytes\": 402653184}");
  assert_int_equal(answer.status, 202);
  const json_t *action = json_object_get(answer.json, "action");
  assert_string_equal(json_string_value(json_object_get(action, "kind")), "resize");
  assert_string_equal(json_string_value(json_object_get(action, "from")), "h1");
  assert_true(json_integer_value(json_object_get(action, "memory_bytes")) == 402653184);
  json_decref(answer.json);
  expect_error(rig, "POST /v1/resizes", "{\"guest\": \"g1\", \"vcpus\": 2}", 409, "already being acted upon");
}

/* ---- moves --------------------------------------------------------------------------------------- */

static gboolean was_asked_to_move(gpointer data)
{
  return ((struct rig *)data)->moves > 0;
}

static struct wire *order(struct rig *rig, const char *body)
{
  struct wire *wire = wire_new(rig);
  g_autofree char *text = g_strdup_printf("POST /v1/moves HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: "
                                          "application/json; charset=utf-8\r\nContent-Length: %zu\r\n\r\n%s",
                                          strlen(body), body);
  rig->moves = 0;
  wire_write(wire, text);
  rig_until(was_asked_to_move, rig);
  return wire;
}

static struct plan *plan_of_g1(void)
{
  struct plan *plan = plan_new();
  struct move *move = move_new();
  move->guest_uuid = g_strdup(RIG_UUID);
  move->guest_name = g_strdup("g1");
  move->from = g_strdup("h1");
  move->to = g_strdup("h2");
  g_ptr_array_add(plan->moves, move);
  return plan;
}

static void a_dry_run_answers_with_the_plan(void **state)
{
  struct rig *rig = *state;
  struct wire *wire =
      order(rig, "{\"guest\":\"g1\",\"to\":null,\"method\":\"quick\",\"dry_run\":true,\"exclude\":[\"h3\"]}");
  struct plan *plan = plan_of_g1();
  assert_string_equal(rig->guest, "g1");
  assert_null(rig->to);
  assert_string_equal(rig->excluded, "h3");
  assert_int_equal(rig->method, METHOD_QUICK);
  assert_true(rig->dry_run);
  rig->plan_done(plan, 0, NULL, rig->token);
  wire_read_all(wire);
  struct answer answer = answer_read(wire->text->str);
  json_auto_t *wanted = plan_to_json(plan);
  assert_int_equal(answer.status, 200);
  assert_true(json_equal(json_object_get(answer.json, "plan"), wanted));
  assert_null(json_object_get(answer.json, "action"));
  json_decref(answer.json);
  plan_free(plan);
  wire_free(wire);
}

static void a_refusal_says_why_with_its_status(void **state)
{
  static const struct {
    enum provost_error code;
    guint status;
  } refusals[] = {{PROVOST_ERROR_INVALID, 400},  {PROVOST_ERROR_NOT_FOUND, 404},   {PROVOST_ERROR_REFUSED, 409},
                  {PROVOST_ERROR_LIMIT, 413},    {PROVOST_ERROR_UNAVAILABLE, 503}, {PROVOST_ERROR_TIMEOUT, 504},
                  {PROVOST_ERROR_STORAGE, 507}};
  struct rig *rig = *state;
  for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
    struct wire *wire = order(rig, "{\"guest\":\"g1\",\"to\":\"h2\"}");
    g_autoptr(GError) error = g_error_new_literal(PROVOST_ERROR, refusals[i].code, "because of \xff");
    rig->plan_done(NULL, 0, error, rig->token);
    wire_read_all(wire);
    struct answer answer = answer_read(wire->text->str);
    assert_int_equal(answer.status, refusals[i].status);
    assert_true(g_str_has_prefix(json_string_value(json_object_get(answer.json, "error")), "because of "));
    json_decref(answer.json);
    wire_free(wire);
  }
}

/* h2 comes up, so that the actions take the move. */
static guint64 start_move(struct rig *rig, const struct plan *plan)
{
  g_autoptr(GError) error = NULL;
  fleet_take_link(rig->fleet, "h2", SOURCE_LIBVIRT, LINK_UP, "");
  actions_role_is_up(rig->actions);
  struct move *move = plan->moves->pdata[0];
  move->method = METHOD_LIVE;
  guint64 id = actions_start(rig->actions, move, 0, "operator test", &error);
  if (!id)
    fail_msg("%s", error->message);
  return id;
}

static void a_started_move_answers_with_its_action(void **state)
{
  struct rig *rig = *state;
  struct wire *wire = order(rig, "{\"guest\":\"g1\"}");
  struct plan *plan = plan_of_g1();
  guint64 id = start_move(rig, plan);
  rig->plan_done(plan, id, NULL, rig->token);
  wire_read_all(wire);
  struct answer answer = answer_read(wire->text->str);
  json_auto_t *wanted = action_to_json(actions_action(rig->actions, id));
  assert_int_equal(answer.status, 202);
  assert_true(json_equal(json_object_get(answer.json, "action"), wanted));
  json_decref(answer.json);
  g_autofree char *path = g_strdup_printf("/v1/actions/%" G_GUINT64_FORMAT, id);
  answer = ask(rig, "GET", path, NULL);
  assert_true(json_equal(answer.json, wanted));
  json_decref(answer.json);
  plan_free(plan);
  wire_free(wire);
}

static void cancelling_asks_the_actions(void **state)
{
  struct rig *rig = *state;
  struct plan *plan = plan_of_g1();
  guint64 id = start_move(rig, plan);
  g_autofree char *path = g_strdup_printf("/v1/actions/%" G_GUINT64_FORMAT "/cancel", id);
  struct answer answer = ask(rig, "POST", path, NULL);
  assert_int_equal(answer.status, 202);
  assert_true(json_integer_value(json_object_get(answer.json, "id")) == (json_int_t)id);
  json_decref(answer.json);
  plan_free(plan);
  expect_error(rig, "POST /v1/actions/77/cancel", NULL, 404, "there is no action 77");
}

static void a_client_that_left_takes_nothing_down(void **state)
{
  struct rig *rig = *state;
  struct wire *wire = order(rig, "{\"guest\":\"g1\"}");
  struct plan *plan = plan_of_g1();
  wire_free(wire);
  rig->plan_done(plan, 0, NULL, rig->token);
  plan_free(plan);
  expect_json(rig, "/v1/status", "{'version':'x'}");
}

static void a_verb_that_never_answers_is_a_time_out(void **state)
{
  struct rig *rig = *state;
  rig->wait_ms = 50;
  rig_serve(rig);
  struct wire *wire = order(rig, "{\"guest\":\"g1\"}");
  wire_read_all(wire);
  assert_true(g_str_has_prefix(wire->text->str, "HTTP/1.1 504 "));
  rig->plan_done(NULL, 0, NULL, rig->token); /* too late, and harmless */
  wire_free(wire);
}

static void stopping_answers_those_who_wait(void **state)
{
  struct rig *rig = *state;
  struct wire *wire = order(rig, "{\"guest\":\"g1\"}");
  g_clear_pointer(&rig->serve, serve_free);
  wire_read_all(wire);
  assert_true(g_str_has_prefix(wire->text->str, "HTTP/1.1 503 "));
  assert_non_null(strstr(wire->text->str, "provostd is stopping"));
  rig->plan_done(NULL, 0, NULL, rig->token);
  wire_free(wire);
}

/* ---- policies ------------------------------------------------------------------------------------ */

static void expect_policy(const struct rig *rig, const char *verb, const char *body, const char *wanted)
{
  g_autofree char *path = g_strdup_printf("/v1/policies/%s", verb);
  struct answer answer = ask(rig, "POST", path, body);
  g_autofree char *text = json_dumps(answer.json, JSON_COMPACT);
  assert_int_equal(answer.status, 200);
  assert_non_null(strstr(text, wanted));
  json_decref(answer.json);
}

static void policies_are_switched_and_packs_read_anew(void **state)
{
  struct rig *rig = *state;
  expect_policy(rig, "reload", NULL, "\"by\":\"operator ");
  expect_policy(rig, "p/enable", NULL, "\"enable\":true,\"why\":\"\"");
  expect_policy(rig, "p/disable", "{\"reason\":\" it\\nis loud \"}", "\"enable\":false,\"why\":\"it is loud\"");
  expect_error(rig, "POST /v1/policies/q/enable", NULL, 404, "there is none");
  expect_error(rig, "POST /v1/policies/no%20name/enable", NULL, 404, "no name of a policy");
  expect_error(rig, "POST /v1/policies/p/disable", "{\"why\":\"x\"}", 400, "this takes {\"reason\": sentence}");
  expect_error(rig, "GET /v1/policies/p/enable", NULL, 405, "asked with POST");
}

static void a_host_is_restricted_with_a_reason_and_released(void **state)
{
  struct rig *rig = *state;
  struct answer answer = ask(rig, "POST", "/v1/hosts/h1/restrict", "{\"reason\": \" a fan\\u0007fails \"}");
  assert_int_equal(answer.status, 202);
  assert_string_equal(json_string_value(json_object_get(answer.json, "kind")), "restrict");
  assert_string_equal(json_string_value(json_object_get(answer.json, "target")), "h1");
  assert_true(json_is_null(json_object_get(answer.json, "guest")));
  assert_string_equal(rig->object, "a fan fails");
  assert_true(g_str_has_prefix(rig->by, "operator "));
  json_decref(answer.json);
  answer = ask(rig, "POST", "/v1/hosts/h1/release", NULL);
  assert_int_equal(answer.status, 202);
  assert_string_equal(json_string_value(json_object_get(answer.json, "kind")), "release");
  json_decref(answer.json);
  expect_error(rig, "POST /v1/hosts/h9/restrict", NULL, 404, "there is no host \"h9\"");
  expect_error(rig, "POST /v1/hosts/h1/restrict", "{\"reason\": 1}", 400, "an order about a host is");
  expect_error(rig, "POST /v1/hosts/h1/restrict", "{\"why\": \"x\"}", 400, "an order about a host is");
  expect_error(rig, "GET /v1/hosts/h1/release", NULL, 405, "asked with POST");
}

static void a_host_is_evacuated_and_a_plan_carried_out_by_actions(void **state)
{
  struct rig *rig = *state;
  struct answer answer = ask(rig, "POST", "/v1/hosts/h1/evacuate", "{\"reason\": \"a fan fails\"}");
  assert_int_equal(answer.status, 202);
  assert_string_equal(json_string_value(json_object_get(answer.json, "kind")), "evacuate");
  json_decref(answer.json);
  answer = ask(rig, "POST", "/v1/plans", "{\"kind\": \"balance\", \"cluster\": \"lab\", \"apply\": true}");
  assert_int_equal(answer.status, 202);
  const json_t *action = json_object_get(answer.json, "action");
  assert_string_equal(json_string_value(json_object_get(action, "kind")), "plan");
  assert_string_equal(json_string_value(json_object_get(action, "plan")), "balance");
  assert_string_equal(json_string_value(json_object_get(action, "target")), "lab");
  assert_true(json_is_object(json_object_get(answer.json, "plan")));
  json_decref(answer.json);
  expect_error(rig, "POST /v1/plans", "{\"kind\": \"relieve\", \"host\": \"h1\", \"apply\": true}", 400, "only shown");
  expect_error(rig, "POST /v1/plans", "{\"kind\": \"rules\", \"exclude\": [\"h2\"], \"apply\": true}", 400, "only shown");
  expect_error(rig, "POST /v1/plans", "{\"kind\": \"rules\", \"apply\": 1}", 400, "a plan is");
}

static void automation_is_paused_and_goes_on(void **state)
{
  struct rig *rig = *state;
  struct answer answer = ask(rig, "POST", "/v1/pause", "{\"reason\": \"storage is replaced\"}");
  assert_int_equal(answer.status, 200);
  assert_non_null(strstr(json_string_value(json_object_get(answer.json, "paused")), "(storage is replaced)"));
  json_decref(answer.json);
  expect_error(rig, "POST /v1/pause", NULL, 409, "it is paused");
  expect_error(rig, "POST /v1/pause", "{\"why\": 1}", 400, "a pause is {\"reason\": sentence}");
  answer = ask(rig, "POST", "/v1/resume", NULL);
  assert_int_equal(answer.status, 200);
  assert_true(json_is_null(json_object_get(answer.json, "paused")));
  json_decref(answer.json);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(accepting_a_tip_names_the_operator, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(automation_is_paused_and_goes_on, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(accepting_twice_is_refused_once, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(dismissing_keeps_reason_and_time, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_dismissal_must_be_well_formed, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_body_that_is_no_object_is_refused, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_dirty_rate_is_answered_when_it_is_measured, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_dirty_rate_must_be_well_formed, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(who_reads_history_himself_is_told_where_it_lies, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_reload_is_answered_with_its_report_or_with_each_error, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_reload_must_be_well_formed, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_move_must_be_well_formed, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_resize_must_be_well_formed_and_within_the_rules, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_dry_resize_says_what_would_change_and_another_is_accepted, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_dry_run_answers_with_the_plan, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_refusal_says_why_with_its_status, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_started_move_answers_with_its_action, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(cancelling_asks_the_actions, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_client_that_left_takes_nothing_down, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_verb_that_never_answers_is_a_time_out, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(policies_are_switched_and_packs_read_anew, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(stopping_answers_those_who_wait, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_host_is_restricted_with_a_reason_and_released, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_host_is_evacuated_and_a_plan_carried_out_by_actions, rig_up, rig_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
