/* Accepting what one has seen: facts that have changed meanwhile, several who accept at once; and tips that are only tests. */
#include "serve/rig.h"

#include "base/error.h"
#include "unit.h"

#include <math.h>
#include <string.h>

static char *facts_in(json_t *json)
{
  char *facts = g_strdup(json_string_value(json_object_get(json, "facts")));
  assert_non_null(facts);
  json_decref(json);
  return facts;
}

static char *seen(const struct rig *rig)
{
  return facts_in(ask(rig, "GET", "/v1/tips/1", NULL).json);
}

static char *body_of(const char *facts)
{
  return g_strdup_printf("{\"facts\": \"%s\"}", facts);
}

static void find_again(struct rig *rig, enum severity severity, enum remedy_kind remedy)
{
  struct finding *finding = finding_new();
  finding->kind = FINDING_TIP;
  finding->policy = g_strdup("host-cpu");
  finding->pack = g_strdup("core");
  finding->pack_version = g_strdup("1.0");
  finding->title = g_strdup("Host processors are saturated");
  finding->subject = g_strdup("host:h1");
  finding->severity = severity;
  finding->text = g_strdup("processors of h1 are busier");
  g_ptr_array_add(finding->remedies, remedy_new(remedy));
  tipbook_take_finding(rig->tips, finding, "h1");
  finding_free(finding);
}

static void a_tip_is_accepted_as_it_was_seen(void **state)
{
  g_autofree char *facts = seen(*state), *body = body_of(facts);
  find_again(*state, SEVERITY_WARNING, REMEDY_NOTIFY); /* other figures in its text are no other tip */
  struct answer answer = ask(*state, "POST", "/v1/tips/1/accept", body);
  assert_int_equal(answer.status, 202);
  json_decref(answer.json);
}

static void what_has_changed_is_named_and_nothing_is_accepted(void **state)
{
  struct rig *rig = *state;
  g_autofree char *facts = seen(rig), *body = body_of(facts);
  find_again(rig, SEVERITY_CRITICAL, REMEDY_RESTRICT);
  expect_error(rig, "POST /v1/tips/1/accept", body, 409, "its severity is critical now; it proposes restrict now");
  assert_int_equal(tipbook_tip(rig->tips, 1)->state, TIP_OPEN);
}

static void a_tip_in_brief_has_the_same_facts(void **state)
{
  struct answer answer = ask(*state, "GET", "/v1/tips?brief=true&facts=true&state=open", NULL);
  g_autofree char *facts = seen(*state);
  const json_t *tip = json_array_get(json_object_get(answer.json, "tips"), 0);
  assert_string_equal(json_string_value(json_object_get(tip, "facts")), facts);
  assert_null(json_object_get(tip, "evidence"));
  json_decref(answer.json);
}

static void facts_that_are_none_are_refused(void **state)
{
  const char *request = "POST /v1/tips/1/accept";
  g_autofree char *endless = g_strnfill(5000, 'a'), *body = body_of(endless);
  expect_error(*state, request, "{\"facts\": \"x\"}", 400, "no \"facts\" of a tip");
  expect_error(*state, request, "{\"facts\": \"\"}", 400, "no \"facts\" of a tip");
  expect_error(*state, request, "{\"facts\": \"-.-.-.-.-.-\"}", 400, "no \"facts\" of a tip");
  expect_error(*state, request, body, 400, "no \"facts\" of a tip");
  expect_error(*state, request, "{\"facts\": 1}", 400, "an acceptance is");
  expect_error(*state, request, "{\"fact\": \"x\"}", 400, "an acceptance is");
}

/* However far it has come by then. */
static void who_comes_late_is_told_who_accepted_it(void **state)
{
  struct rig *rig = *state;
  struct tip_change change = {.by = "operator bob"}, after = {.by = "provostd"};
  tipbook_move(rig->tips, 1, TIP_EVENT_ACCEPT, &change, NULL);
  virtual_clock_advance(&rig->clock, 2 * G_USEC_PER_SEC);
  tipbook_move(rig->tips, 1, TIP_EVENT_PLAN, &after, NULL);
  tipbook_move(rig->tips, 1, TIP_EVENT_ACT, &after, NULL);
  tipbook_move(rig->tips, 1, TIP_EVENT_RESOLVE, &after, NULL);
  expect_error(rig, "POST /v1/tips/1/accept", NULL, 409,
               "tip 1 cannot be accepted: it was accepted by operator bob (2 s ago), and is resolved, by provostd (0 s ago)");
}

