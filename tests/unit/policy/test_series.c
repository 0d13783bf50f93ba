#include "policy/series.h"
#include "policy/window.h"

#include "base/limits.h"
#include "unit.h"

#include <math.h>
static void a_ring_keeps_its_newest_slots(void **state)
{
  (void)state;
  struct series *series = series_new(4);
  assert_true(isnan(series_at(series, 100)));
  for (gint64 slot = 100; slot < 110; slot++)
    series_put(series, slot, (double)slot);
  assert_true(isnan(series_at(series, 105)));
  assert_float_equal(series_at(series, 106), 106, 0);
  assert_float_equal(series_at(series, 109), 109, 0);
  assert_true(isnan(series_at(series, 110)));
  series_free(series);
}

static void what_was_not_seen_is_unknown(void **state)
{
  (void)state;
  struct series *series = series_new(8);
  series_put(series, 100, 1);
  series_put(series, 103, 4);
  struct summary summary = series_summarise(series, 100, 103);
  assert_int_equal(summary.known, 2);
  assert_float_equal(summary.min, 1, 0);
  assert_float_equal(summary.avg, 2.5, 0);
  assert_float_equal(summary.max, 4, 0);
  assert_float_equal(summary.last, 4, 0);
  series_put(series, 1000, 7);
  assert_true(isnan(series_at(series, 103)));
  assert_true(isnan(series_at(series, 999)));
  series_free(series);
}

static void an_unknown_reading_keeps_a_known_one_of_its_slot(void **state)
{
  (void)state;
  struct series *series = series_new(4);
  series_put(series, 10, 5);
  series_put(series, 10, NAN);
  assert_float_equal(series_at(series, 10), 5, 0);
  series_free(series);
}

static void a_late_sample_fills_its_slot_and_a_very_late_one_is_ignored(void **state)
{
  (void)state;
  struct series *series = series_new(4);
  series_put(series, 10, 1);
  series_put(series, 12, 3);
  series_put(series, 11, 2);
  assert_float_equal(series_at(series, 11), 2, 0);
  series_put(series, 8, 9);
  assert_float_equal(series_at(series, 12), 3, 0);
  assert_int_equal(series->first, 10);
  series_free(series);
}

static void a_clock_set_back_starts_the_series_anew(void **state)
{
  (void)state;
  struct series *series = series_new(4);
  series_put(series, 1000000, 1); /* a stamp from the future */
  series_put(series, 1000, 2);
  assert_float_equal(series_at(series, 1000), 2, 0);
  assert_true(isnan(series_at(series, 1000000)));
  series_put(series, -5, 3);
  assert_float_equal(series_at(series, 1000), 2, 0);
  series_free(series);
}

static void history_never_overwrites_what_is_there(void **state)
{
  (void)state;
  struct series *series = series_new(8);
  series_put(series, 104, 50);
  series_put(series, 106, 60);
  const double old[] = {1, NAN, 3, 4, 99, 99, 99};
  series_backfill(series, 100, old, G_N_ELEMENTS(old));
  assert_float_equal(series_at(series, 100), 1, 0);
  assert_true(isnan(series_at(series, 101)));
  assert_float_equal(series_at(series, 103), 4, 0);
  assert_float_equal(series_at(series, 104), 50, 0);
  assert_true(isnan(series_at(series, 105)));
  assert_float_equal(series_at(series, 106), 60, 0);
  series_free(series);
}

static void history_alone_fills_an_empty_series(void **state)
{
  (void)state;
  struct series *series = series_new(3);
  const double old[] = {1, 2, 3, 4, 5, NAN};
  series_backfill(series, 100, old, G_N_ELEMENTS(old));
  assert_true(isnan(series_at(series, 101)));
  assert_float_equal(series_at(series, 102), 3, 0);
  assert_float_equal(series_at(series, 104), 5, 0);
  series_free(series);
}

/* ---- windows ----------------------------------------------------------------------------------- */

static struct window window;

static struct subjects *one_host(void)
{
  struct subjects *subjects = subjects_new(10);
  subjects_need(subjects, METRIC_HOST_CPU_BUSY_PCT, 300);
  const struct subject_row row = {.subject = "host:h1", .name = "h1", .parent = "cluster:lab", .state = "up"};
  subjects_replace(subjects, &row, 1);
  return subjects;
}

