/* Tips recomputed from history: recompute.c and recompute_series.c, with the real provost-policy. */
#include "past.h"
#include "replay/recompute.h"
#include "unit.h"

#include <math.h>
#include <string.h>

#define HOUR 3600
#define WINDOW 30 /* values */

static const char busy_policy[] =
    "return { name = 'busy', title = 'Busy', subject = 'host', every = '30s',\n"
    "  needs = { ['host.cpu.busy_pct'] = '5m' },\n"
    "  settings = { warning = { default = 60, min = 0, max = 100 }, critical = { default = 90, min = 0, max = 100 },\n"
    "               clear = { default = 50, min = 0, max = 100 }, sustained = { default = '5m' } },\n"
    "  evaluate = function(host, set)\n"
    "    local w, why = host:window('host.cpu.busy_pct', set.sustained)\n"
    "    if not w then return nil, why end\n"
    "    local severity = provost.over(w:avg(), set)\n"
    "    if not severity then return end\n"
    "    return provost.tip { severity = severity, text = ('%s busy %.1f %%'):format(host.name, w:avg()), evidence = { w },\n"
    "      remedy = provost.first_of { provost.migrate { from = host, relieve = 'cpu' }, provost.notify {} } }\n"
    "  end }\n";

/* What host h1 was at that time: it rises by a tenth of a point each interval, from 30.1 to 70, which it is at the end, too. */
static double busy_at(gint64 sec)
{
  return 70 - (double)((PAST_END - sec) / PAST_STEP % 400) / 10;
}

static struct past *hours(guint n)
{
  struct past *past = past_new(PAST_END - n * HOUR);
  past_write(past, "busy.lua", busy_policy);
  g_ptr_array_add(past->subjects, scene_subject_new("cluster:lab", "lab", "", "up"));
  g_ptr_array_add(past->subjects, scene_subject_new("host:h1", "h1", "cluster:lab", "up"));
  for (gint64 sec = PAST_END - n * HOUR + PAST_STEP; sec <= PAST_END; sec += PAST_STEP) {
    past_add(past, "host:h1", METRIC_HOST_CPU_BUSY_PCT, busy_at(sec));
    past_add(past, "host:h1", METRIC_HOST_CPU_COUNT, 4);
    g_variant_unref(past_settle(past, sec));
  }
  past_flush(past);
  return past;
}

/* The tip as the policy raised it at that time. */
static struct tip *tip_at(gint64 stamp_sec)
{
  struct tip *tip = tip_new();
  struct evidence *evidence = evidence_new();
  *evidence = (struct evidence){.object = g_strdup("host:h1"), .metric = METRIC_HOST_CPU_BUSY_PCT, .to_sec = stamp_sec,
                                .from_sec = stamp_sec - (WINDOW - 1) * PAST_STEP, .count = WINDOW, .expected = WINDOW,
                                .values = evidence->values};
  for (gint64 sec = evidence->from_sec; sec <= stamp_sec; sec += PAST_STEP) {
    double value = busy_at(sec);
    g_array_append_val(evidence->values, value);
    evidence->avg += value / WINDOW;
  }
  evidence->min = busy_at(evidence->from_sec);
  evidence->max = evidence->last = busy_at(stamp_sec);
  g_ptr_array_add(tip->evidence, evidence);
  g_ptr_array_add(tip->remedies, remedy_new(REMEDY_MIGRATE));
  tip->policy = g_strdup("busy");
  tip->subject = g_strdup("host:h1");
  tip->subject_name = g_strdup("h1");
  tip->severity = SEVERITY_WARNING;
  tip->text = g_strdup_printf("h1 busy %.1f %%", evidence->avg);
  g_hash_table_insert(tip->settings, g_strdup("sustained"), g_strdup("5m"));
  g_hash_table_insert(tip->settings, g_strdup("warning"), g_strdup("60"));
  return tip;
}

static struct evidence *evidence_of(const struct tip *tip)
{
  return tip->evidence->pdata[0];
}

