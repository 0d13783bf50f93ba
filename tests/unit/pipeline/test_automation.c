/* The stop of all automation, and whatever else makes it leave a tip to people. */
#include "rig.h"

#include "base/error.h"
#include "pipeline/parts.h"

#include <string.h>
#include <unistd.h>

static void start_with_apply(struct rig *rig)
{
  rig_stop(rig);
  rig->automation = AUTOMATION_APPLY;
  rig_start(rig);
}

/* Automation is set to apply, and there is a tip for it. */
static guint64 raise_for_automation(struct rig *rig)
{
  start_with_apply(rig);
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  return rig_tip(rig)->id;
}

static void say_policy_level(struct rig *rig, const char *level)
{
  struct automation_rules *rules = automation_rules_new("UTC");
  automation_rules_add_policy(rules, "host-cpu", &(struct automation_terms){.level = (char *)level});
  fleet_set_automation(rig->fleet, rules);
}

static void say_level(struct rig *rig, const char *subject, enum automation_level level)
{
  struct automation_terms *terms = (struct automation_terms *)&fleet_cluster(rig->fleet, "lab")->automation;
  if (subject_key(subject, SUBJECT_CLUSTER)) {
    automation_terms_clear(terms);
    automation_terms_copy(terms, &(struct automation_terms){.level = (char *)automation_level_name(level)});
  } else {
    fleet_add_traits(rig->fleet, subject, "lab", &(struct traits){.automation = (guint)level + 1});
  }
}

static void pause_it(struct rig *rig, const char *reason)
{
  g_autoptr(GError) error = NULL;
  pipeline_pause(rig->pipeline, "operator test", reason, &error);
  assert_no_error(error);
}

static void expect_waits(struct rig *rig, const char *words)
{
  g_autofree char *why = pipeline_why_waits(rig->pipeline, rig_tip(rig));
  if (!why != !words || (words && !strstr(why, words)))
    fail_msg("it waits since %s, not %s", why ? why : "nothing", words ? words : "nothing");
}

static void paused_automation_takes_no_tip_until_it_is_resumed(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  start_with_apply(rig);
  pause_it(rig, "storage is replaced");
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  rig_interval(rig, 90);
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  expect_waits(rig, "automation is paused by operator test since 20");
  expect_waits(rig, "UTC (storage is replaced); provost resume ends that");
  assert_true(pipeline_resume(rig->pipeline, "operator test", &error));
  expect_waits(rig, NULL);
  rig_interval(rig, 90);
  rig_run_until(rig, rig_tip(rig)->id, TIP_VERIFYING);
  assert_string_equal(actions_action(pipeline_actions(rig->pipeline), rig_tip(rig)->action_id)->by, BY_AUTOMATION);
}

/* Between the order of automation and its first deed. */
static void what_automation_has_not_begun_is_not_begun_any_more(void **state)
{
  struct rig *rig = *state;
  rig->is_silent = TRUE;
  guint64 id = raise_for_automation(rig);
  rig_run_until(rig, id, TIP_ACTING);
  pause_it(rig, "");
  rig->is_silent = FALSE;
  rig_run_until(rig, id, TIP_FAILED);
  assert_int_equal(rig->heard[MESSAGE_DEED], 0);
  assert_non_null(strstr(rig_tip(rig)->state_reason, "automation is paused by operator test"));
}

static void people_act_as_ever(void **state)
{
  struct rig *rig = *state;
  pause_it(rig, "");
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  rig_accept(rig, rig_tip(rig)->id);
  rig_run_until(rig, rig_tip(rig)->id, TIP_VERIFYING);
}

static void a_pause_outlives_provostd_and_a_torn_file_is_one(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  pause_it(rig, "nights only");
  rig_stop(rig);
  rig_start(rig);
  assert_string_equal(fleet_paused(rig->fleet)->reason, "nights only");
  assert_string_equal(fleet_paused(rig->fleet)->by, "operator test");
  rig_stop(rig);
  g_autofree char *file = g_build_filename(rig->folder, "paused", NULL);
  assert_true(g_file_set_contents(file, "rubbish", -1, NULL));
  rig_start(rig);
  assert_non_null(strstr(fleet_paused(rig->fleet)->reason, "cannot be read"));
  assert_true(pipeline_resume(rig->pipeline, "operator test", &error));
  rig_stop(rig);
  rig_start(rig);
  assert_null(fleet_paused(rig->fleet));
}

