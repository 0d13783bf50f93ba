/* What bodies of placements and plans mean, and that what they must not say is refused with what they may. */
#include "serve/plan_request.h"

#include "base/error.h"
#include "unit.h"

#include <math.h>

typedef gboolean (*reader)(struct plan_request *request, const json_t *body, GError **error);

/* Of a body that is good; the body belongs to the caller, since the request borrows of it. */
static json_t *read_body(struct plan_request *request, reader read, const char *text)
{
  g_autoptr(GError) error = NULL;
  json_t *body = json_loads(text, 0, NULL);
  assert_non_null(body);
  plan_request_init(request);
  assert_true(read(request, body, &error));
  assert_no_error(error);
  return body;
}

static void refuses(reader read, const char *text, const char *why)
{
  g_autoptr(GError) error = NULL;
  struct plan_request request;
  json_auto_t *body = json_loads(text, 0, NULL);
  assert_non_null(body);
  plan_request_init(&request);
  if (read(&request, body, &error))
    fail_msg("%s is taken", text);
  plan_request_clear(&request);
  assert_int_equal(error->code, PROVOST_ERROR_INVALID);
  if (!strstr(error->message, why))
    fail_msg("%s: %s", text, error->message);
}

static void a_placement_is_of_a_guest_with_weights_and_without_hosts(void **state)
{
  (void)state;
  struct plan_request request;
  json_auto_t *body = read_body(&request, plan_request_read_placement,
                                "{\"guest\": \"g1\", \"goal\": \"resource-maximization\", \"weights\": {\"cpu\": 5, \"disk\": 0.5}, "
                                "\"exclude\": [\"h3\", \"h1\"]}");
  const struct plan_question *question = &request.question;
  assert_int_equal(question->kind, PLAN_PLACE);
  assert_string_equal(question->guest_uuid, "g1");
  assert_string_equal(question->goal, "resource-maximization");
  assert_true(question->weights[RESOURCE_CPU] == 5 && question->weights[RESOURCE_DISK] == 0.5);
  assert_true(isnan(question->weights[RESOURCE_MEMORY]) && isnan(question->weights[RESOURCE_NETWORK]));
  assert_string_equal(question->excluded[0], "h3");
  assert_string_equal(question->excluded[1], "h1");
  assert_null(question->excluded[2]);
  assert_null(question->profile);
  plan_request_clear(&request);
}

static void a_new_guest_says_what_it_uses_and_needs(void **state)
{
  (void)state;
  struct plan_request request;
  json_auto_t *body = read_body(&request, plan_request_read_placement,
                                "{\"new\": {\"memory_bytes\": 1024, \"vcpus\": 2, \"name\": \"db3\", \"cpu_pct\": 30, "
                                "\"disk_bytes_per_sec\": 7, \"network_bytes_per_sec\": 8.5, \"networks\": [\"interface:b\", \"network:a\"], \"storage\": "
                                "[], \"labels\": {\"tier\": \"db\"}, \"licences\": [\"oracle\"]}}");
  const struct guest_profile *profile = request.question.profile;
  assert_string_equal(profile->name, "db3");
  assert_null(profile->like);
  assert_int_equal(profile->memory_bytes, 1024);
  assert_int_equal(profile->vcpus, 2);
  assert_true(profile->cpu_pct == 30 && profile->disk_bytes_per_sec == 7 && profile->network_bytes_per_sec == 8.5);
  assert_string_equal(profile->networks[1], "network:a");
  assert_null(profile->storage[0]);
  assert_string_equal(profile->labels[0], "tier=db");
  assert_string_equal(profile->licences[0], "oracle");
  assert_null(request.question.weights);
  plan_request_clear(&request);
}

static void a_guest_like_another_may_leave_all_else_unsaid(void **state)
{
  (void)state;
  struct plan_request request;
  json_auto_t *body = read_body(&request, plan_request_read_placement, "{\"new\": {\"like\": \"db1\"}}");
  const struct guest_profile *profile = request.question.profile;
  assert_string_equal(profile->like, "db1");
  assert_true(profile->memory_bytes == 0 && profile->vcpus == 0);
  assert_true(isnan(profile->cpu_pct) && isnan(profile->disk_bytes_per_sec) && isnan(profile->network_bytes_per_sec));
  assert_null(profile->networks);
  assert_null(profile->labels);
  plan_request_clear(&request);
}

