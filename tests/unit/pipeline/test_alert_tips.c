/* What automation and people make of tips that rest on alerts: tip_alerts.c, acknowledge.c, downtimes. */
#include "rig.h"

#include "action/others.h"
#include "base/error.h"
#include "base/text.h"
#include "pipeline/acknowledge.h"
#include "pipeline/parts.h"

#include <string.h>

#define G1 "guest:" GUEST
#define SEC_US G_GINT64_CONSTANT(1000000)

static void taken(const struct alert *alert, const GError *error, gpointer user)
{
  assert_no_error(error);
  assert_non_null(alert);
  *(gboolean *)user = TRUE;
}

/* What nagios says, unless `source` says otherwise. */
struct word {
  const char *source, *subject, *name, *author, *comment;
  enum alert_kind kind;
  enum alert_state state;
  gboolean has_state, is_unconfirmed;
  gint64 until_us, at_us;
};

static struct alert_report *report_of(struct word word)
{
  struct alert_report *report = alert_report_new();
  report->kind = word.kind;
  report->has_state = word.has_state || word.kind == ALERT_SAYS_STATE;
  report->state = word.state;
  report->is_unconfirmed = word.is_unconfirmed;
  report->until_us = word.until_us;
  report->at_us = word.at_us;
  text_replace(&report->source, word.source ? word.source : "nagios");
  text_replace(&report->subject, word.subject ? word.subject : G1);
  text_replace(&report->name, word.name ? word.name : "");
  text_replace(&report->author, word.author ? word.author : "");
  text_replace(&report->comment, word.comment ? word.comment : "");
  return report;
}

static void say(struct rig *rig, struct word word)
{
  gboolean is_taken = FALSE;
  pipeline_take_alert(rig->pipeline, report_of(word), taken, &is_taken);
  while (!is_taken)
    g_main_context_iteration(NULL, TRUE);
}

/* A tip about g1 that rests on its service http, to move a guest away from h1. */
static void find(struct rig *rig, enum finding_kind kind)
{
  g_autofree char *http = alert_service(G1, "http");
  const char *const services[] = {http, NULL};
  rig->services = services;
  rig_find(rig, kind, G1, REMEDY_MIGRATE, "host:h1");
  rig->services = NULL;
}

static void expect_waits(struct rig *rig, const char *words)
{
  g_autofree char *why = pipeline_why_waits(rig->pipeline, rig_tip(rig));
  if (!why != !words || (words && !strstr(why, words)))
    fail_msg("it waits since %s, not %s", why ? why : "nothing", words ? words : "nothing");
}

static int up_and_automatic(void **state)
{
  struct rig *rig = rig_new();
  rig->automation = AUTOMATION_APPLY;
  rig_start(rig);
  rig_interval(rig, 90);
  *state = rig;
  return 0;
}

/* ---- what anybody could have said (B06) ---- */

static void a_forged_trap_is_told_and_never_acted_upon(void **state)
{
  struct rig *rig = *state;
  say(rig, (struct word){.source = "trap", .name = "http", .state = ALERT_CRITICAL, .is_unconfirmed = TRUE});
  for (guint i = 0; i < 30; i++) {
    find(rig, FINDING_TIP);
    rig_interval(rig, 90);
  }
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  assert_int_equal(rig->heard[MESSAGE_DEED], 0);
  expect_waits(rig, "http on g1, of trap), which could have been said by anybody, and no poll has confirmed it");
  say(rig, (struct word){.name = "http", .state = ALERT_CRITICAL}); /* who asked the service himself */
  find(rig, FINDING_TIP);
  rig_interval(rig, 90);
  assert_int_not_equal(rig_tip(rig)->state, TIP_OPEN);
}

