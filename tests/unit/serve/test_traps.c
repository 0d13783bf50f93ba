/* Traps that are passed on, and the list of those that came. */
#include "rig.h"

#include "unit.h"

static const char trap[] = "{\"host\": \"sw1\", \"address\": \"192.0.2.7\", \"variables\": ["
                           "{\"oid\": \".1.3.6.1.6.3.1.1.4.1.0\", \"text\": \".1.3.6.1.6.3.1.1.5.3\"},"
                           "{\"oid\": \"1.3.6.1.6.3.18.1.3.0\", \"text\": \"192.0.2.9\"}]}";

static const char *text_of(const json_t *json, const char *name)
{
  const char *text = json_string_value(json_object_get(json, name));
  return text ? text : "";
}

static void a_trap_that_is_passed_on_is_listed(void **state)
{
  struct rig *rig = *state;
  struct answer taken = ask(rig, "POST", "/v1/traps", trap), all = ask(rig, "GET", "/v1/traps", NULL);
  assert_int_equal(taken.status, 200);
  assert_string_equal(text_of(taken.json, "oid"), "1.3.6.1.6.3.1.1.5.3");
  assert_string_equal(text_of(taken.json, "agent"), "192.0.2.9");
  assert_string_equal(text_of(taken.json, "host"), "sw1");
  assert_int_equal(json_array_size(json_object_get(all.json, "traps")), 1);
  json_decref(taken.json);
  json_decref(all.json);
}

static void those_that_a_pack_knows_can_be_left_out(void **state)
{
  struct rig *rig = *state;
  struct trap_record *known = trap_record_new();
  g_free(known->pack);
  known->id = 7;
  known->pack = g_strdup("core");
  trap_book_add(rig->traps, known);
  struct answer all = ask(rig, "GET", "/v1/traps", NULL), unmapped = ask(rig, "GET", "/v1/traps?unmapped=true", NULL);
  assert_int_equal(json_array_size(json_object_get(all.json, "traps")), 1);
  assert_int_equal(json_array_size(json_object_get(unmapped.json, "traps")), 0);
  json_decref(all.json);
  json_decref(unmapped.json);
}

static void what_is_no_trap_is_refused(void **state)
{
  static const char *const bodies[] = {
      "{}",
      "{\"variables\": []}",
      "{\"variables\": 5}",
      "{\"oid\": \"linkDown\", \"variables\": []}",
      "{\"oid\": \"1.3.6.1.4.1.99999\", \"variables\": [5]}",
      "{\"oid\": \"1.3.6.1.4.1.99999\", \"variables\": [{\"oid\": \"1.3\"}]}",
      "{\"oid\": \"1.3.6.1.4.1.99999\", \"host\": 5, \"variables\": []}",
      "{\"oid\": \"1.3.6.1.4.1.99999\", \"variables\": [], \"subject\": \"host:h1\"}",
  };
  struct rig *rig = *state;
  for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
    struct answer answer = ask(rig, "POST", "/v1/traps", bodies[i]);
    if (answer.status != 400)
      fail_msg("%s is answered with %u", bodies[i], answer.status);
    json_decref(answer.json);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_trap_that_is_passed_on_is_listed, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(those_that_a_pack_knows_can_be_left_out, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(what_is_no_trap_is_refused, rig_up, rig_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
