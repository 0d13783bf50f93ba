/* The stop of all automation, and whatever else makes it leave a tip to people. */
#include "rig.h"

#include "base/error.h"

#include <string.h>
#include <unistd.h>

/* Automation is set to apply, and there is a tip for it. */
static guint64 raise_for_automation(struct rig *rig)
{
  rig_stop(rig);
  rig->automation = AUTOMATION_APPLY;
  rig_start(rig);
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  return rig_tip(rig)->id;
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
  rig_stop(rig);
  rig->automation = AUTOMATION_APPLY;
  rig_start(rig);
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
      TEST(a_tip_says_what_keeps_automation_from_it),
  };
  rig_silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
