/* A host's tip and those of its guests: what the policies declare and the fleet knows decides which stand under which. */
#include "rig.h"

#include <string.h>

/* POLICIES: host-cpu, and guest-slow, whose tips are symptoms of those of `causes`, and said better by those of `betters` (as). */
static void say_related(struct rig *rig, const char *causes, const char *betters)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = g_strdup_printf("[('host-cpu', 'core', '1.0', 'busy', '', byte 0, byte %d, '', uint32 30, @a(qu) [], "
                                          "@a(sss) [], @as [], @as []), ('guest-slow', 'core', '1.0', 'slow', '', 1, %d, '', 30, [], "
                                          "[], %s, %s)]",
                                          POLICY_ACTIVE, POLICY_ACTIVE, causes, betters);
  g_autoptr(GVariant) body = g_variant_parse(NULL, text, NULL, NULL, &error);
  assert_no_error(error);
  rig_say(rig, ROLE_POLICY, MESSAGE_POLICIES, body);
}

static void say_policies(struct rig *rig, const char *causes)
{
  say_related(rig, causes, "[]");
}

static guint64 find(struct rig *rig, enum finding_kind kind, const char *policy, const char *subject)
{
  rig->policy = policy;
  rig_find(rig, kind, subject, REMEDY_MIGRATE, "host:h1");
  return rig_tip(rig)->id;
}

static const struct tip *tip(const struct rig *rig, guint64 id)
{
  return tipbook_tip(pipeline_tips(rig->pipeline), id);
}

/* What host-cpu finds is left to people, all else is automation's. */
static void start(struct rig *rig)
{
  rig_stop(rig);
  rig->automation = AUTOMATION_APPLY;
  rig_start(rig);
  struct automation_rules *rules = automation_rules_new("UTC");
  automation_rules_add_policy(rules, "host-cpu", &(struct automation_terms){.level = (char *)"advise"});
  automation_terms_copy(&rules->terms, &(struct automation_terms){.level = (char *)"apply"});
  fleet_set_automation(rig->fleet, rules);
  say_policies(rig, "['host-cpu']");
}

static void automation_leaves_a_symptom_alone_until_its_cause_is_gone(void **state)
{
  struct rig *rig = *state;
  start(rig);
  guint64 host = find(rig, FINDING_TIP, "host-cpu", "host:h1");
  guint64 guest = find(rig, FINDING_TIP, "guest-slow", "guest:" GUEST);
  rig_interval(rig, 90);
  assert_int_equal(tip(rig, guest)->cause, host);
  assert_int_equal(tip(rig, guest)->state, TIP_OPEN);
  g_autofree char *why = pipeline_why_waits(rig->pipeline, tip(rig, guest));
  g_autofree char *expected = g_strdup_printf("it is a symptom of tip %" G_GUINT64_FORMAT " (it is busy), which is dealt with first", host);
  assert_string_equal(why, expected);
  find(rig, FINDING_CLEAR, "host-cpu", "host:h1");
  assert_int_equal(tip(rig, guest)->cause, 0);
  rig_interval(rig, 90);
  assert_int_equal(tip(rig, guest)->state, TIP_OPEN); /* it may end by itself */
  for (guint i = 0; i < GROUPING_GRACE_SEC / 10; i++)
    rig_interval(rig, 90);
  rig_run_until(rig, guest, TIP_VERIFYING);
}

/* Policies run one after the other, and the cause may be found later. */
static void automation_does_not_take_a_symptom_before_its_cause_can_be_found(void **state)
{
  struct rig *rig = *state;
  start(rig);
  guint64 guest = find(rig, FINDING_TIP, "guest-slow", "guest:" GUEST);
  assert_int_equal(tip(rig, guest)->state, TIP_OPEN);
  find(rig, FINDING_TIP, "host-cpu", "host:h1");
  rig_interval(rig, 90);
  assert_int_equal(tip(rig, guest)->state, TIP_OPEN);
}

static void people_may_accept_a_symptom(void **state)
{
  struct rig *rig = *state;
  start(rig);
  find(rig, FINDING_TIP, "host-cpu", "host:h1");
  guint64 guest = find(rig, FINDING_TIP, "guest-slow", "guest:" GUEST);
  rig_accept(rig, guest);
  rig_run_until(rig, guest, TIP_VERIFYING);
}

static void a_guest_that_moved_is_no_symptom_of_its_former_host(void **state)
{
  struct rig *rig = *state;
  say_policies(rig, "['host-cpu']");
  guint64 host = find(rig, FINDING_TIP, "host-cpu", "host:h1");
  guint64 guest = find(rig, FINDING_TIP, "guest-slow", "guest:" GUEST);
  assert_int_equal(tip(rig, guest)->cause, host);
  rig->is_moved[0] = TRUE;
  rig_interval(rig, 90);
  find(rig, FINDING_TIP, "guest-slow", "guest:" GUEST);
  assert_int_equal(tip(rig, guest)->cause, 0);
}

