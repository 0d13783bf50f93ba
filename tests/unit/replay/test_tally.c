/* The score card: tally.c. */
#include "replay/tally.h"
#include "unit.h"

#include <math.h>

#define STEP 60

static void say(struct tally *tally, const char *subject, gint64 stamp_sec, enum finding_kind kind, enum severity severity)
{
  struct finding *finding = finding_new();
  finding->kind = kind;
  finding->stamp_sec = stamp_sec;
  finding->policy = g_strdup("p");
  finding->subject = g_strdup(subject);
  finding->text = g_strdup("a text");
  finding->severity = severity;
  if (kind == FINDING_TIP)
    g_ptr_array_add(finding->remedies, remedy_new(REMEDY_MIGRATE));
  tally_take(tally, finding);
  finding_free(finding);
}

/* Rounds until that time. */
static void pass(struct tally *tally, gint64 *now_sec, gint64 until_sec)
{
  for (; *now_sec < until_sec; *now_sec += STEP)
    tally_take_round(tally, 2, 1, 0);
}

static void the_score_counts_tips_their_time_and_what_led_to_them(void **state)
{
  (void)state;
  struct tally *tally = tally_new();
  struct tally_score score;
  gint64 now_sec = 0;
  tally_set_step(tally, STEP);
  say(tally, "host:h1", 0, FINDING_CLEAR, SEVERITY_NONE);
  say(tally, "host:h2", 0, FINDING_NO_DATA, SEVERITY_NONE);
  pass(tally, &now_sec, 3600);
  say(tally, "host:h1", 3600, FINDING_TIP, SEVERITY_WARNING);
  pass(tally, &now_sec, 5400);
  say(tally, "host:h1", 5400, FINDING_TIP, SEVERITY_CRITICAL);
  pass(tally, &now_sec, 7200);
  say(tally, "host:h1", 7200, FINDING_CLEAR, SEVERITY_NONE);
  pass(tally, &now_sec, 2 * 86400);
  tally_score(tally, "p", &score);
  assert_int_equal(score.tips, 1);
  assert_int_equal(score.subjects, 1);
  assert_int_equal(score.flaps, 0);
  assert_int_equal(score.remedies[REMEDY_MIGRATE], 1);
  assert_int_equal(score.criticals, 1);
  assert_int_equal(score.warned, 1);
  assert_true(fabs(score.lead_sec - 1800) < 1e-9);
  assert_true(fabs(score.per_day - 0.5) < 1e-9);
  assert_true(fabs(score.no_data_pct - 50) < 1e-9);
  assert_true(fabs(score.tip_pct - 100 * 3600 / (4 * 86400.0)) < 1e-9);
  assert_int_equal(tally_totals(tally).evaluations, 2 * 2880);
  tally_free(tally);
}

static void a_tip_that_comes_back_within_an_hour_flaps(void **state)
{
  (void)state;
  struct tally *tally = tally_new();
  struct tally_score score;
  tally_set_step(tally, STEP);
  say(tally, "host:h1", 60, FINDING_TIP, SEVERITY_WARNING);
  say(tally, "host:h1", 120, FINDING_CLEAR, SEVERITY_NONE);
  say(tally, "host:h1", 120 + TALLY_FLAP_SEC, FINDING_TIP, SEVERITY_WARNING);
  say(tally, "host:h1", 3780, FINDING_CLEAR, SEVERITY_NONE);
  say(tally, "host:h1", 3780 + TALLY_FLAP_SEC + STEP, FINDING_TIP, SEVERITY_CRITICAL);
  say(tally, "host:h2", 3840, FINDING_TIP, SEVERITY_WARNING);
  tally_score(tally, NULL, &score);
  assert_int_equal(score.tips, 4);
  assert_int_equal(score.flaps, 1);
  assert_int_equal(score.subjects, 2);
  assert_int_equal(score.criticals, 1);
  assert_int_equal(score.warned, 0);
  assert_true(isnan(score.lead_sec));
  assert_true(isnan(score.per_day));
  tally_free(tally);
}

static void missing_data_leave_a_tip_open(void **state)
{
  (void)state;
  struct tally *tally = tally_new();
  tally_set_step(tally, STEP);
  say(tally, "host:h1", 60, FINDING_TIP, SEVERITY_WARNING);
  say(tally, "host:h1", 120, FINDING_NO_DATA, SEVERITY_NONE);
  say(tally, "host:h1", 180, FINDING_ERROR, SEVERITY_NONE);
  assert_int_equal(tally_open_severity(tally, "p", "host:h1"), SEVERITY_WARNING);
  assert_string_equal(tally_error(tally, "p"), "a text");
  say(tally, "host:h1", 240, FINDING_TIP, SEVERITY_WARNING);
  assert_int_equal(tally_tips(tally)->len, 1);
  say(tally, "host:h1", 300, FINDING_CLEAR, SEVERITY_NONE);
  assert_int_equal(tally_open_severity(tally, "p", "host:h1"), SEVERITY_NONE);
  tally_free(tally);
}

static void more_tips_than_anybody_reads_are_only_counted(void **state)
{
  (void)state;
  struct tally *tally = tally_new();
  tally_set_step(tally, STEP);
  for (guint i = 0; i < TALLY_TIPS_MAX + 5; i++) {
    say(tally, "host:h1", 60 + 2 * (gint64)i * STEP, FINDING_TIP, SEVERITY_WARNING);
    if (i < TALLY_TIPS_MAX + 4)
      say(tally, "host:h1", 120 + 2 * (gint64)i * STEP, FINDING_CLEAR, SEVERITY_NONE);
  }
  assert_int_equal(tally_tips(tally)->len, TALLY_TIPS_MAX);
  assert_int_equal(tally_totals(tally).left_out, 5);
  assert_int_equal(tally_open_severity(tally, "p", "host:h1"), SEVERITY_WARNING);
  tally_free(tally);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_score_counts_tips_their_time_and_what_led_to_them),
      cmocka_unit_test(a_tip_that_comes_back_within_an_hour_flaps),
      cmocka_unit_test(missing_data_leave_a_tip_open),
      cmocka_unit_test(more_tips_than_anybody_reads_are_only_counted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