static void put(struct subjects *subjects, gint64 stamp, double value)
{
  struct reading reading = isnan(value) ? reading_unknown(METRIC_HOST_CPU_BUSY_PCT, READING_NO_ANSWER)
                                        : reading_known(METRIC_HOST_CPU_BUSY_PCT, value);
  subjects_put(subjects, &(struct value_round){SOURCE_SNMP, stamp, "host:h1", &reading, 1});
}

static enum window_gap read_at(struct subjects *subjects, gint64 stamp, guint64 span)
{
  return window_read(subjects_find(subjects, "host:h1"), METRIC_HOST_CPU_BUSY_PCT,
                     (struct moment){stamp, 10}, (struct reach){.span_sec = span}, &window);
}

static void a_window_holds_the_samples_after_its_start_up_to_its_end(void **state)
{
  (void)state;
  struct subjects *subjects = one_host();
  for (gint64 stamp = 10000; stamp <= 10100; stamp += 10)
    put(subjects, stamp, (double)(stamp - 10000) / 10);
  assert_int_equal(read_at(subjects, 10100, 60), WINDOW_COMPLETE);
  assert_int_equal(window.expected, 6);
  assert_float_equal(window.summary.min, 5, 0);
  assert_float_equal(window.summary.max, 10, 0);
  assert_int_equal(window.from_sec, 10050);
  assert_int_equal(window.to_sec, 10100);
  assert_int_equal(read_at(subjects, 10090, 60), WINDOW_COMPLETE);
  assert_float_equal(window.summary.max, 9, 0);
  subjects_free(subjects);
}

static void a_window_needs_its_whole_span_after_a_start(void **state)
{
  (void)state;
  struct subjects *subjects = one_host();
  for (gint64 stamp = 10000; stamp <= 10040; stamp += 10)
    put(subjects, stamp, 90);
  assert_int_equal(read_at(subjects, 10040, 60), WINDOW_YOUNG);
  put(subjects, 10050, 90);
  assert_int_equal(read_at(subjects, 10050, 60), WINDOW_COMPLETE);
  subjects_free(subjects);
}

static void four_fifths_of_a_window_must_be_known(void **state)
{
  (void)state;
  struct subjects *subjects = one_host();
  for (gint64 i = 0; i < 10; i++)
    put(subjects, 10000 + i * 10, i == 3 || i == 4 ? NAN : 90);
  assert_int_equal(read_at(subjects, 10090, 100), WINDOW_COMPLETE);
  assert_float_equal(window_coverage(&window), 0.8, 1e-9);
  for (gint64 i = 10; i < 20; i++)
    put(subjects, 10000 + i * 10, i >= 13 && i <= 15 ? NAN : 90);
  assert_int_equal(read_at(subjects, 10190, 100), WINDOW_GAPS);
  subjects_free(subjects);
}

static void a_value_older_than_two_intervals_is_not_used(void **state)
{
  (void)state;
  struct subjects *subjects = one_host();
  struct latest latest;
  for (gint64 stamp = 10000; stamp <= 10100; stamp += 10)
    put(subjects, stamp, 90);
  const struct subject *host = subjects_find(subjects, "host:h1");
  assert_int_equal(read_at(subjects, 10120, 100), WINDOW_COMPLETE);
  assert_int_equal(window_age_sec(&window), 20);
  assert_int_equal(read_at(subjects, 10130, 100), WINDOW_OLD);
  assert_int_equal(latest_read(host, METRIC_HOST_CPU_BUSY_PCT, (struct moment){10120, 10}, (struct reach){0}, &latest),
                   WINDOW_COMPLETE);
  assert_float_equal(latest.value, 90, 0);
  assert_int_equal(latest.age_sec, 20);
  assert_int_equal(latest_read(host, METRIC_HOST_CPU_BUSY_PCT, (struct moment){10130, 10}, (struct reach){0}, &latest),
                   WINDOW_OLD);
  subjects_free(subjects);
}

static enum window_gap latest_within(const struct subjects *subjects, gint64 stamp, guint64 age_sec, struct latest *latest)
{
  return latest_read(subjects_find(subjects, "host:h1"), METRIC_HOST_CPU_BUSY_PCT, (struct moment){stamp, 10},
                     (struct reach){.age_sec = age_sec}, latest);
}