static void what_is_so_already_is_refused(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) first = NULL, second = NULL;
  assert_false(pipeline_resume(rig->pipeline, "operator test", &first));
  assert_error_says(first, "automation is not paused");
  pause_it(rig, "one");
  assert_false(pipeline_pause(rig->pipeline, "operator other", "two", &second));
  assert_error_says(second, "paused by operator test");
  assert_string_equal(fleet_paused(rig->fleet)->reason, "one");
}

/* Then it must stop all the more. */
static void a_pause_that_cannot_be_remembered_holds_all_the_same(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  g_autofree char *file = g_build_filename(rig->folder, "paused", NULL), *inside = g_build_filename(file, "x", NULL);
  assert_int_equal(g_mkdir_with_parents(inside, 0700), 0); /* a folder is in the way */
  assert_false(pipeline_pause(rig->pipeline, "operator test", "", &error));
  assert_error_says(error, "only until provostd ends");
  assert_non_null(fleet_paused(rig->fleet));
  assert_int_equal(rmdir(inside) + rmdir(file), 0);
  pause_it(rig, "another reason"); /* the one that holds is kept now */
  rig_stop(rig);
  rig_start(rig);
  assert_string_equal(fleet_paused(rig->fleet)->reason, "");
}

static void a_remedy_of_automation_is_not_begun_while_it_is_paused(void **state)
{
  struct rig *rig = *state;
  start_with_apply(rig);
  pause_it(rig, "");
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_RESTRICT, NULL);
  struct tip_change change = {.by = BY_AUTOMATION};
  assert_true(tipbook_move(pipeline_tips(rig->pipeline), rig_tip(rig)->id, TIP_EVENT_ACCEPT, &change, NULL));
  rig_settle(rig);
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  assert_false(fleet_host_is_restricted(rig->fleet, "h1"));
}

static void a_remedy_for_a_place_that_is_not_for_automation_waits(void **state)
{
  struct rig *rig = *state;
  start_with_apply(rig);
  say_level(rig, "host:h1", AUTOMATION_ADVISE);
  rig_find(rig, FINDING_TIP, "cluster:lab", REMEDY_MIGRATE, "host:h1");
  rig_interval(rig, 90);
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  expect_waits(rig, "clusters[].hosts[].automation.level is advise");
}

static void a_tip_says_what_keeps_automation_from_it(void **state)
{
  struct rig *rig = *state;
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  expect_waits(rig, "automation.level is advise");
  rig_find(rig, FINDING_TIP, "host:h2", REMEDY_NOTIFY, NULL);
  expect_waits(rig, "its remedy is to tell somebody");
  rig_accept(rig, rig_tip(rig)->id);
  expect_waits(rig, NULL); /* it is under way, or over */
}

/* ---- by where ---- */

static void expect_level(struct rig *rig, const char *subject, enum automation_level level, const char *setting)
{
  struct automation automation = fleet_automation(rig->fleet, subject, "host-cpu");
  assert_int_equal(automation.level, level);
  assert_string_equal(automation.setting, setting);
}

static void the_narrowest_place_counts(void **state)
{
  struct rig *rig = *state;
  expect_level(rig, "host:h1", AUTOMATION_ADVISE, "automation.level");
  say_level(rig, "cluster:lab", AUTOMATION_OFF);
  expect_level(rig, "guest:" GUEST, AUTOMATION_OFF, "clusters[].automation.level");
  expect_level(rig, "cluster:lab", AUTOMATION_OFF, "clusters[].automation.level");
  say_level(rig, "host:h1", AUTOMATION_APPLY);
  expect_level(rig, "guest:" GUEST, AUTOMATION_APPLY, "clusters[].hosts[].automation.level");
  expect_level(rig, "host:h2", AUTOMATION_OFF, "clusters[].automation.level");
  say_level(rig, "guest:g1", AUTOMATION_OFF);
  expect_level(rig, "guest:" GUEST, AUTOMATION_OFF, "clusters[].guests[].automation.level");
  expect_level(rig, "device:d1", AUTOMATION_ADVISE, "automation.level");
}

