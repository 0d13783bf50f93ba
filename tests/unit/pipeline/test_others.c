/* Others at work on the same hosts and guests. */
#include "rig.h"

#include "action/resize.h"

#define WHO "provost 1f2e3d4c (/b) on machine m2, since noon"

static void claim(struct rig *rig, const char *host, enum claim_state state)
{
  rig_say(rig, ROLE_VIRT, MESSAGE_CLAIM, g_variant_new("(sys)", host, (guchar)state, state == CLAIM_OTHER ? WHO : ""));
}

static void claim_both(struct rig *rig, enum claim_state state)
{
  claim(rig, "host:h1", state);
  claim(rig, "host:h2", state);
}

static const struct tip *tip_of_policy(const struct rig *rig, const char *policy)
{
  g_autoptr(GPtrArray) tips = tipbook_list(pipeline_tips(rig->pipeline));
  for (guint i = 0; i < tips->len; i++)
    if (g_str_equal(((const struct tip *)tips->pdata[i])->policy, policy))
      return tips->pdata[i];
  return NULL;
}

static guint64 order_move(struct rig *rig, const char *by, GError **error)
{
  struct move move = {.guest_uuid = (char *)GUEST, .guest_name = (char *)"g1", .from = (char *)"h1", .to = (char *)"h2",
                      .method = METHOD_LIVE};
  return actions_start(pipeline_actions(rig->pipeline), &move, 0, by, error);
}

/* ---- another provost ----------------------------------------------------------------------------- */

static void a_host_of_another_provost_is_only_watched_and_the_refusal_names_the_other(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  fleet_require_claims(rig->fleet, 60);
  claim(rig, "host:h1", CLAIM_OURS);
  claim(rig, "host:h2", CLAIM_OTHER);
  assert_int_equal(order_move(rig, "operator test", &error), 0);
  assert_error_says(error, "h2 is managed by " WHO ": this one only watches");
  claim(rig, "host:h2", CLAIM_OURS);
  assert_int_not_equal(order_move(rig, "operator test", NULL), 0);
}

static void a_host_of_another_provost_is_not_evacuated_and_not_even_restricted(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  fleet_require_claims(rig->fleet, 60);
  claim_both(rig, CLAIM_OTHER);
  assert_int_equal(pipeline_evacuate(rig->pipeline, "h1", "", "operator test", &error), 0);
  assert_error_says(error, "h1 is managed by " WHO ": this one only watches");
  assert_false(fleet_host_is_restricted(rig->fleet, "h1"));
}

static void nothing_is_done_before_it_is_known_whose_a_host_is(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  fleet_require_claims(rig->fleet, 60);
  claim(rig, "host:h2", CLAIM_OURS);
  assert_int_equal(order_move(rig, "operator test", &error), 0);
  assert_error_says(error, "nothing is done on h1");
}

/* G03: a provost-virt that was stopped, or a libvirtd that is silent. */
static void a_claim_that_was_said_long_ago_does_not_count(void **state)
{
  struct rig *rig = *state;
  fleet_require_claims(rig->fleet, 60);
  claim_both(rig, CLAIM_OURS);
  virtual_clock_advance(&rig->clock, 31 * G_USEC_PER_SEC);
  g_autoptr(GError) error = NULL;
  assert_int_equal(order_move(rig, "operator test", &error), 0);
  assert_error_says(error, "does not say now whether another provost manages it");
  claim_both(rig, CLAIM_OURS);
  assert_int_not_equal(order_move(rig, "operator test", NULL), 0);
}

static void a_host_that_can_keep_no_claims_is_acted_on(void **state)
{
  struct rig *rig = *state;
  fleet_require_claims(rig->fleet, 60);
  claim_both(rig, CLAIM_NONE);
  assert_int_not_equal(order_move(rig, "operator test", NULL), 0);
}