static void who_comes_second_is_told_who_was_first_and_when(void **state)
{
  struct rig *rig = *state;
  g_autofree char *facts = seen(rig), *body = body_of(facts);
  struct answer answer = ask(rig, "POST", "/v1/tips/1/accept", body);
  assert_int_equal(answer.status, 202);
  json_decref(answer.json);
  virtual_clock_advance(&rig->clock, 3 * G_USEC_PER_SEC);
  g_autofree char *by = g_strdup(tipbook_tip(rig->tips, 1)->state_by);
  g_autofree char *words = g_strdup_printf("tip 1 cannot be accepted: it is accepted, by %s (3 s ago)", by);
  expect_error(rig, "POST /v1/tips/1/accept", body, 409, words);
  expect_error(rig, "POST /v1/tips/1/accept", NULL, 409, words);
  expect_error(rig, "POST /v1/tips/2/accept", NULL, 409, "it is dismissed, by operator test (3 s ago): known");
}

/* A token is of one tip, however alike another may be. */
static void the_facts_of_another_tip_are_refused(void **state)
{
  struct rig *rig = *state;
  g_autofree char *facts = seen(rig), *body = body_of(facts);
  struct tip_change change = {.by = "policy host-cpu"};
  tipbook_move(rig->tips, 1, TIP_EVENT_CLEAR, &change, NULL);
  find_again(rig, SEVERITY_WARNING, REMEDY_NOTIFY);
  expect_error(rig, "POST /v1/tips/3/accept", body, 409, "tip 3 is no more what you saw: it is open");
  expect_error(rig, "POST /v1/tips/1/accept", body, 409, "it is cleared, by policy host-cpu");
}

/* ---- what would be done ---------------------------------------------------------------------------- */

static gboolean is_asked(gpointer data)
{
  const struct rig *rig = data;
  return rig->token != NULL;
}

/* The waiting caller is answered: with a move to that host, or that nothing is possible (NULL). */
static void propose_move(struct rig *rig, const char *to)
{
  struct proposal *proposal = proposal_new();
  rig_until(is_asked, rig);
  proposal->is_possible = to != NULL;
  proposal->remedy = REMEDY_MIGRATE;
  if (to) {
    struct move *move = move_new();
    *move = (struct move){.guest_uuid = g_strdup(RIG_UUID), .guest_name = g_strdup("g1"), .from = g_strdup("h1"),
                          .to = g_strdup(to), .method = METHOD_LIVE, .duration_sec = NAN, .downtime_sec = NAN, .bytes = NAN};
    proposal->plan = plan_new();
    proposal->plan->kind = PLAN_RELIEVE;
    g_ptr_array_add(proposal->plan->moves, move);
  } else {
    g_ptr_array_add(proposal->refused, g_strdup("migrate: no host has room"));
  }
  rig->proposal_done(proposal, NULL, g_steal_pointer(&rig->token));
  proposal_free(proposal);
}

static struct wire *ask_later(const struct rig *rig, const char *request, const char *body)
{
  struct wire *wire = wire_new(rig);
  g_autofree char *text = g_strdup_printf("%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
                                          "Content-Length: %zu\r\n\r\n%s", request, strlen(body), body);
  wire_write(wire, text);
  return wire;
}

static struct answer read_answer(struct wire *wire)
{
  wire_read_all(wire);
  struct answer answer = answer_read(wire->text->str);
  wire_free(wire);
  return answer;
}

static char *seen_with_move_to(struct rig *rig, const char *to)
{
  struct wire *wire = ask_later(rig, "GET /v1/tips/1?proposal=true", "");
  propose_move(rig, to);
  struct answer answer = read_answer(wire);
  assert_int_equal(answer.status, 200);
  const json_t *proposal = json_object_get(answer.json, "proposal");
  assert_string_equal(json_string_value(json_object_get(proposal, "remedy")), "migrate");
  return facts_in(answer.json);
}

static guint accept_with_move_to(struct rig *rig, const char *facts, const char *to, char **sentence)
{
  g_autofree char *body = body_of(facts);
  struct wire *wire = ask_later(rig, "POST /v1/tips/1/accept", body);
  propose_move(rig, to);
  struct answer answer = read_answer(wire);
  *sentence = g_strdup(json_string_value(json_object_get(answer.json, "error")));
  json_decref(answer.json);
  return answer.status;
}

static void a_move_that_was_seen_is_planned_again_before_it_is_accepted(void **state)
{
  struct rig *rig = *state;
  g_autofree char *facts = seen_with_move_to(rig, "h2"), *none = NULL;
  assert_int_equal(accept_with_move_to(rig, facts, "h2", &none), 202);
  assert_int_equal(rig->proposals, 2);
  assert_int_equal(tipbook_tip(rig->tips, 1)->state, TIP_ACCEPTED);
}