static void of_a_place_and_a_policy_the_more_careful_one_counts(void **state)
{
  struct rig *rig = *state;
  say_policy_level(rig, "apply");
  expect_level(rig, "host:h1", AUTOMATION_APPLY, "policies.NAME.automation.level");
  assert_int_equal(fleet_automation(rig->fleet, "host:h1", "other").level, AUTOMATION_ADVISE);
  say_level(rig, "cluster:lab", AUTOMATION_ADVISE);
  expect_level(rig, "host:h1", AUTOMATION_ADVISE, "clusters[].automation.level");
  say_level(rig, "cluster:lab", AUTOMATION_APPLY);
  say_policy_level(rig, "off");
  expect_level(rig, "host:h1", AUTOMATION_OFF, "policies.NAME.automation.level");
}

static void a_host_that_is_for_automation_is_relieved_where_the_rest_is_not(void **state)
{
  struct rig *rig = *state;
  say_level(rig, "host:h1", AUTOMATION_APPLY);
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  assert_string_equal(pipeline_automation_rule(rig_tip(rig), rig->pipeline), "clusters[].hosts[].automation.level");
  rig_run_until(rig, rig_tip(rig)->id, TIP_VERIFYING);
  assert_string_equal(actions_action(pipeline_actions(rig->pipeline), rig_tip(rig)->action_id)->by, BY_AUTOMATION);
}

static void a_host_that_is_not_for_automation_waits_for_people(void **state)
{
  struct rig *rig = *state;
  start_with_apply(rig);
  say_level(rig, "host:h1", AUTOMATION_ADVISE);
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  rig_interval(rig, 90);
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  expect_waits(rig, "clusters[].hosts[].automation.level is advise");
}

static void where_it_is_off_no_tip_is_raised_and_one_that_is_there_ends(void **state)
{
  struct rig *rig = *state;
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  guint64 id = rig_tip(rig)->id;
  say_level(rig, "cluster:lab", AUTOMATION_OFF);
  rig_find(rig, FINDING_TIP, "host:h2", REMEDY_MIGRATE, "host:h2");
  assert_int_equal(rig_tip(rig)->id, id);
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  assert_int_equal(rig_tip(rig)->refreshed, 1);
  rig_find(rig, FINDING_CLEAR, "host:h1", REMEDY_NOTIFY, NULL);
  assert_int_equal(rig_tip(rig)->state, TIP_CLEARED);
  assert_int_equal(pipeline_rejected(rig->pipeline), 0);
}

/* Whatever the tip is about: with nobody else on its host nothing is done. */
static void a_guest_that_is_not_for_automation_is_moved_by_people_only(void **state)
{
  struct rig *rig = *state;
  rig->is_moved[1] = TRUE; /* g2 is elsewhere */
  start_with_apply(rig);
  say_level(rig, "guest:g1", AUTOMATION_ADVISE);
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  rig_run_until(rig, rig_tip(rig)->id, TIP_FAILED);
  assert_int_equal(rig->heard[MESSAGE_DEED], 0);
  struct move move = {.guest_uuid = (char *)GUEST, .guest_name = (char *)"g1", .from = (char *)"h1", .to = (char *)"h2",
                      .method = METHOD_LIVE};
  g_autoptr(GError) error = NULL;
  assert_int_equal(actions_start(pipeline_actions(rig->pipeline), &move, 0, BY_AUTOMATION, &error), 0);
  assert_error_says(error, "clusters[].guests[].automation.level of g1 is advise");
  assert_int_not_equal(actions_start(pipeline_actions(rig->pipeline), &move, 0, "operator test", NULL), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_up, rig_down)
  const struct CMUnitTest tests[] = {
      TEST(paused_automation_takes_no_tip_until_it_is_resumed),
      TEST(what_automation_has_not_begun_is_not_begun_any_more),
      TEST(people_act_as_ever),
      TEST(a_pause_outlives_provostd_and_a_torn_file_is_one),
      TEST(what_is_so_already_is_refused),
      TEST(a_pause_that_cannot_be_remembered_holds_all_the_same),
      TEST(a_remedy_of_automation_is_not_begun_while_it_is_paused),
      TEST(a_remedy_for_a_place_that_is_not_for_automation_waits),
      TEST(a_tip_says_what_keeps_automation_from_it),
      TEST(the_narrowest_place_counts),
      TEST(of_a_place_and_a_policy_the_more_careful_one_counts),
      TEST(a_host_that_is_for_automation_is_relieved_where_the_rest_is_not),
      TEST(a_host_that_is_not_for_automation_waits_for_people),
      TEST(where_it_is_off_no_tip_is_raised_and_one_that_is_there_ends),
      TEST(a_guest_that_is_not_for_automation_is_moved_by_people_only),
  };
  rig_silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