static void a_deed_whose_host_was_taken_over_meanwhile_is_not_sent(void **state)
{
  struct rig *rig = *state;
  fleet_require_claims(rig->fleet, 60);
  claim_both(rig, CLAIM_OURS);
  guint64 id = order_move(rig, "operator test", NULL);
  claim(rig, "host:h2", CLAIM_OTHER);
  for (guint i = 0; i < 20 && !action_is_finished(actions_action(pipeline_actions(rig->pipeline), id)); i++) {
    virtual_clock_advance(&rig->clock, G_USEC_PER_SEC);
    claim(rig, "host:h2", CLAIM_OTHER);
    pipeline_take_second(rig->pipeline);
    rig_settle(rig);
  }
  const struct action *action = actions_action(pipeline_actions(rig->pipeline), id);
  assert_int_equal(action->state, ACTION_FAILED);
  assert_non_null(strstr(action->error, "h2 is managed by " WHO));
  assert_int_equal(rig->heard[MESSAGE_DEED], 0);
}

static void one_critical_tip_says_who_the_other_is_and_clears_when_it_is_gone(void **state)
{
  struct rig *rig = *state;
  fleet_require_claims(rig->fleet, 60);
  claim_both(rig, CLAIM_OTHER);
  rig_interval(rig, 10);
  rig_interval(rig, 10);
  const struct tip *tip = tip_of_policy(rig, POLICY_OWNERSHIP);
  assert_non_null(tip);
  assert_int_equal(tip->severity, SEVERITY_CRITICAL);
  assert_int_equal(tip->state, TIP_OPEN);
  assert_non_null(strstr(tip->text, "h1, h2: managed by " WHO));
  g_autoptr(GPtrArray) tips = tipbook_list(pipeline_tips(rig->pipeline));
  assert_int_equal(tips->len, 1);
  claim_both(rig, CLAIM_OURS);
  rig_interval(rig, 10);
  assert_int_equal(tip_of_policy(rig, POLICY_OWNERSHIP)->state, TIP_CLEARED);
}

static void automation_waits_while_the_host_is_another_s(void **state)
{
  (void)state;
  struct rig *rig = rig_new();
  rig->automation = AUTOMATION_APPLY;
  rig_start(rig);
  fleet_require_claims(rig->fleet, 60);
  claim_both(rig, CLAIM_OTHER);
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  guint64 id = rig_tip(rig)->id;
  rig_interval(rig, 90);
  assert_int_equal(tipbook_tip(pipeline_tips(rig->pipeline), id)->state, TIP_OPEN);
  claim_both(rig, CLAIM_OURS);
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  assert_int_not_equal(tipbook_tip(pipeline_tips(rig->pipeline), id)->state, TIP_OPEN);
  rig_free(rig);
}

/* ---- others who move guests ---------------------------------------------------------------------- */

/* The whole list of a host: g1, g2 or both; "": none. */
static void list(struct rig *rig, const char *host, const char *guests)
{
  GVariantBuilder rows;
  g_variant_builder_init(&rows, G_VARIANT_TYPE("a(ssyyuuttbb)"));
  const char *const names[] = {"g1", "g2"}, *const uuids[] = {GUEST, OTHER};
  for (guint i = 0; i < 2; i++)
    if (strstr(guests, names[i]))
      g_variant_builder_add(&rows, "(ssyyuuttbb)", uuids[i], names[i], (guchar)GUEST_RUNNING, (guchar)REASON_OTHER, 2u, 2u,
                            (guint64)1 << 30, (guint64)1 << 30, TRUE, FALSE);
  rig_say(rig, ROLE_VIRT, MESSAGE_GUESTS, g_variant_new("(sa(ssyyuuttbb))", host, &rows));
}

static void move_by_hand(struct rig *rig)
{
  rig->is_moved[0] = TRUE;
  list(rig, "host:h2", "g1");
  list(rig, "host:h1", "g2");
}

static void a_move_by_hand_is_told_in_one_tip_that_names_who_is_suspected(void **state)
{
  struct rig *rig = *state;
  move_by_hand(rig);
  const struct tip *tip = tip_of_policy(rig, POLICY_OTHERS);
  assert_non_null(tip);
  assert_string_equal(tip->subject, "guest:" GUEST);
  assert_string_equal(tip->text, "guest g1 was moved from h1 to h2, not by provost but by " FOREIGN_UNKNOWN
                                 ": automation leaves it alone for 30 min; what an operator orders is done");
  g_autoptr(GPtrArray) tips = tipbook_list(pipeline_tips(rig->pipeline));
  assert_int_equal(tips->len, 1);
}