static void another_move_than_was_seen_is_refused(void **state)
{
  struct rig *rig = *state;
  g_autofree char *facts = seen_with_move_to(rig, "h2"), *other = NULL, *nothing = NULL;
  assert_int_equal(accept_with_move_to(rig, facts, "h3", &other), 409);
  assert_string_equal(other, "tip 1 is no more what you saw: what would be done now is to move g1 from h1 to h3 (live); provost "
                             "tip 1 shows it anew");
  assert_int_equal(accept_with_move_to(rig, facts, NULL, &nothing), 409);
  assert_non_null(strstr(nothing, "nothing can be done now: migrate: no host has room"));
  assert_int_equal(tipbook_tip(rig->tips, 1)->state, TIP_OPEN);
}

/* While the plan of the first is made, somebody else accepts. */
static void of_two_at_once_one_wins(void **state)
{
  struct rig *rig = *state;
  g_autofree char *facts = seen_with_move_to(rig, "h2"), *body = body_of(facts);
  struct wire *slow = ask_later(rig, "POST /v1/tips/1/accept", body);
  rig_until(is_asked, rig);
  struct answer fast = ask(rig, "POST", "/v1/tips/1/accept", NULL);
  assert_int_equal(fast.status, 202);
  json_decref(fast.json);
  propose_move(rig, "h2");
  struct answer answer = read_answer(slow);
  assert_int_equal(answer.status, 409);
  assert_non_null(strstr(json_string_value(json_object_get(answer.json, "error")), "it is accepted, by "));
  json_decref(answer.json);
}

static void a_finished_tip_has_no_proposal(void **state)
{
  const struct rig *rig = *state;
  struct answer answer = ask(rig, "GET", "/v1/tips/2?proposal=true", NULL);
  assert_int_equal(answer.status, 200);
  assert_null(json_object_get(answer.json, "proposal"));
  json_decref(answer.json);
  assert_int_equal(rig->proposals, 0);
  expect_error(rig, "GET /v1/tips/1?proposal=maybe", NULL, 400, "say true or false");
}

/* ---- tests ------------------------------------------------------------------------------------------- */

static void a_test_is_asked_for_with_policy_and_subject(void **state)
{
  const char *request = "POST /v1/doctor/tip";
  expect_error(*state, request, NULL, 400, "a test is {");
  expect_error(*state, request, "{\"policy\": \"p\"}", 400, "a test is {");
  expect_error(*state, request, "{\"policy\": \"p\", \"subject\": \"h1\", \"apply\": 1}", 400, "a test is {");
  expect_error(*state, request, "{\"policy\": \"p\", \"subject\": \"h1\", \"more\": 1}", 400, "a test is {");
  expect_error(*state, "GET /v1/doctor/tip", NULL, 405, "POST");
}

static void a_subject_is_looked_up_and_one_that_is_not_there_is_for_the_test_to_tell(void **state)
{
  struct answer dry = ask(*state, "POST", "/v1/doctor/tip", "{\"policy\": \"p\", \"subject\": \"h1\"}");
  assert_int_equal(dry.status, 200);
  assert_string_equal(json_string_value(json_object_get(dry.json, "written")), "host:h1");
  struct answer real = ask(*state, "POST", "/v1/doctor/tip", "{\"policy\": \"p\", \"subject\": \"h7\", \"apply\": true}");
  assert_int_equal(real.status, 202);
  assert_true(json_is_null(json_object_get(real.json, "written")));
  assert_string_equal(json_string_value(json_object_get(real.json, "subject")), "h7");
  json_decref(dry.json);
  json_decref(real.json);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_up, rig_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_tip_is_accepted_as_it_was_seen),
      TEST(what_has_changed_is_named_and_nothing_is_accepted),
      TEST(a_tip_in_brief_has_the_same_facts),
      TEST(facts_that_are_none_are_refused),
      TEST(the_facts_of_another_tip_are_refused),
      TEST(who_comes_late_is_told_who_accepted_it),
      TEST(who_comes_second_is_told_who_was_first_and_when),
      TEST(a_move_that_was_seen_is_planned_again_before_it_is_accepted),
      TEST(another_move_than_was_seen_is_refused),
      TEST(of_two_at_once_one_wins),
      TEST(a_finished_tip_has_no_proposal),
      TEST(a_test_is_asked_for_with_policy_and_subject),
      TEST(a_subject_is_looked_up_and_one_that_is_not_there_is_for_the_test_to_tell),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