static GPtrArray *recompute(const struct past *past, const struct tip *tip)
{
  const struct replay_order order = {.pack = past->pack, .directory = past->directory, .program = past->program,
                                     .subjects = past->subjects, .moves = past->moves};
  GPtrArray *lines = recomputed_lines_new();
  recompute_series(past->directory, tip, lines);
  recompute_policy(&order, tip, lines);
  return lines;
}

/* "same series: ...\n..." of all lines. */
static void expect(const struct past *past, const struct tip *tip, const char *wanted)
{
  g_autoptr(GPtrArray) lines = recompute(past, tip);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < lines->len; i++) {
    const struct recomputed_line *line = lines->pdata[i];
    g_string_append_printf(text, "%s%s %s: %s", i > 0 ? "\n" : "", recomputed_name(line->kind), line->about, line->text);
  }
  assert_string_equal(text->str, wanted);
  assert_int_equal(recomputed_matches(lines), !strstr(wanted, "other ") && !strstr(wanted, "unknown "));
}

static void a_tip_is_found_again_as_it_was(void **state)
{
  (void)state;
  struct past *past = hours(1);
  struct tip *tip = tip_at(PAST_END - 600);
  expect(past, tip,
         "same series: mean of host.cpu.busy_pct of h1 over 5m is 62.55 %, as the tip says (30 values of 10 s each)\n"
         "same policy: policy busy says the same again: warning, h1 busy 62.5 %\n"
         "same policy: policy busy proposes migrate first");
  tip_free(tip);
  past_free(past);
}

static void values_that_were_never_measured_are_told(void **state)
{
  (void)state;
  struct past *past = hours(1);
  struct tip *tip = tip_at(PAST_END - 600);
  g_array_index(evidence_of(tip)->values, double, 3) = 99;
  g_free(tip->text);
  tip->text = g_strdup("h1 busy 71.0 %");
  tip->severity = SEVERITY_CRITICAL;
  g_autoptr(GPtrArray) lines = recompute(past, tip);
  assert_int_equal(lines->len, 3);
  assert_non_null(strstr(((struct recomputed_line *)lines->pdata[0])->text, "1 of 30 values of host.cpu.busy_pct of h1 differ: at "));
  assert_non_null(strstr(((struct recomputed_line *)lines->pdata[0])->text, "the tip says 99 %, history 61.4 %"));
  assert_string_equal(((struct recomputed_line *)lines->pdata[1])->text,
                      "policy busy says now: warning, h1 busy 62.5 %; the tip says: critical, h1 busy 71.0 %");
  assert_false(recomputed_matches(lines));
  tip_free(tip);
  past_free(past);
}

/* With the tip open the policy goes on below its threshold, until it is clear: only so it says the same. */
static void a_tip_that_was_found_again_is_judged_while_it_is_open(void **state)
{
  (void)state;
  struct past *past = hours(1);
  struct tip *tip = tip_at(PAST_END - 1200); /* 56.55, below the warning */
  expect(past, tip,
         "same series: mean of host.cpu.busy_pct of h1 over 5m is 56.55 %, as the tip says (30 values of 10 s each)\n"
         "other policy: policy busy finds nothing wrong with h1 at that moment");
  tip->refreshed = 4;
  g_autoptr(GPtrArray) lines = recompute(past, tip);
  assert_true(recomputed_matches(lines));
  tip_free(tip);
  past_free(past);
}

static void with_the_settings_of_then_it_is_judged_and_not_with_todays(void **state)
{
  (void)state;
  struct past *past = hours(1);
  struct tip *tip = tip_at(PAST_END - 600);
  g_hash_table_insert(tip->settings, g_strdup("warning"), g_strdup("65"));
  expect(past, tip,
         "same series: mean of host.cpu.busy_pct of h1 over 5m is 62.55 %, as the tip says (30 values of 10 s each)\n"
         "other policy: policy busy finds nothing wrong with h1 at that moment");
  tip_free(tip);
  past_free(past);
}

