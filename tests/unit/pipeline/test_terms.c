/* The terms on which automation takes a tip: each of them, at each place that can set it. */
#include "rig.h"

#include "pipeline/parts.h"
#include "pipeline/terms.h"

#include <string.h>

/* Of the fleet and of the policy host-cpu; automation may apply. NULL: nothing is said of the policy. */
static void say_terms(struct rig *rig, struct automation_terms general, const struct automation_terms *policy)
{
  struct automation_rules *rules = automation_rules_new("UTC");
  general.level = (char *)"apply";
  automation_terms_copy(&rules->terms, &general);
  if (policy)
    automation_rules_add_policy(rules, "host-cpu", policy);
  fleet_set_automation(rig->fleet, rules);
}

static void say_cluster(struct rig *rig, struct automation_terms terms)
{
  automation_terms_copy((struct automation_terms *)&fleet_cluster(rig->fleet, "lab")->automation, &terms);
}

static void raise_it(struct rig *rig)
{
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
}

static void expect_waits(struct rig *rig, const char *words)
{
  g_autofree char *why = pipeline_why_waits(rig->pipeline, rig_tip(rig));
  if (!why != !words || (words && !strstr(why, words)))
    fail_msg("it waits since %s, not %s", why ? why : "nothing", words ? words : "nothing");
}

static void pass_interval(struct rig *rig)
{
  raise_it(rig);
  rig_interval(rig, 90);
}

static GPtrArray *one_window(const char *text)
{
  GPtrArray *windows = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(windows, g_strdup(text));
  return windows;
}

/* The hour of the rig's clock, and the one before it. */
static char *window_around(struct rig *rig, int hours)
{
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(clock_wall_us(&rig->clock.clock) / G_USEC_PER_SEC);
  int hour = g_date_time_get_hour(now) + hours;
  return g_strdup_printf("%02d:00-%02d:00", (hour + 24) % 24, (hour + 25) % 24);
}

static void a_tip_that_is_not_grave_enough_is_left_to_people(void **state)
{
  struct rig *rig = *state;
  say_terms(rig, (struct automation_terms){.min_severity = (char *)"info"},
            &(struct automation_terms){.min_severity = (char *)"critical"});
  raise_it(rig);
  pass_interval(rig);
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  expect_waits(rig, "policies.host-cpu.automation.min_severity is critical, and it is less");
  say_terms(rig, (struct automation_terms){.min_severity = (char *)"warning"}, NULL);
  expect_waits(rig, NULL);
  pass_interval(rig);
  rig_run_until(rig, rig_tip(rig)->id, TIP_VERIFYING);
}

static void outside_of_its_windows_automation_waits_wherever_they_are_written(void **state)
{
  struct rig *rig = *state;
  g_autofree char *now = window_around(rig, 0), *later = window_around(rig, 3);
  g_autoptr(GPtrArray) open = one_window(now), closed = one_window(later);
  say_terms(rig, (struct automation_terms){.windows = open}, NULL);
  say_cluster(rig, (struct automation_terms){.windows = closed});
  pass_interval(rig);
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  expect_waits(rig, "no change window is open until ");
  expect_waits(rig, ", by clusters[lab].automation.windows");
  automation_terms_clear((struct automation_terms *)&fleet_cluster(rig->fleet, "lab")->automation);
  say_cluster(rig, (struct automation_terms){.windows = open});
  expect_waits(rig, NULL);
  pass_interval(rig);
  rig_run_until(rig, rig_tip(rig)->id, TIP_VERIFYING);
}

static void a_tip_is_held_for_an_operator_to_dismiss(void **state)
{
  struct rig *rig = *state;
  say_terms(rig, (struct automation_terms){.hold_ms = 15000}, &(struct automation_terms){.hold_ms = 5000});
  raise_it(rig);
  expect_waits(rig, "it can be dismissed, by automation.hold; then automation takes it");
  pass_interval(rig);
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  pass_interval(rig);
  expect_waits(rig, NULL);
  rig_run_until(rig, rig_tip(rig)->id, TIP_VERIFYING);
}

/* Who saw it go has not seen it come back. */
static void a_tip_that_came_back_is_held_anew(void **state)
{
  struct rig *rig = *state;
  pipeline_set_terms(rig->pipeline, 1, &(struct tipbook_terms){.flap_window_sec = 1800});
  say_terms(rig, (struct automation_terms){.hold_ms = 15000}, NULL);
  raise_it(rig);
  rig_find(rig, FINDING_CLEAR, "host:h1", REMEDY_MIGRATE, "host:h1");
  for (guint i = 0; i < 3; i++)
    rig_interval(rig, 90);
  raise_it(rig);
  assert_int_equal(rig_tip(rig)->returns, 1);
  expect_waits(rig, "it can be dismissed, by automation.hold; then automation takes it");
  pass_interval(rig);
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  pass_interval(rig);
  rig_run_until(rig, rig_tip(rig)->id, TIP_VERIFYING);
}