static void a_forged_trap_neither_ends_nor_doubts_what_nagios_says(void **state)
{
  struct rig *rig = *state;
  struct word forged = {.source = "trap", .name = "http", .state = ALERT_CRITICAL, .is_unconfirmed = TRUE};
  say(rig, (struct word){.name = "http", .state = ALERT_CRITICAL});
  find(rig, FINDING_TIP);
  say(rig, forged);
  expect_waits(rig, NULL);
  forged.state = ALERT_OK;
  say(rig, forged);
  const struct tip_alert *alert = rig_tip(rig)->alerts->pdata[0];
  assert_int_equal(alert->state, ALERT_CRITICAL);
  assert_string_equal(alert->source, "nagios");
}

static void what_comes_and_goes_is_not_acted_upon(void **state)
{
  struct rig *rig = *state;
  say(rig, (struct word){.name = "http", .state = ALERT_CRITICAL});
  say(rig, (struct word){.name = "http", .kind = ALERT_FLAPPING_BEGAN});
  find(rig, FINDING_TIP);
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  expect_waits(rig, "of nagios), which comes and goes");
  say(rig, (struct word){.name = "http", .kind = ALERT_FLAPPING_ENDED});
  expect_waits(rig, NULL);
}

/* ---- downtimes ---- */

static gboolean automation_may_move(struct rig *rig, GError **error)
{
  return others_let_automation(rig->fleet, GUEST, BY_AUTOMATION, error);
}

static void a_downtime_there_suspends_automation_here_until_its_end(void **state)
{
  struct rig *rig = *state;
  static const char *const subjects[] = {G1, "host:h1", "cluster:lab"};
  gint64 until_us = clock_wall_us(&rig->clock.clock) + 600 * SEC_US;
  for (guint i = 0; i < G_N_ELEMENTS(subjects); i++) {
    g_autoptr(GError) error = NULL;
    say(rig, (struct word){.subject = subjects[i], .kind = ALERT_DOWNTIME_BEGAN, .author = "bob", .comment = "new disk", .until_us = until_us});
    find(rig, FINDING_TIP);
    assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
    expect_waits(rig, "nagios has a downtime of");
    expect_waits(rig, " by bob until ");
    assert_false(automation_may_move(rig, &error));
    assert_true(g_error_matches(error, PROVOST_ERROR, PROVOST_ERROR_BUSY));
    assert_non_null(strstr(error->message, "(new disk): automation leaves it alone until that ends"));
    assert_true(others_let_automation(rig->fleet, GUEST, "operator bob", NULL));
    say(rig, (struct word){.subject = subjects[i], .kind = ALERT_DOWNTIME_ENDED});
    assert_true(automation_may_move(rig, NULL));
  }
  expect_waits(rig, NULL);
}

static void a_downtime_whose_end_nobody_told_ends_all_the_same(void **state)
{
  struct rig *rig = *state;
  gint64 until_us = clock_wall_us(&rig->clock.clock) + 600 * SEC_US;
  say(rig, (struct word){.kind = ALERT_DOWNTIME_BEGAN, .author = "bob", .until_us = until_us});
  assert_false(automation_may_move(rig, NULL));
  virtual_clock_advance(&rig->clock, 600 * SEC_US);
  assert_true(automation_may_move(rig, NULL));
}

static void our_own_downtimes_and_those_of_one_service_suspend_nothing(void **state)
{
  struct rig *rig = *state;
  say(rig, (struct word){.kind = ALERT_DOWNTIME_BEGAN, .author = "provost"});
  g_autoptr(GPtrArray) alerts = alert_book_list(fleet_alerts(rig->fleet));
  assert_int_equal(alerts->len, 0); /* nobody else ever spoke of it */
  say(rig, (struct word){.state = ALERT_OK});
  say(rig, (struct word){.kind = ALERT_DOWNTIME_BEGAN, .author = "provost"});
  say(rig, (struct word){.name = "http", .kind = ALERT_DOWNTIME_BEGAN, .author = "bob"});
  say(rig, (struct word){.subject = "host:h2", .kind = ALERT_DOWNTIME_BEGAN, .author = "bob"});
  assert_true(automation_may_move(rig, NULL));
}