static void what_provost_policy_says_is_taken_as_far_as_it_makes_sense(void **state)
{
  struct rig *rig = *state;
  guint64 host = find(rig, FINDING_TIP, "host-cpu", "host:h1");
  say_policies(rig, "['guest-slow', 'no name', '', '4', '5', '6', '7', '8', 'host-cpu']"); /* one more than there may be */
  guint64 guest = find(rig, FINDING_TIP, "guest-slow", "guest:" GUEST);
  assert_int_equal(tip(rig, guest)->cause, 0);
  say_policies(rig, "['guest-slow', 'no name', '', '4', '5', '6', '7', 'host-cpu']");
  find(rig, FINDING_TIP, "guest-slow", "guest:" GUEST);
  assert_int_equal(tip(rig, guest)->cause, host);
  rig_role_down(rig, ROLE_POLICY); /* which knows no better */
  g_autoptr(GError) error = NULL;
  struct tip_change change = {.by = "operator test", .why = "known"};
  assert_true(tipbook_move(pipeline_tips(rig->pipeline), host, TIP_EVENT_DISMISS, &change, &error));
  assert_int_equal(tip(rig, guest)->cause, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_up, rig_down)

static void where_another_tip_says_it_better_there_is_none_of_it(void **state)
{
  struct rig *rig = *state;
  guint64 slow = find(rig, FINDING_TIP, "guest-slow", "host:h1");
  say_related(rig, "[]", "['host-cpu', 'guest-slow', 'no name']");
  guint64 busy = find(rig, FINDING_TIP, "host-cpu", "host:h1");
  assert_int_equal(tip(rig, slow)->state, TIP_OPEN);
  find(rig, FINDING_TIP, "guest-slow", "host:h1");
  assert_int_equal(tip(rig, slow)->state, TIP_SUPERSEDED);
  g_autofree char *why = g_strdup_printf("tip %" G_GUINT64_FORMAT " says it better: it is busy", busy);
  assert_string_equal(tip(rig, slow)->state_reason, why);
  assert_int_equal(find(rig, FINDING_TIP, "guest-slow", "host:h1"), busy); /* nor is a new one raised */
  assert_int_not_equal(find(rig, FINDING_TIP, "guest-slow", "host:h2"), busy);
  find(rig, FINDING_CLEAR, "host-cpu", "host:h1");
  guint64 again = find(rig, FINDING_TIP, "guest-slow", "host:h1");
  assert_int_not_equal(again, slow);
  assert_int_equal(tip(rig, again)->state, TIP_OPEN);
}

static void automation_does_not_take_what_another_tip_may_say_better(void **state)
{
  struct rig *rig = *state;
  start(rig);
  say_related(rig, "[]", "['host-cpu']");
  guint64 slow = find(rig, FINDING_TIP, "guest-slow", "host:h1");
  assert_int_equal(tip(rig, slow)->state, TIP_OPEN);
  find(rig, FINDING_TIP, "host-cpu", "host:h1");
  rig_interval(rig, 90); /* its policy may run once an hour only */
  assert_int_equal(tip(rig, slow)->state, TIP_SUPERSEDED);
}

static void what_is_under_way_is_not_superseded(void **state)
{
  struct rig *rig = *state;
  guint64 slow = find(rig, FINDING_TIP, "guest-slow", "host:h1");
  rig->holds_deeds = TRUE;
  rig_accept(rig, slow);
  rig_run_until(rig, slow, TIP_ACTING);
  say_related(rig, "[]", "['host-cpu']");
  find(rig, FINDING_TIP, "host-cpu", "host:h1");
  find(rig, FINDING_TIP, "guest-slow", "host:h1");
  assert_int_equal(tip(rig, slow)->state, TIP_ACTING);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(automation_leaves_a_symptom_alone_until_its_cause_is_gone),
      TEST(automation_does_not_take_a_symptom_before_its_cause_can_be_found),
      TEST(people_may_accept_a_symptom),
      TEST(where_another_tip_says_it_better_there_is_none_of_it),
      TEST(automation_does_not_take_what_another_tip_may_say_better),
      TEST(what_is_under_way_is_not_superseded),
      TEST(a_guest_that_moved_is_no_symptom_of_its_former_host),
      TEST(what_provost_policy_says_is_taken_as_far_as_it_makes_sense),
  };
  rig_silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
