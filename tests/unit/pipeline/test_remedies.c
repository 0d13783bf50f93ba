/* Remedies that resize a guest, and the order in which those of a tip are tried. */
#include "rig.h"

#include "pipeline/parts.h"
#include "pipeline/remedy_state.h"

#include <unistd.h>

#define GIB(n) ((guint64)(n) << 30)

static const struct tip *tip_of(const struct rig *rig, guint64 id)
{
  return tipbook_tip(pipeline_tips(rig->pipeline), id);
}

static guint64 raise_tip(struct rig *rig, GVariant *remedies)
{
  rig_find_remedies(rig, FINDING_TIP, "guest:" GUEST, remedies);
  return rig_tip(rig)->id;
}

static GVariant *first_of(const char *remedies)
{
  g_autoptr(GError) error = NULL;
  GVariant *parsed = g_variant_parse(G_VARIANT_TYPE("a(ya{ss})"), remedies, NULL, NULL, &error);
  assert_no_error(error);
  return parsed;
}

static const struct action *action_of(const struct rig *rig, guint64 tip_id)
{
  return actions_action(pipeline_actions(rig->pipeline), tip_of(rig, tip_id)->action_id);
}

/* enum remedy_kind as written below: 0 notify, 1 migrate, 2 resize_memory, 3 resize_vcpus. */
static void a_guest_is_given_memory_and_the_effect_is_measured(void **state)
{
  struct rig *rig = *state;
  guint64 id = raise_tip(rig, first_of("[(2, {'guest': 'guest:" GUEST "', 'bytes': '2147483648'})]"));
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_VERIFYING);
  assert_int_equal(action_of(rig, id)->kind, ACTION_RESIZE);
  assert_int_equal(action_of(rig, id)->state, ACTION_DONE);
  assert_int_equal(rig->memory_bytes, GIB(2));
  assert_int_equal(rig->vcpus, 2);
  assert_string_equal(tip_of(rig, id)->plan->why, "g1 on h1 is to have 2.00 GiB of memory instead of 1.00 GiB");
  assert_int_equal(tip_of(rig, id)->plan->moves->len, 0);
  rig_run_out(rig, id, 50);
  assert_int_equal(tip_of(rig, id)->state, TIP_RESOLVED);
  assert_int_equal(tip_of(rig, id)->verdict, VERDICT_EFFECTIVE);
}

static void a_guest_is_given_vcpus(void **state)
{
  struct rig *rig = *state;
  guint64 id = raise_tip(rig, first_of("[(3, {'guest': 'guest:" GUEST "', 'vcpus': '4'})]"));
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_VERIFYING);
  assert_int_equal(rig->vcpus, 4);
  assert_int_equal(rig->memory_bytes, GIB(1));
}

static void a_remedy_that_is_refused_alone_fails_the_tip_with_the_rule(void **state)
{
  struct rig *rig = *state;
  guint64 id = raise_tip(rig, first_of("[(3, {'guest': 'guest:" GUEST "', 'vcpus': '9'}), (0, {})]"));
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_FAILED);
  assert_string_equal(tip_of(rig, id)->state_reason,
                      "9 vcpus are more than guest g1 can have while it runs: libvirt's maximum for it is 8");
  assert_int_equal(rig->heard[MESSAGE_DEED], 0);
}

static void where_the_first_remedy_is_refused_the_next_one_is_tried_and_the_tip_says_so(void **state)
{
  struct rig *rig = *state;
  guint64 id = raise_tip(rig, first_of("[(3, {'guest': 'guest:" GUEST "', 'vcpus': '9'}), (0, {}), (2, {'guest': 'guest:" GUEST
                                       "', 'bytes': '2147483648'})]"));
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_VERIFYING);
  assert_int_equal(rig->memory_bytes, GIB(2));
  assert_string_equal(tip_of(rig, id)->state_reason,
                      "resize_vcpus was refused: 9 vcpus are more than guest g1 can have while it runs: libvirt's maximum for it is 8");
}

static void where_no_move_is_possible_the_guest_is_resized(void **state)
{
  struct rig *rig = *state;
  rig->h2_available_bytes = 1;
  rig_interval(rig, 90);
  guint64 id = raise_tip(rig, first_of("[(1, {'from': 'host:h1'}), (2, {'guest': 'guest:" GUEST "', 'bytes': '536870912'})]"));
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_VERIFYING);
  assert_int_equal(rig->memory_bytes, GIB(1) / 2);
  assert_true(g_str_has_prefix(tip_of(rig, id)->state_reason, "migrate was refused: "));
}

static void where_all_are_refused_the_tip_names_each_and_no_notice_is_taken_for_success(void **state)
{
  struct rig *rig = *state;
  guint64 id = raise_tip(rig, first_of("[(3, {'guest': 'guest:" GUEST "', 'vcpus': '9'}), (2, {'guest': 'guest:" GUEST
                                       "', 'bytes': '1073741824'}), (0, {})]"));
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_FAILED);
  assert_string_equal(tip_of(rig, id)->state_reason,
                      "resize_vcpus was refused: 9 vcpus are more than guest g1 can have while it runs: libvirt's maximum for it "
                      "is 8; resize_memory was refused: guest g1 has that already: 1.00 GiB and 2 vcpus");
  assert_int_equal(rig->heard[MESSAGE_DEED], 0);
}

static void what_was_tried_and_failed_is_not_followed_by_the_next_remedy(void **state)
{
  struct rig *rig = *state;
  rig->deed_result = DEED_FAILED;
  guint64 id = raise_tip(rig, first_of("[(3, {'guest': 'guest:" GUEST "', 'vcpus': '4'}), (2, {'guest': 'guest:" GUEST
                                       "', 'bytes': '2147483648'})]"));
  rig_accept(rig, id);
  rig_run_until(rig, id, TIP_FAILED);
  assert_int_equal(rig->heard[MESSAGE_DEED], 1);
  assert_true(g_str_has_prefix(tip_of(rig, id)->state_reason, "no effect: vcpus is 2 as before, not 4"));
}

static void nothing_is_kept_of_an_attempt_whose_tip_is_finished(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  struct tip_change change = {.by = "operator test", .why = "known"};
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  rig_accept(rig, rig_tip(rig)->id);
  assert_int_equal(g_hash_table_size(rig->pipeline->remedies->attempts), 1);
  assert_true(tipbook_move(pipeline_tips(rig->pipeline), rig_tip(rig)->id, TIP_EVENT_DISMISS, &change, &error));
  assert_int_equal(g_hash_table_size(rig->pipeline->remedies->attempts), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_up, rig_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(nothing_is_kept_of_an_attempt_whose_tip_is_finished),
      TEST(a_guest_is_given_memory_and_the_effect_is_measured),
      TEST(a_guest_is_given_vcpus),
      TEST(a_remedy_that_is_refused_alone_fails_the_tip_with_the_rule),
      TEST(where_the_first_remedy_is_refused_the_next_one_is_tried_and_the_tip_says_so),
      TEST(where_no_move_is_possible_the_guest_is_resized),
      TEST(where_all_are_refused_the_tip_names_each_and_no_notice_is_taken_for_success),
      TEST(what_was_tried_and_failed_is_not_followed_by_the_next_remedy),
  };
  rig_silence_log();
  alarm(300); /* what never comes ends the test */
  return cmocka_run_group_tests(tests, NULL, NULL);
}
