/* How fast guests write to their memory, asked of provost-virt. */
#include "pipeline/rig.h"

#include "base/error.h"

#include <string.h>

struct told {
  guint times;
  gint64 bytes_per_sec;
  int code; /* of the error; -1: none */
  char *sentence;
};

static void on_done(gint64 bytes_per_sec, const GError *error, gpointer user)
{
  struct told *told = user;
  told->times++;
  told->bytes_per_sec = bytes_per_sec;
  told->code = error ? error->code : -1;
  g_free(told->sentence);
  told->sentence = g_strdup(error ? error->message : "");
}

/* The id under which provost-virt was asked. */
static guint64 ask(struct rig *rig, struct told *told)
{
  guint64 id;
  guint heard = rig->heard[MESSAGE_DIRTY_RATE];
  pipeline_dirty_rate(rig->pipeline, "g1", 2, on_done, told);
  while (rig->heard[MESSAGE_DIRTY_RATE] == heard && told->times == 0)
    g_main_context_iteration(NULL, TRUE);
  assert_int_equal(told->times, 0);
  g_variant_get_child(rig->last[MESSAGE_DIRTY_RATE], 0, "t", &id);
  return id;
}

static void expect(struct told *told, int code, const char *words)
{
  assert_int_equal(told->times, 1);
  assert_int_equal(told->code, code);
  if (!strstr(told->sentence, words))
    fail_msg("%s", told->sentence);
  g_free(told->sentence);
  *told = (struct told){0};
}

static void a_rate_is_asked_of_the_host_where_the_guest_is(void **state)
{
  struct rig *rig = *state;
  struct told told = {0};
  guint64 id = ask(rig, &told);
  g_autofree char *asked = g_variant_print(rig->last[MESSAGE_DIRTY_RATE], FALSE);
  g_autofree char *wanted = g_strdup_printf("(%" G_GUINT64_FORMAT ", 'host:h1', '" GUEST "', 2)", id);
  assert_string_equal(asked, wanted);
  rig_say(rig, ROLE_VIRT, MESSAGE_DIRTY_RATE_MEASURED, g_variant_new("(txs)", id + 1, (gint64)7, ""));
  assert_int_equal(told.times, 0);
  rig_say(rig, ROLE_VIRT, MESSAGE_DIRTY_RATE_MEASURED, g_variant_new("(txs)", id, (gint64)4096, ""));
  assert_true(fleet_dirty_rate(rig->fleet, GUEST) == 4096);
  assert_true(told.bytes_per_sec == 4096);
  expect(&told, -1, "");
  rig_say(rig, ROLE_VIRT, MESSAGE_DIRTY_RATE_MEASURED, g_variant_new("(txs)", id, (gint64)8192, ""));
  assert_int_equal(told.times, 0);
}

static void a_refusal_carries_its_reason(void **state)
{
  struct told told = {0};
  guint64 id = ask(*state, &told);
  rig_say(*state, ROLE_VIRT, MESSAGE_DIRTY_RATE_MEASURED, g_variant_new("(txs)", id, (gint64)-1, "the guest is off"));
  expect(&told, PROVOST_ERROR_REFUSED, "was not measured: the guest is off");
}

static void a_question_ends_with_the_role_and_with_time(void **state)
{
  struct rig *rig = *state;
  struct told told = {0};
  ask(rig, &told);
  rig_role_down(rig, ROLE_VIRT);
  expect(&told, PROVOST_ERROR_UNAVAILABLE, "died");
  pipeline_dirty_rate(rig->pipeline, "g1", 2, on_done, &told);
  expect(&told, PROVOST_ERROR_UNAVAILABLE, "not running");
  rig_role_up(rig, ROLE_VIRT);
  ask(rig, &told);
  virtual_clock_advance(&rig->clock, DIRTY_RATES_PATIENCE_SEC * G_USEC_PER_SEC);
  pipeline_take_second(rig->pipeline);
  assert_int_equal(told.times, 0);
  virtual_clock_advance(&rig->clock, 1);
  pipeline_take_second(rig->pipeline);
  expect(&told, PROVOST_ERROR_UNAVAILABLE, "in time");
}

static void questions_have_a_limit(void **state)
{
  struct rig *rig = *state;
  struct told first = {0}, told = {0};
  for (guint i = 0; i < DIRTY_RATES_MAX; i++)
    pipeline_dirty_rate(rig->pipeline, "g1", 1, on_done, &first);
  assert_int_equal(first.times, 0);
  pipeline_dirty_rate(rig->pipeline, "g1", 1, on_done, &told);
  expect(&told, PROVOST_ERROR_UNAVAILABLE, "32 guests are being measured");
  pipeline_dirty_rate(rig->pipeline, "nobody", 1, on_done, &told);
  expect(&told, PROVOST_ERROR_NOT_FOUND, "nobody");
  rig_role_down(rig, ROLE_VIRT);
  assert_int_equal(first.times, DIRTY_RATES_MAX);
  g_free(first.sentence);
}

static void a_guest_that_is_acted_upon_is_left_alone(void **state)
{
  struct rig *rig = *state;
  struct told told = {0};
  rig->holds_deeds = TRUE;
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  rig_accept(rig, rig_tip(rig)->id);
  rig_run_until(rig, rig_tip(rig)->id, TIP_ACTING);
  pipeline_dirty_rate(rig->pipeline, "g1", 1, on_done, &told);
  expect(&told, PROVOST_ERROR_REFUSED, "an action on g1 is under way");
}

int main(void)
{
  rig_silence_log();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_rate_is_asked_of_the_host_where_the_guest_is, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_refusal_carries_its_reason, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_question_ends_with_the_role_and_with_time, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(questions_have_a_limit, rig_up, rig_down),
      cmocka_unit_test_setup_teardown(a_guest_that_is_acted_upon_is_left_alone, rig_up, rig_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
