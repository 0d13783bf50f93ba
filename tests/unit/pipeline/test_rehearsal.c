/* Test tips that are played through all stations. */
#include "rig.h"

#include "pipeline/rehearsal.h"

#include <string.h>
#include <unistd.h>

static void keep(json_t *report, const GError *error, gpointer user)
{
  json_t **kept = user;
  assert_null(error);
  *kept = report;
}

/* The caller unrefs. */
static json_t *play(struct rig *rig, const char *policy, const char *subject, gboolean apply)
{
  json_t *report = NULL;
  const struct rehearsal_order order = {policy, subject ? subject : "nobody", subject, "operator test", apply};
  rehearse(rig->pipeline, &order, keep, &report);
  while (!report)
    g_main_context_iteration(NULL, TRUE);
  return report;
}

static const json_t *station(const json_t *report, const char *name)
{
  const json_t *each;
  gsize i;
  json_array_foreach (json_object_get(report, "stations"), i, each)
    if (strcmp(json_string_value(json_object_get(each, "station")), name) == 0)
      return each;
  fail_msg("there is no station %s", name);
  return NULL;
}

static void expect(const json_t *report, const char *name, const char *state, const char *words)
{
  const json_t *line = station(report, name);
  const char *is = json_string_value(json_object_get(line, "state")), *text = json_string_value(json_object_get(line, "text"));
  if (strcmp(is, state) != 0 || !strstr(text, words))
    fail_msg("station %s is %s: %s", name, is, text);
}

static void expect_stop(const json_t *report, const char *name, const char *words)
{
  expect(report, name, "stop", words);
  assert_string_equal(json_string_value(json_object_get(report, "stopped_at")), name);
  assert_false(json_is_true(json_object_get(report, "passed")));
  expect(report, "effect", "skipped", "");
}

static void nothing_was_done(const struct rig *rig)
{
  g_autoptr(GPtrArray) actions = actions_list(pipeline_actions(rig->pipeline));
  assert_int_equal(actions->len, 0);
}

/* host-cpu reads the processors of hosts. */
static void say_policy(struct rig *rig, enum policy_state state)
{
  rig_say(rig, ROLE_POLICY, MESSAGE_POLICIES,
          g_variant_new_parsed("[('host-cpu', 'core', '1.0', 'busy', '', %y, %y, 'too slow', uint32 30, [(%q, uint32 300)], @a(sss) [], @as [], @as [])]",
                               (guchar)SUBJECT_HOST, (guchar)state, (guint16)METRIC_HOST_CPU_BUSY_PCT));
}

static void start(struct rig *rig, enum automation_level level)
{
  rig_stop(rig);
  rig->automation = level;
  rig_start(rig);
  say_policy(rig, POLICY_ACTIVE);
}

static void a_tip_comes_through_dry_and_is_put_away(void **state)
{
  struct rig *rig = *state;
  start(rig, AUTOMATION_ADVISE);
  json_auto_t *report = play(rig, "host-cpu", "host:h1", FALSE);
  assert_true(json_is_true(json_object_get(report, "passed")));
  assert_false(json_is_true(json_object_get(report, "applied")));
  expect(report, "policy", "ok", "policy host-cpu of pack core 1.0 runs");
  expect(report, "subject", "ok", "h1 is a host of cluster lab, up");
  expect(report, "data", "ok", "is known");
  expect(report, "automation: level", "waits", "automation.level is advise");
  expect(report, "automation: pause", "ok", "nothing keeps");
  expect(report, "plan", "ok", "g1 uses");
  expect(report, "method", "ok", "g1 is to go from h1 to h2 by live");
  expect(report, "budgets", "ok", "fewer moves");
  expect(report, "program", "ok", "provost-virt is there");
  expect(report, "action", "skipped", "with --apply it would be");
  const struct tip *tip = rig_tip(rig);
  assert_true(tip->is_test);
  assert_int_equal(tip->state, TIP_DISMISSED);
  assert_true(g_str_has_prefix(tip->text, "(test) policy host-cpu about h1"));
  nothing_was_done(rig);
}

static void a_policy_that_is_not_there_or_does_not_run_stops_it(void **state)
{
  struct rig *rig = *state;
  start(rig, AUTOMATION_ADVISE);
  json_auto_t *none = play(rig, "host-cpux", "host:h1", FALSE);
  expect_stop(none, "policy", "no pack that is loaded has a policy host-cpux");
  assert_true(json_is_null(json_object_get(none, "tip")));
  say_policy(rig, POLICY_SUSPENDED);
  json_auto_t *suspended = play(rig, "host-cpu", "host:h1", FALSE);
  expect_stop(suspended, "policy", "policy host-cpu is suspended: too slow; provost policy enable host-cpu lets it run");
  rig_role_down(rig, ROLE_POLICY);
  json_auto_t *gone = play(rig, "host-cpu", "host:h1", FALSE);
  expect_stop(gone, "policy", "provost-policy is not there");
}

static void a_subject_that_is_not_there_or_of_another_kind_stops_it(void **state)
{
  struct rig *rig = *state;
  start(rig, AUTOMATION_ADVISE);
  json_auto_t *nobody = play(rig, "host-cpu", NULL, FALSE);
  expect_stop(nobody, "subject", "nothing called nobody is known");
  json_auto_t *guest = play(rig, "host-cpu", "guest:" GUEST, FALSE);
  expect_stop(guest, "subject", "g1 is a guest, running on h1, and policy host-cpu is about a host");
}