/* C26: lists that come twice, or in another order than what they tell of, come to the same. */
static void lists_that_are_lost_doubled_or_late_come_to_what_the_last_ones_say(void **state)
{
  struct rig *rig = *state;
  list(rig, "host:h1", "g2"); /* it left, and has not arrived yet */
  list(rig, "host:h1", "g1 g2"); /* a stale one */
  list(rig, "host:h1", "g2");
  list(rig, "host:h2", "g1");
  list(rig, "host:h2", "g1");
  assert_string_equal(fleet_guest(rig->fleet, GUEST)->host, "h2");
  assert_int_equal(fleet_guest(rig->fleet, GUEST)->running_copies, 1);
  assert_non_null(strstr(tip_of_policy(rig, POLICY_OTHERS)->text, "was moved from h1 to h2"));
  g_autoptr(GPtrArray) tips = tipbook_list(pipeline_tips(rig->pipeline));
  assert_int_equal(tips->len, 1);
}

static void our_own_move_is_not_taken_for_another_s(void **state)
{
  struct rig *rig = *state;
  guint64 id = order_move(rig, "operator test", NULL);
  for (guint i = 0; i < 20 && !action_is_finished(actions_action(pipeline_actions(rig->pipeline), id)); i++) {
    virtual_clock_advance(&rig->clock, G_USEC_PER_SEC);
    pipeline_take_second(rig->pipeline);
    rig_settle(rig);
  }
  assert_int_equal(actions_action(pipeline_actions(rig->pipeline), id)->state, ACTION_DONE);
  move_by_hand(rig); /* the lists that tell of it */
  assert_null(tip_of_policy(rig, POLICY_OTHERS));
}

static void automation_leaves_it_alone_and_a_person_does_not_need_to(void **state)
{
  struct rig *rig = *state;
  list(rig, "host:h1", "g1 g2");
  list(rig, "host:h2", "g1");
  list(rig, "host:h1", "g2");
  list(rig, "host:h1", "g1 g2");
  list(rig, "host:h2", "");
  g_autoptr(GError) error = NULL;
  assert_int_equal(order_move(rig, "automation", &error), 0);
  assert_error_says(error, "not by provost but by " FOREIGN_UNKNOWN ": automation leaves it alone for 30 min");
  assert_int_not_equal(order_move(rig, "operator test", NULL), 0);
}

static void the_hold_ends_and_the_tip_with_it(void **state)
{
  struct rig *rig = *state;
  move_by_hand(rig);
  rig_interval(rig, 10);
  assert_int_equal(tip_of_policy(rig, POLICY_OTHERS)->state, TIP_OPEN);
  virtual_clock_advance(&rig->clock, (gint64)1800 * G_USEC_PER_SEC);
  rig_interval(rig, 10);
  assert_int_equal(tip_of_policy(rig, POLICY_OTHERS)->state, TIP_CLEARED);
  assert_null(fleet_foreign_hold(rig->fleet, GUEST));
}

static void the_hold_outlives_provostd(void **state)
{
  struct rig *rig = *state;
  move_by_hand(rig);
  rig_stop(rig);
  virtual_clock_advance(&rig->clock, (gint64)600 * G_USEC_PER_SEC);
  rig_start(rig);
  rig_interval(rig, 10);
  assert_non_null(fleet_foreign_hold(rig->fleet, GUEST));
  assert_true(fleet_foreign_hold_sec(rig->fleet, GUEST) < 1200.5);
  assert_int_equal(tip_of_policy(rig, POLICY_OTHERS)->state, TIP_OPEN);
}

