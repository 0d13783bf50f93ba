/* Why a guest or host is as it is, and why nothing is done about it. */
#include "rig.h"

#include "pipeline/why.h"

#include <string.h>

/* Each line as "about text [setting]". */
static char *why(struct rig *rig, const char *subject)
{
  json_auto_t *lines = pipeline_why(rig->pipeline, subject);
  GString *text = g_string_new(NULL);
  gsize i;
  json_t *line;
  json_array_foreach (lines, i, line) {
    const char *setting = json_string_value(json_object_get(line, "setting"));
    g_string_append_printf(text, "%s %s [%s]\n", json_string_value(json_object_get(line, "about")),
                           json_string_value(json_object_get(line, "text")), setting ? setting : "");
  }
  return g_string_free(text, FALSE);
}

static void expect(struct rig *rig, const char *subject, const char *words)
{
  g_autofree char *text = why(rig, subject);
  if (!strstr(text, words))
    fail_msg("%s is not said:\n%s", words, text);
}

static void expect_not(struct rig *rig, const char *subject, const char *words)
{
  g_autofree char *text = why(rig, subject);
  if (strstr(text, words))
    fail_msg("%s is said:\n%s", words, text);
}

static void a_quiet_guest_and_host_are_told_as_they_are(void **state)
{
  struct rig *rig = *state;
  expect(rig, "guest:" GUEST, "now guest g1 is running on h1, in cluster lab []\n");
  expect(rig, "guest:" GUEST, "action provost has done nothing to it lately []\n");
  expect(rig, "guest:" GUEST, "tip no tip is open about it: no policy finds anything wrong []\n");
  expect(rig, "guest:" GUEST, "automation automation does nothing here by itself: its level is advise [automation.level]\n");
  expect(rig, "host:h1", "now host h1 of cluster lab is up []\n");
  expect_not(rig, "guest:" GUEST, "hold_down");
  g_autofree char *nobody = why(rig, "guest:" OTHER "0");
  assert_string_equal(nobody, "");
}

static void a_tip_about_the_host_is_told_of_its_guests_with_what_it_waits_for(void **state)
{
  struct rig *rig = *state;
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  expect(rig, "guest:" GUEST, "tip tip 1 (it is busy) is open; it waits for people: automation.level is advise []\n");
  expect(rig, "host:h1", "tip tip 1 (it is busy) is open; it waits");
  expect(rig, "host:h2", "tip no tip is open about it");
}

static void a_move_is_told_with_its_tip_and_what_it_holds_back(void **state)
{
  struct rig *rig = *state;
  struct move_budgets *budgets = &((struct cluster *)fleet_cluster(rig->fleet, "lab"))->budgets;
  budgets->hold_down_ms = 600000;
  budgets->per_guest = 1;
  rig_find(rig, FINDING_TIP, "host:h1", REMEDY_MIGRATE, "host:h1");
  rig_accept(rig, rig_tip(rig)->id);
  rig_run_until(rig, rig_tip(rig)->id, TIP_VERIFYING);
  expect(rig, "guest:" GUEST, "automation leaves it where it is for ");
  expect(rig, "guest:" GUEST, "[clusters[].automation.hold_down]\n");
  rig_interval(rig, 50);
  expect(rig, "guest:" GUEST, "action action 1, move of guest g1 from h1 to h2, by operator test, for tip 1 (it is busy): done 1");
  expect(rig, "guest:" GUEST, " ago: alive: its processors used ");
  expect(rig, "guest:" GUEST, "it was moved 1 times within an hour, and with 1 automation begins no further move "
                              "[clusters[].automation.moves_per_guest]\n");
  expect(rig, "host:h1", "action action 1, move of guest g1 from h1 to h2");
  expect(rig, "host:h2", "action action 1, move of guest g1 from h1 to h2");
  expect(rig, "guest:" OTHER, "action provost has done nothing to it lately");
}

static void what_people_and_policies_hold_back_is_told(void **state)
{
  struct rig *rig = *state;
  assert_true(pipeline_pause(rig->pipeline, "operator test", "not now", NULL));
  assert_int_not_equal(pipeline_restrict(rig->pipeline, "h1", "a fan fails", "operator test", NULL), 0);
  rig_say_policy(rig, POLICY_DISABLED);
  expect(rig, "host:h1", "now host h1 is restricted by operator test since ");
  expect(rig, "host:h1", "(a fan fails): it is given no new guests; provost release h1 ends that");
  expect(rig, "host:h1", "automation automation is paused by operator test");
  expect(rig, "host:h1", "policy policy host-cpu is disabled, so that it finds nothing");
}

static void what_is_not_known_is_told_with_the_reason(void **state)
{
  struct rig *rig = *state;
  virtual_clock_advance(&rig->clock, 300 * G_USEC_PER_SEC);
  expect(rig, "host:h1", "data host.cpu.busy_pct is unknown (");
  expect(rig, "host:h1", "), and on what is unknown nothing is decided");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_up, rig_down)
  const struct CMUnitTest tests[] = {
      TEST(a_quiet_guest_and_host_are_told_as_they_are),
      TEST(a_tip_about_the_host_is_told_of_its_guests_with_what_it_waits_for),
      TEST(a_move_is_told_with_its_tip_and_what_it_holds_back),
      TEST(what_people_and_policies_hold_back_is_told),
      TEST(what_is_not_known_is_told_with_the_reason),
  };
  rig_silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