/* A move within somebody's downtime has one of its own there. */
static void our_own_downtime_hides_nobody_elses_and_ends_none(void **state)
{
  struct rig *rig = *state;
  gint64 until_us = clock_wall_us(&rig->clock.clock) + 600 * SEC_US;
  const struct word ours = {.kind = ALERT_DOWNTIME_BEGAN, .author = "provost", .until_us = until_us},
                    ours_ends = {.kind = ALERT_DOWNTIME_ENDED, .author = "provost", .until_us = until_us},
                    theirs = {.kind = ALERT_DOWNTIME_BEGAN, .author = "bob", .until_us = 2 * until_us};
  say(rig, theirs);
  say(rig, ours);
  assert_false(automation_may_move(rig, NULL));
  say(rig, ours_ends);
  assert_false(automation_may_move(rig, NULL));
  virtual_clock_advance(&rig->clock, 601 * SEC_US);
  assert_false(automation_may_move(rig, NULL)); /* theirs is longer */
  say(rig, (struct word){.kind = ALERT_DOWNTIME_ENDED, .author = "bob"});
  assert_true(automation_may_move(rig, NULL));
  say(rig, ours);
  say(rig, theirs);
  say(rig, ours_ends);
  assert_false(automation_may_move(rig, NULL));
}

/* ---- from the alert to its end ---- */

static void the_end_of_the_alert_is_seen_on_the_tip(void **state)
{
  struct rig *rig = *state;
  say(rig, (struct word){.name = "http", .state = ALERT_CRITICAL});
  find(rig, FINDING_TIP);
  const struct tip_alert *alert = rig_tip(rig)->alerts->pdata[0];
  assert_int_not_equal(alert->id, 0);
  assert_int_equal(alert->state, ALERT_CRITICAL);
  assert_string_equal(alert->name, "http on g1");
  say(rig, (struct word){.name = "http", .kind = ALERT_ACKNOWLEDGED, .author = "bob"});
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN); /* which says only that he knows of the alert */
  say(rig, (struct word){.name = "http", .state = ALERT_OK});
  alert = rig_tip(rig)->alerts->pdata[0];
  assert_int_equal(alert->state, ALERT_OK);
  assert_true(alert->ended_us > 0);
}

/* A handler keeps what it cannot tell, and tells it later. */
static void a_word_that_was_overtaken_changes_nothing(void **state)
{
  struct rig *rig = *state;
  const gint64 at_us = G_GINT64_CONSTANT(1780000000) * SEC_US;
  say(rig, (struct word){.name = "http", .state = ALERT_OK, .at_us = at_us});
  say(rig, (struct word){.name = "http", .state = ALERT_CRITICAL, .at_us = at_us - 3 * SEC_US});
  assert_int_equal(alert_book_find(fleet_alerts(rig->fleet), G1, "http")->state, ALERT_OK);
  say(rig, (struct word){.name = "http", .state = ALERT_WARNING, .at_us = at_us - SEC_US}); /* sources round */
  assert_int_equal(alert_book_find(fleet_alerts(rig->fleet), G1, "http")->state, ALERT_WARNING);
  say(rig, (struct word){.name = "http", .state = ALERT_CRITICAL}); /* who knows when */
  assert_int_equal(alert_book_find(fleet_alerts(rig->fleet), G1, "http")->state, ALERT_CRITICAL);
  say(rig, (struct word){.name = "http", .state = ALERT_WARNING, .at_us = 2 * at_us}); /* a clock that is wrong, and set right */
  virtual_clock_advance(&rig->clock, SEC_US);
  say(rig, (struct word){.name = "http", .state = ALERT_CRITICAL, .at_us = clock_wall_us(&rig->clock.clock)});
  assert_int_equal(alert_book_find(fleet_alerts(rig->fleet), G1, "http")->state, ALERT_CRITICAL);
  say(rig, (struct word){.source = "icinga", .name = "http", .state = ALERT_OK, .at_us = at_us - 9 * SEC_US}); /* by another clock */
  assert_int_equal(alert_book_find(fleet_alerts(rig->fleet), G1, "http")->state, ALERT_OK);
}