static void what_no_placement_is_is_refused(void **state)
{
  (void)state;
  static const char *const cases[][2] = {
      {"{}", "a placement is"},
      {"{\"guest\": \"g\", \"new\": {\"like\": \"h\"}}", "a placement is"},
      {"{\"guest\": \"g\", \"goal\": \"chaos\"}", "\"load-balancing\" or \"resource-maximization\""},
      {"{\"guest\": \"g\", \"where\": 1}", "a placement is"},
      {"{\"guest\": \"g\", \"weights\": [1]}", "\"weights\" are"},
      {"{\"guest\": \"g\", \"weights\": {\"gpu\": 1}}", "\"weights\" are"},
      {"{\"guest\": \"g\", \"weights\": {\"cpu\": 100.5}}", "a number from 0 to 100"},
      {"{\"guest\": \"g\", \"weights\": {\"cpu\": -1}}", "a number from 0 to 100"},
      {"{\"guest\": \"g\", \"weights\": {\"cpu\": \"5\"}}", "a number from 0 to 100"},
      {"{\"guest\": \"g\", \"exclude\": \"h1\"}", "\"exclude\" is an array of names"},
      {"{\"guest\": \"g\", \"exclude\": [1]}", "\"exclude\" is an array of names"},
      {"{\"guest\": \"g\", \"exclude\": [\"\"]}", "\"exclude\" is an array of names"},
      {"{\"new\": {\"vcpus\": 1}}", "left out only where it is \"like\" another"},
      {"{\"new\": {\"memory_bytes\": 1, \"vcpus\": 4097}}", "1 to 4096 vcpus"},
      {"{\"new\": {\"memory_bytes\": 70368744177665, \"vcpus\": 1}}", "up to 64 TiB"},
      {"{\"new\": {\"like\": \"g\", \"cpu_pct\": 101}}", "cpu_pct of 0 to 100"},
      {"{\"new\": {\"like\": \"g\", \"disk_bytes_per_sec\": -1}}", "up to 10 TB/s"},
      {"{\"new\": {\"like\": \"g\", \"network_bytes_per_sec\": 1e14}}", "up to 10 TB/s"},
      {"{\"new\": {\"like\": \"g\", \"name\": \"\"}}", "a name of up to 63 bytes"},
      {"{\"new\": {\"like\": \"g\", \"labels\": {\"a=b\": \"c\"}}}", "\"labels\" is an object"},
      {"{\"new\": {\"like\": \"g\", \"labels\": [\"a\"]}}", "\"labels\" is an object"},
      {"{\"new\": {\"like\": \"g\", \"networks\": [\"br0\"]}}", "names that begin with network: or interface:"},
      {"{\"new\": {\"like\": \"g\", \"networks\": [\"network:\"]}}", "names that begin with network: or interface:"},
      {"{\"new\": {\"like\": \"g\", \"storage\": [\"images\"]}}", "names that begin with pool: or path:"},
      {"{\"new\": {\"like\": \"g\", \"gpus\": 1}}", "a new guest is"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
    refuses(plan_request_read_placement, cases[i][0], cases[i][1]);
}

/* `n` names of "network:" and `length` bytes each. Caller frees. */
static char *body_with_names(guint n, guint length)
{
  GString *text = g_string_new("{\"new\": {\"like\": \"g\", \"networks\": [");
  g_autofree char *fill = g_strnfill(length, 'n'), *name = g_strconcat("network:", fill, NULL);
  for (guint i = 0; i < n; i++)
    g_string_append_printf(text, "%s\"%s\"", i > 0 ? ", " : "", name);
  return g_string_free(g_string_append(text, "]}}"), FALSE);
}

static void lists_of_names_have_their_limits(void **state)
{
  (void)state;
  struct plan_request request;
  g_autofree char *full = body_with_names(64, 55), *many = body_with_names(65, 1), *longer = body_with_names(1, 56);
  json_auto_t *body = read_body(&request, plan_request_read_placement, full);
  assert_int_equal(g_strv_length((char **)request.question.profile->networks), 64);
  plan_request_clear(&request);
  refuses(plan_request_read_placement, many, "at most 64 of up to 63 bytes each");
  refuses(plan_request_read_placement, longer, "at most 64 of up to 63 bytes each");
}

static void plans_may_go_round_hosts_and_have_no_weights(void **state)
{
  (void)state;
  struct plan_request request;
  json_auto_t *body =
      read_body(&request, plan_request_read_plan, "{\"kind\": \"evacuate\", \"host\": \"h1\", \"exclude\": [\"h2\"]}");
  assert_int_equal(request.question.kind, PLAN_EVACUATE);
  assert_string_equal(request.question.excluded[0], "h2");
  plan_request_clear(&request);
  refuses(plan_request_read_plan, "{\"kind\": \"balance\", \"weights\": {\"cpu\": 1}}", "a plan is");
  refuses(plan_request_read_plan, "{\"kind\": \"evacuate\"}", "a plan is");
  refuses(plan_request_read_plan, "{\"kind\": \"place\"}", "a plan is");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_placement_is_of_a_guest_with_weights_and_without_hosts),
      cmocka_unit_test(a_new_guest_says_what_it_uses_and_needs),
      cmocka_unit_test(a_guest_like_another_may_leave_all_else_unsaid),
      cmocka_unit_test(what_no_placement_is_is_refused),
      cmocka_unit_test(lists_of_names_have_their_limits),
      cmocka_unit_test(plans_may_go_round_hosts_and_have_no_weights),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