static void the_second_time_holds_its_group_too(void **state)
{
  struct rig *rig = *state;
  struct rule *rule = rule_new("together", RULE_GROUP, FALSE);
  g_ptr_array_add(rule->guests, g_strdup("g*"));
  fleet_add_rule(rig->fleet, rule);
  rule_free(rule);
  move_by_hand(rig);
  assert_null(fleet_foreign_hold(rig->fleet, OTHER));
  list(rig, "host:h1", "g1 g2");
  list(rig, "host:h2", "");
  assert_non_null(fleet_foreign_hold(rig->fleet, OTHER));
  assert_non_null(strstr(tip_of_policy(rig, POLICY_OTHERS)->text, "second time within an hour also g2"));
}

/* ---- the same guest on two hosts (C09) ----------------------------------------------------------- */

static void list_as(struct rig *rig, const char *host, enum guest_state guest_state)
{
  rig_say(rig, ROLE_VIRT, MESSAGE_GUESTS,
          g_variant_new_parsed("(%s, [(%s, 'g1', %y, byte 0, uint32 2, uint32 4, uint64 1073741824, uint64 2147483648, true, "
                               "false)])", host, GUEST, (guchar)guest_state));
}

static void a_guest_that_runs_on_two_hosts_is_frozen(void **state)
{
  struct rig *rig = *state;
  list_as(rig, "host:h1", GUEST_RUNNING);
  list_as(rig, "host:h2", GUEST_RUNNING);
  assert_int_equal(fleet_guest(rig->fleet, GUEST)->running_copies, 2);
  g_autoptr(GError) of_move = NULL, of_resize = NULL;
  assert_int_equal(order_move(rig, "operator test", &of_move), 0);
  assert_error_says(of_move, "runs on more than one host: stop one copy before anything else");
  const struct resize resize = {.guest_uuid = GUEST, .vcpus = 4};
  assert_int_equal(actions_resize(pipeline_actions(rig->pipeline), &resize, 0, "operator test", &of_resize), 0);
  assert_error_says(of_resize, "runs on more than one host: stop one copy before anything else");
  assert_null(tip_of_policy(rig, POLICY_OTHERS));
}

static void two_definitions_of_which_one_runs_are_no_split_brain(void **state)
{
  struct rig *rig = *state;
  list_as(rig, "host:h2", GUEST_OFF);
  list_as(rig, "host:h1", GUEST_RUNNING);
  assert_int_equal(fleet_guest(rig->fleet, GUEST)->running_copies, 1);
  assert_string_equal(fleet_guest(rig->fleet, GUEST)->host, "h1");
  assert_null(tip_of_policy(rig, POLICY_OTHERS));
  assert_int_not_equal(order_move(rig, "operator test", NULL), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_up, rig_down)

int main(void)
{
  rig_silence_log();
  const struct CMUnitTest tests[] = {
      TEST(a_host_of_another_provost_is_only_watched_and_the_refusal_names_the_other),
      TEST(a_host_of_another_provost_is_not_evacuated_and_not_even_restricted),
      TEST(nothing_is_done_before_it_is_known_whose_a_host_is),
      TEST(a_claim_that_was_said_long_ago_does_not_count),
      TEST(a_host_that_can_keep_no_claims_is_acted_on),
      TEST(a_deed_whose_host_was_taken_over_meanwhile_is_not_sent),
      TEST(one_critical_tip_says_who_the_other_is_and_clears_when_it_is_gone),
      TEST(a_guest_that_runs_on_two_hosts_is_frozen),
      TEST(two_definitions_of_which_one_runs_are_no_split_brain),
      TEST(a_move_by_hand_is_told_in_one_tip_that_names_who_is_suspected),
      TEST(lists_that_are_lost_doubled_or_late_come_to_what_the_last_ones_say),
      TEST(our_own_move_is_not_taken_for_another_s),
      TEST(automation_leaves_it_alone_and_a_person_does_not_need_to),
      TEST(the_hold_ends_and_the_tip_with_it),
      TEST(the_hold_outlives_provostd),
      TEST(the_second_time_holds_its_group_too),
      cmocka_unit_test(automation_waits_while_the_host_is_another_s),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