static void a_declared_age_is_neither_passed_nor_cut_short(void **state)
{
  (void)state;
  struct subjects *subjects = one_host();
  struct latest latest;
  for (gint64 stamp = 10000; stamp <= 10100; stamp += 10)
    put(subjects, stamp, 90);
  assert_int_equal(latest_within(subjects, 10110, 10, &latest), WINDOW_COMPLETE);
  assert_int_equal(latest_within(subjects, 10110, 9, &latest), WINDOW_OLD);
  assert_int_equal(latest_within(subjects, 10140, 40, &latest), WINDOW_COMPLETE);
  assert_int_equal(latest.age_sec, 40);
  assert_int_equal(latest_within(subjects, 10140, 39, &latest), WINDOW_OLD);
  const struct subject *host = subjects_find(subjects, "host:h1");
  assert_int_equal(window_read(host, METRIC_HOST_CPU_BUSY_PCT, (struct moment){10110, 10}, (struct reach){60, 9}, &window),
                   WINDOW_OLD);
  assert_int_equal(window_read(host, METRIC_HOST_CPU_BUSY_PCT, (struct moment){10110, 10}, (struct reach){60, 10}, &window),
                   WINDOW_COMPLETE);
  subjects_free(subjects);
}

static void a_value_is_as_old_as_it_was_when_sampled(void **state)
{
  (void)state;
  struct subjects *subjects = one_host();
  struct latest latest;
  struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, 90);
  reading.age_ms = 15000;
  subjects_put(subjects, &(struct value_round){SOURCE_SNMP, 10000, "host:h1", &reading, 1});
  assert_int_equal(latest_within(subjects, 10000, 0, &latest), WINDOW_COMPLETE);
  assert_int_equal(latest.age_sec, 15);
  assert_int_equal(latest_within(subjects, 10000, 14, &latest), WINDOW_OLD);
  put(subjects, 10010, 91);
  assert_int_equal(latest_within(subjects, 10010, 14, &latest), WINDOW_COMPLETE);
  assert_int_equal(latest.age_sec, 0);
  subjects_free(subjects);
}

static void a_reading_that_was_old_when_sampled_is_unknown(void **state)
{
  (void)state;
  struct subjects *subjects = one_host();
  struct reading reading = reading_known(METRIC_HOST_CPU_BUSY_PCT, 90);
  reading.age_ms = 20001;
  subjects_put(subjects, &(struct value_round){SOURCE_SNMP, 10000, "host:h1", &reading, 1});
  assert_int_equal(read_at(subjects, 10000, 10), WINDOW_EMPTY);
  assert_string_equal(series_reason(subjects_find(subjects, "host:h1"), METRIC_HOST_CPU_BUSY_PCT),
                      "no sample for too long");
  /* A slow source repeats what it said. */
  subjects_put(subjects, &(struct value_round){SOURCE_AGENT, 10010, "host:h1", &reading, 1});
  assert_int_not_equal(read_at(subjects, 10010, 10), WINDOW_EMPTY);
  reading.age_ms = 2 * AGENT_PERIOD_SEC * 1000 + 1;
  subjects_put(subjects, &(struct value_round){SOURCE_AGENT, 10020, "host:h1", &reading, 1});
  assert_int_equal(read_at(subjects, 10020, 10), WINDOW_EMPTY);
  subjects_free(subjects);
}

static void only_what_is_needed_of_known_subjects_is_kept(void **state)
{
  (void)state;
  struct subjects *subjects = one_host();
  struct reading readings[] = {reading_known(METRIC_HOST_CPU_COUNT, 4),
                               reading_known(METRIC_HOST_CPU_BUSY_PCT, 4)};
  subjects_put(subjects, &(struct value_round){SOURCE_SNMP, 10000, "host:foreign", readings, 2});
  assert_int_equal(subjects_series(subjects), 0);
  subjects_put(subjects, &(struct value_round){SOURCE_SNMP, 10000, "host:h1", readings, 2});
  assert_int_equal(subjects_series(subjects), 1);
  assert_true(subjects_ring_bytes(subjects) < 1024);
  subjects_free(subjects);
}