static void a_service_of_which_nobody_speaks_is_no_alert(void **state)
{
  struct rig *rig = *state;
  find(rig, FINDING_TIP);
  assert_int_equal(rig_tip(rig)->alerts->len, 0);
}

/* ---- what is acknowledged there ---- */

static const struct acknowledge_terms dismissing = {ACKNOWLEDGE_DISMISS, 0}, snoozing = {ACKNOWLEDGE_SNOOZE, 3600}, ignoring = {0};

static guint acknowledge(struct rig *rig, struct word word, const struct acknowledge_terms *terms)
{
  struct alert_report *report = report_of(word);
  assert_true(acknowledge_means(report));
  guint n = acknowledge_take(pipeline_tips(rig->pipeline), report, word.subject ? word.subject : G1, terms, clock_wall_us(&rig->clock.clock));
  alert_report_free(report);
  return n;
}

static const struct word known = {.name = "provost", .kind = ALERT_ACKNOWLEDGED, .author = "bob", .comment = "backup runs"};

static void who_acknowledges_there_dismisses_here(void **state)
{
  struct rig *rig = *state;
  find(rig, FINDING_TIP);
  assert_int_equal(acknowledge(rig, known, &ignoring), 0);
  assert_int_equal(acknowledge(rig, known, &dismissing), 1);
  const struct tip *tip = rig_tip(rig);
  assert_int_equal(tip->state, TIP_DISMISSED);
  assert_string_equal(tip->state_by, "nagios: bob");
  assert_string_equal(tip->state_reason, "backup runs");
  find(rig, FINDING_TIP);
  assert_int_equal(rig_tip(rig)->id, tip->id); /* until its condition was away once */
  assert_int_equal(acknowledge(rig, known, &dismissing), 0);
}

static void a_snooze_is_as_long_as_the_acknowledgement_or_as_configured(void **state)
{
  struct rig *rig = *state;
  gint64 now_us = clock_wall_us(&rig->clock.clock);
  struct word until = known;
  find(rig, FINDING_TIP);
  assert_int_equal(acknowledge(rig, known, &snoozing), 1);
  assert_true(rig_tip(rig)->snoozed_until_us == now_us + 3600 * SEC_US);
  virtual_clock_advance(&rig->clock, 3600 * SEC_US);
  find(rig, FINDING_TIP);
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  until.until_us = clock_wall_us(&rig->clock.clock) + 60 * SEC_US;
  assert_int_equal(acknowledge(rig, until, &snoozing), 1);
  assert_true(rig_tip(rig)->snoozed_until_us >= until.until_us);
  assert_true(rig_tip(rig)->snoozed_until_us <= until.until_us + 2 * SEC_US);
}

static void a_service_of_one_policy_is_that_policy_alone(void **state)
{
  struct rig *rig = *state;
  struct word of_another = known, of_it = known, of_all = known;
  of_another.name = "provost host-memory";
  of_it.name = "provost host-cpu";
  find(rig, FINDING_TIP);
  assert_int_equal(acknowledge(rig, of_another, &dismissing), 0);
  of_all.subject = "host:h1";
  assert_int_equal(acknowledge(rig, of_all, &dismissing), 0);
  assert_int_equal(acknowledge(rig, of_it, &dismissing), 1);
}

/* A service that is well again takes its acknowledgement back by itself. */
static void only_a_person_who_takes_it_back_ends_the_snooze(void **state)
{
  struct rig *rig = *state;
  struct word back = known;
  back.kind = ALERT_UNACKNOWLEDGED;
  find(rig, FINDING_TIP);
  assert_int_equal(acknowledge(rig, known, &snoozing), 1);
  guint64 id = rig_tip(rig)->id;
  assert_int_equal(acknowledge(rig, back, &snoozing), 0);
  back.has_state = TRUE;
  assert_int_equal(acknowledge(rig, back, &snoozing), 0);
  back.state = ALERT_CRITICAL;
  back.source = "icinga"; /* which did not acknowledge it */
  assert_int_equal(acknowledge(rig, back, &snoozing), 0);
  back.source = NULL;
  find(rig, FINDING_TIP);
  assert_int_equal(rig_tip(rig)->id, id);
  assert_int_equal(acknowledge(rig, back, &snoozing), 1);
  find(rig, FINDING_TIP);
  assert_int_not_equal(rig_tip(rig)->id, id);
}