static void what_several_people_must_accept_is_not_for_automation(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  say_terms(rig, (struct automation_terms){0}, &(struct automation_terms){.approvals = 2});
  raise_it(rig);
  pass_interval(rig);
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  expect_waits(rig, "2 people must accept it, by policies.host-cpu.automation.approvals");
  struct tipbook *tips = pipeline_tips(rig->pipeline);
  assert_true(tipbook_move(tips, rig_tip(rig)->id, TIP_EVENT_ACCEPT, &(struct tip_change){.by = "operator ann"}, &error));
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  assert_true(tipbook_move(tips, rig_tip(rig)->id, TIP_EVENT_ACCEPT, &(struct tip_change){.by = "operator ben"}, &error));
  rig_run_until(rig, rig_tip(rig)->id, TIP_VERIFYING);
}

static void judge(struct rig *rig, enum verdict verdict, const char *cluster)
{
  struct verdict_book *book = (struct verdict_book *)pipeline_verdicts(rig->pipeline);
  verdict_book_take(book, &(struct judgement){.policy = (char *)"host-cpu", .cluster = (char *)cluster, .verdict = verdict});
}

static void trust_is_earned_by_verdicts_and_lost_by_them(void **state)
{
  struct rig *rig = *state;
  say_terms(rig, (struct automation_terms){.trust_last = 4, .trust_success_pct = 75}, NULL);
  raise_it(rig);
  for (guint i = 0; i < 3; i++)
    judge(rig, VERDICT_EFFECTIVE, "lab");
  judge(rig, VERDICT_UNKNOWN, "lab"); /* proves nothing */
  judge(rig, VERDICT_EFFECTIVE, "other");
  expect_waits(rig, "host-cpu has not earned it in lab, by automation.trust: only 3 of 4 actions were judged");
  judge(rig, VERDICT_NEUTRAL, "lab");
  expect_waits(rig, NULL);
  judge(rig, VERDICT_HARMFUL, "lab");
  expect_waits(rig, "only 2 of its last 4 actions helped, and 75% must");
  for (guint i = 0; i < 3; i++)
    judge(rig, VERDICT_EFFECTIVE, "lab");
  expect_waits(rig, NULL);
}

static void a_dry_run_plays_the_tip_up_to_the_deed_and_tells(void **state)
{
  struct rig *rig = *state;
  say_terms(rig, (struct automation_terms){0}, &(struct automation_terms){.dry_run = TRUE});
  raise_it(rig);
  rig_run_until(rig, rig_tip(rig)->id, TIP_OPEN);
  assert_non_null(strstr(rig_tip(rig)->state_reason, "only told, by policies.host-cpu.automation.dry_run: g1 moves from h1 to h2 (live)"));
  expect_waits(rig, "it was put off for ");
  assert_int_equal(rig->heard[MESSAGE_DEED], 0);
  assert_int_equal(rig_tip(rig)->attempts, 0);
  rig_accept(rig, rig_tip(rig)->id); /* a person means it */
  rig_run_until(rig, rig_tip(rig)->id, TIP_VERIFYING);
}

static void a_dry_run_tells_of_orders_that_are_no_moves(void **state)
{
  struct rig *rig = *state;
  say_terms(rig, (struct automation_terms){.dry_run = TRUE}, NULL);
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_RESTRICT, NULL);
  rig_run_until(rig, rig_tip(rig)->id, TIP_OPEN);
  assert_non_null(strstr(rig_tip(rig)->state_reason, "only told, by automation.dry_run: restrict host:h1"));
  assert_null(fleet_restriction(rig->fleet, "h1"));
}

static void what_did_harm_is_not_taken_back_once_automation_only_tells(void **state)
{
  struct rig *rig = *state;
  say_terms(rig, (struct automation_terms){0}, NULL);
  raise_it(rig);
  guint64 id = rig_tip(rig)->id;
  rig_run_until(rig, id, TIP_VERIFYING);
  guint64 done = rig_tip(rig)->action_id;
  say_terms(rig, (struct automation_terms){.dry_run = TRUE}, NULL);
  rig_run_out(rig, id, 96);
  assert_int_equal(rig_tip(rig)->verdict, VERDICT_HARMFUL);
  assert_null(actions_action(pipeline_actions(rig->pipeline), done + 1));
  assert_non_null(strstr(rig_tip(rig)->state_reason, "only told, by automation.dry_run; by hand: provost move g1 h1"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_up, rig_down)
  const struct CMUnitTest tests[] = {
      TEST(a_tip_that_is_not_grave_enough_is_left_to_people),
      TEST(outside_of_its_windows_automation_waits_wherever_they_are_written),
      TEST(a_tip_is_held_for_an_operator_to_dismiss),
      TEST(a_tip_that_came_back_is_held_anew),
      TEST(what_several_people_must_accept_is_not_for_automation),
      TEST(trust_is_earned_by_verdicts_and_lost_by_them),
      TEST(a_dry_run_plays_the_tip_up_to_the_deed_and_tells),
      TEST(what_did_harm_is_not_taken_back_once_automation_only_tells),
      TEST(a_dry_run_tells_of_orders_that_are_no_moves),
  };
  rig_silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