static void a_subject_that_stays_keeps_its_past_and_one_that_goes_loses_it(void **state)
{
  (void)state;
  struct subjects *subjects = one_host();
  put(subjects, 10000, 90);
  const struct subject_row rows[] = {{.subject = "host:h2", .name = "h2", .parent = "", .state = "up"}, {.subject = "host:h1", .name = "h1", .parent = "", .state = "down"},
                                     {.subject = "guest:u", .name = "g", .parent = "host:h1", .state = "running"}, {.subject = "nonsense", .name = "x", .parent = "", .state = ""},
                                     {.subject = "host:h1", .name = "again", .parent = "", .state = ""}};
  subjects_replace(subjects, rows, G_N_ELEMENTS(rows));
  const struct subject *host = subjects_find(subjects, "host:h1");
  assert_string_equal(host->state, "down");
  assert_string_equal(host->name, "h1");
  assert_int_equal(host->children->len, 1);
  assert_ptr_equal(subjects_find(subjects, "guest:u")->parent, host);
  assert_int_equal(read_at(subjects, 10000, 10), WINDOW_COMPLETE);
  assert_int_equal(subjects_of(subjects, SUBJECT_HOST)->len, 2);
  subjects_replace(subjects, rows, 1);
  assert_null(subjects_find(subjects, "host:h1"));
  assert_int_equal(subjects_series(subjects), 0);
  subjects_free(subjects);
}

static void history_of_another_step_is_not_taken(void **state)
{
  (void)state;
  struct subjects *subjects = one_host();
  const double values[] = {1, 2, 3};
  struct history history = {"host:h1", METRIC_HOST_CPU_BUSY_PCT, 10000, 60, values, 3};
  subjects_backfill(subjects, &history);
  assert_int_equal(subjects_series(subjects), 0);
  history.step_sec = 10;
  subjects_backfill(subjects, &history);
  assert_int_equal(read_at(subjects, 10020, 30), WINDOW_COMPLETE);
  subjects_free(subjects);
}

static void evidence_is_cut_to_its_newest_values(void **state)
{
  (void)state;
  struct subjects *subjects = subjects_new(1);
  subjects_need(subjects, METRIC_HOST_CPU_BUSY_PCT, 1000);
  const struct subject_row row = {.subject = "host:h1", .name = "h1", .parent = "", .state = "up"};
  subjects_replace(subjects, &row, 1);
  for (gint64 stamp = 1; stamp <= 1000; stamp++)
    put(subjects, stamp, stamp == 1000 ? 7 : 90);
  window_read(subjects_find(subjects, "host:h1"), METRIC_HOST_CPU_BUSY_PCT, (struct moment){1000, 1},
              (struct reach){.span_sec = 1000}, &window);
  struct evidence *evidence = window_evidence(&window);
  assert_int_equal(evidence->count, 1000);
  assert_int_equal(evidence->values->len, LIMIT_EVIDENCE_VALUES);
  assert_float_equal(g_array_index(evidence->values, double, LIMIT_EVIDENCE_VALUES - 1), 7, 0);
  evidence_free(evidence);
  subjects_free(subjects);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_ring_keeps_its_newest_slots),
      cmocka_unit_test(what_was_not_seen_is_unknown),
      cmocka_unit_test(an_unknown_reading_keeps_a_known_one_of_its_slot),
      cmocka_unit_test(a_late_sample_fills_its_slot_and_a_very_late_one_is_ignored),
      cmocka_unit_test(a_clock_set_back_starts_the_series_anew),
      cmocka_unit_test(history_never_overwrites_what_is_there),
      cmocka_unit_test(history_alone_fills_an_empty_series),
      cmocka_unit_test(a_window_holds_the_samples_after_its_start_up_to_its_end),
      cmocka_unit_test(a_window_needs_its_whole_span_after_a_start),
      cmocka_unit_test(four_fifths_of_a_window_must_be_known),
      cmocka_unit_test(a_value_older_than_two_intervals_is_not_used),
      cmocka_unit_test(a_declared_age_is_neither_passed_nor_cut_short),
      cmocka_unit_test(a_value_is_as_old_as_it_was_when_sampled),
      cmocka_unit_test(a_reading_that_was_old_when_sampled_is_unknown),
      cmocka_unit_test(only_what_is_needed_of_known_subjects_is_kept),
      cmocka_unit_test(a_subject_that_stays_keeps_its_past_and_one_that_goes_loses_it),
      cmocka_unit_test(history_of_another_step_is_not_taken),
      cmocka_unit_test(evidence_is_cut_to_its_newest_values),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