static void what_is_acted_upon_stays(void **state)
{
  struct rig *rig = *state;
  rig->holds_deeds = TRUE;
  find(rig, FINDING_TIP);
  rig_accept(rig, rig_tip(rig)->id);
  rig_run_until(rig, rig_tip(rig)->id, TIP_ACTING);
  assert_int_equal(acknowledge(rig, known, &dismissing), 0);
  assert_int_equal(rig_tip(rig)->state, TIP_ACTING);
}

static void they_are_acknowledged_by_who_is_configured(void **state)
{
  struct rig *rig = *state;
  find(rig, FINDING_TIP);
  say(rig, known); /* which nobody has configured */
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  pipeline_set_acknowledge(rig->pipeline, &dismissing, &ignoring);
  struct word elsewhere = known;
  elsewhere.source = "icinga";
  say(rig, elsewhere);
  elsewhere.source = "mallory";
  say(rig, elsewhere);
  assert_int_equal(rig_tip(rig)->state, TIP_OPEN);
  say(rig, known);
  assert_int_equal(rig_tip(rig)->state, TIP_DISMISSED);
  g_autoptr(GPtrArray) alerts = alert_book_list(fleet_alerts(rig->fleet));
  assert_int_equal(alerts->len, 0); /* none of this is an alert */
}

static void other_words_about_our_services_are_no_acknowledgement(void **state)
{
  (void)state;
  static const struct word words[] = {{.name = "provost", .state = ALERT_CRITICAL},
                                      {.name = "provost", .kind = ALERT_DOWNTIME_BEGAN},
                                      {.name = "provosts", .kind = ALERT_ACKNOWLEDGED},
                                      {.name = "http", .kind = ALERT_ACKNOWLEDGED},
                                      {.name = "", .kind = ALERT_ACKNOWLEDGED}};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
    struct alert_report *report = report_of(words[i]);
    assert_false(acknowledge_means(report));
    alert_report_free(report);
  }
}

int main(void)
{
#define AUTOMATIC(function) cmocka_unit_test_setup_teardown(function, up_and_automatic, rig_down)
#define TEST(function) cmocka_unit_test_setup_teardown(function, rig_up, rig_down)
  const struct CMUnitTest tests[] = {
      AUTOMATIC(a_forged_trap_is_told_and_never_acted_upon),
      AUTOMATIC(a_forged_trap_neither_ends_nor_doubts_what_nagios_says),
      AUTOMATIC(what_comes_and_goes_is_not_acted_upon),
      AUTOMATIC(a_downtime_there_suspends_automation_here_until_its_end),
      TEST(a_downtime_whose_end_nobody_told_ends_all_the_same),
      TEST(our_own_downtimes_and_those_of_one_service_suspend_nothing),
      TEST(our_own_downtime_hides_nobody_elses_and_ends_none),
      TEST(the_end_of_the_alert_is_seen_on_the_tip),
      TEST(a_word_that_was_overtaken_changes_nothing),
      TEST(a_service_of_which_nobody_speaks_is_no_alert),
      TEST(who_acknowledges_there_dismisses_here),
      TEST(a_snooze_is_as_long_as_the_acknowledgement_or_as_configured),
      TEST(a_service_of_one_policy_is_that_policy_alone),
      TEST(only_a_person_who_takes_it_back_ends_the_snooze),
      TEST(what_is_acted_upon_stays),
      TEST(they_are_acknowledged_by_who_is_configured),
      TEST(other_words_about_our_services_are_no_acknowledgement),
  };
  rig_silence_log();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