static void older_tips_are_compared_mean_by_mean(void **state)
{
  (void)state;
  struct past *past = hours(8);
  struct tip *tip = tip_at(PAST_END - 7 * HOUR + 20); /* between two means of a minute */
  g_hash_table_insert(tip->settings, g_strdup("warning"), g_strdup("50"));
  expect(past, tip,
         "same series: mean of host.cpu.busy_pct of h1 over 5m is 56.85 %, the tip says 56.75 %: within what means of 60 s, all that is "
         "kept of it, can hold\n"
         "same policy: policy busy says as much: warning, h1 busy 56.5 %, judged upon means of 60 s; the tip says: h1 busy 56.8 %\n"
         "same policy: policy busy proposes migrate first");
  g_array_index(evidence_of(tip)->values, double, 10) = 99; /* in a minute that is whole */
  g_autoptr(GPtrArray) lines = recompute(past, tip);
  assert_non_null(strstr(((struct recomputed_line *)lines->pdata[0])->text, "1 of 4 values of host.cpu.busy_pct of h1 differ: at "));
  tip_free(tip);
  past_free(past);
}

static void what_history_is_too_coarse_for_cannot_be_told_any_more(void **state)
{
  (void)state;
  struct past *past = hours(48);
  struct tip *tip = tip_at(PAST_END - 47 * HOUR + 70);
  evidence_of(tip)->from_sec = evidence_of(tip)->to_sec - 2 * PAST_STEP;
  evidence_of(tip)->expected = evidence_of(tip)->count = 3;
  g_array_remove_range(evidence_of(tip)->values, 0, WINDOW - 3);
  g_autoptr(GPtrArray) lines = recompute(past, tip);
  const struct recomputed_line *series = lines->pdata[0];
  assert_int_equal(series->kind, RECOMPUTED_NOT);
  assert_string_equal(series->text, "host.cpu.busy_pct of h1 cannot be recomputed any more: of that time history keeps one mean for "
                                    "every 5m, and the tip looked at less");
  assert_false(recomputed_matches(lines));
  tip_free(tip);
  past_free(past);
}

static void a_policy_or_history_that_is_gone_is_told(void **state)
{
  (void)state;
  struct past *past = hours(1);
  struct tip *tip = tip_at(PAST_END - 600), *bare = tip_at(PAST_END);
  g_free(tip->policy);
  tip->policy = g_strdup("gone");
  g_free(evidence_of(tip)->object);
  evidence_of(tip)->object = g_strdup("host:h9");
  g_autoptr(GPtrArray) lines = recompute(past, tip);
  assert_int_equal(((struct recomputed_line *)lines->pdata[0])->kind, RECOMPUTED_NOT);
  assert_non_null(strstr(((struct recomputed_line *)lines->pdata[0])->text, "host.cpu.busy_pct of host:h9 cannot be recomputed: "));
  assert_string_equal(((struct recomputed_line *)lines->pdata[1])->text, "the pack has no policy gone any more");
  g_ptr_array_set_size(bare->evidence, 0);
  expect(past, bare, "unknown policy: the tip rests on no series: when it was found cannot be told from it");
  tip_free(tip);
  tip_free(bare);
  past_free(past);
}

static void nothing_compared_is_no_match(void **state)
{
  (void)state;
  g_autoptr(GPtrArray) lines = recomputed_lines_new();
  assert_false(recomputed_matches(lines));
  recomputed_add(lines, RECOMPUTED_SAME, "series", "so it is");
  assert_true(recomputed_matches(lines));
  recomputed_add(lines, RECOMPUTED_NOT, "series", "nobody knows");
  assert_false(recomputed_matches(lines));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_tip_is_found_again_as_it_was),
      cmocka_unit_test(values_that_were_never_measured_are_told),
      cmocka_unit_test(a_tip_that_was_found_again_is_judged_while_it_is_open),
      cmocka_unit_test(with_the_settings_of_then_it_is_judged_and_not_with_todays),
      cmocka_unit_test(older_tips_are_compared_mean_by_mean),
      cmocka_unit_test(what_history_is_too_coarse_for_cannot_be_told_any_more),
      cmocka_unit_test(a_policy_or_history_that_is_gone_is_told),
      cmocka_unit_test(nothing_compared_is_no_match),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