static void what_keeps_automation_that_may_apply_stops_it(void **state)
{
  struct rig *rig = *state;
  g_autoptr(GError) error = NULL;
  start(rig, AUTOMATION_APPLY);
  json_auto_t *allowed = play(rig, "host-cpu", "host:h1", FALSE);
  expect(allowed, "automation: level", "ok", "");
  assert_true(json_is_true(json_object_get(allowed, "passed")));
  pipeline_pause(rig->pipeline, "operator test", "storage is replaced", &error);
  json_auto_t *paused = play(rig, "host-cpu", "host:h1", FALSE);
  assert_string_equal(json_string_value(json_object_get(paused, "stopped_at")), "automation: pause");
  expect(paused, "automation: pause", "stop", "storage is replaced");
  expect(paused, "plan", "ok", ""); /* and the rest is told all the same */
  nothing_was_done(rig);
}

static void say_terms(struct rig *rig, const struct automation_terms *terms)
{
  struct automation_rules *rules = automation_rules_new("UTC");
  automation_rules_add_policy(rules, "host-cpu", terms);
  fleet_set_automation(rig->fleet, rules);
}

static void terms_of_automation_have_their_say(void **state)
{
  struct rig *rig = *state;
  start(rig, AUTOMATION_ADVISE);
  say_terms(rig, &(struct automation_terms){.level = (char *)"apply", .dry_run = TRUE, .approvals = 2});
  json_auto_t *report = play(rig, "host-cpu", "host:h1", FALSE);
  expect(report, "dry run", "stop", "automation only says what it would do");
  assert_non_null(strstr(json_string_value(json_object_get(station(report, "dry run"), "setting")), ".dry_run"));
  expect(report, "approvals", "waits", "2 people must accept it together");
  json_auto_t *real = play(rig, "host-cpu", "host:h1", TRUE); /* the first of two has accepted it */
  expect(real, "action", "waits", "somebody else");
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  nothing_was_done(rig);
}

static void where_no_plan_is_found_it_stops_there(void **state)
{
  struct rig *rig = *state;
  start(rig, AUTOMATION_ADVISE);
  rig->h2_available_bytes = 1;
  rig_interval(rig, 90);
  json_auto_t *report = play(rig, "host-cpu", "host:h1", TRUE);
  expect_stop(report, "plan", "migrate: no move relieves h1");
  assert_false(json_is_true(json_object_get(report, "applied")));
  nothing_was_done(rig);
  assert_int_equal(rig_tip(rig)->state, TIP_DISMISSED);
}

static void one_that_is_applied_is_carried_out_and_its_verdict_does_not_count(void **state)
{
  struct rig *rig = *state;
  start(rig, AUTOMATION_ADVISE);
  json_auto_t *report = play(rig, "host-cpu", "host:h1", TRUE);
  expect(report, "action", "ok", "it was accepted");
  assert_true(json_is_true(json_object_get(report, "applied")));
  guint64 id = (guint64)json_integer_value(json_object_get(report, "tip"));
  rig_run_until(rig, id, TIP_VERIFYING);
  assert_true(rig->is_moved[0]);
  rig_run_out(rig, id, 10);
  const struct tip *tip = tipbook_tip(pipeline_tips(rig->pipeline), id);
  assert_int_not_equal(tip->verdict, VERDICT_NONE);
  const guint *counts = verdict_book_counts(pipeline_verdicts(rig->pipeline), "host-cpu");
  for (guint i = 0; i < VERDICTS; i++)
    assert_int_equal(counts[i], 0);
}

static void a_test_and_what_its_policy_finds_do_not_meet(void **state)
{
  struct rig *rig = *state;
  start(rig, AUTOMATION_ADVISE);
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_EVACUATE, NULL);
  guint64 real = rig_tip(rig)->id;
  json_auto_t *report = play(rig, "host-cpu", "host:h1", FALSE);
  assert_int_not_equal(json_integer_value(json_object_get(report, "tip")), real);
  expect(report, "method", "ok", "no single guest is moved"); /* it has the remedy of the real one */
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_EVACUATE, NULL);
  assert_int_equal(tipbook_tip(pipeline_tips(rig->pipeline), real)->state, TIP_OPEN);
  assert_int_equal(tipbook_tip(pipeline_tips(rig->pipeline), real)->refreshed, 1);
}

static void a_tip_that_was_put_away_holds_a_test_back(void **state)
{
  struct rig *rig = *state;
  start(rig, AUTOMATION_ADVISE);
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  tipbook_move(pipeline_tips(rig->pipeline), rig_tip(rig)->id, TIP_EVENT_DISMISS,
               &(struct tip_change){.by = "operator bob", .why = "backup"}, NULL);
  json_auto_t *report = play(rig, "host-cpu", "host:h1", FALSE);
  assert_string_equal(json_string_value(json_object_get(report, "stopped_at")), "held back");
  expect(report, "held back", "stop", "was dismissed by operator bob (backup) and holds new ones back until its condition was clear once");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_up, rig_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_tip_comes_through_dry_and_is_put_away),
      TEST(a_policy_that_is_not_there_or_does_not_run_stops_it),
      TEST(a_subject_that_is_not_there_or_of_another_kind_stops_it),
      TEST(what_keeps_automation_that_may_apply_stops_it),
      TEST(terms_of_automation_have_their_say),
      TEST(where_no_plan_is_found_it_stops_there),
      TEST(one_that_is_applied_is_carried_out_and_its_verdict_does_not_count),
      TEST(a_test_and_what_its_policy_finds_do_not_meet),
      TEST(a_tip_that_was_put_away_holds_a_test_back),
  };
  rig_silence_log();
  alarm(300); /* what never comes ends the test */
  return cmocka_run_group_tests(tests, NULL, NULL);
}
