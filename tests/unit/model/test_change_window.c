/* Times of the week in which automation may act. */
#include "model/change_window.h"
#include "unit.h"

static gint64 at(const char *zone, const char *text)
{
  g_autoptr(GTimeZone) there = g_time_zone_new_identifier(zone);
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, there);
  assert_non_null(time);
  return g_date_time_to_unix(time) * G_USEC_PER_SEC;
}

static void expect(const char *zone, const char *window, const char *time, const char *opens)
{
  g_autoptr(GTimeZone) there = g_time_zone_new_identifier(zone);
  g_autoptr(GPtrArray) windows = g_ptr_array_new();
  gint64 opens_us = 0;
  g_ptr_array_add(windows, (gpointer)window);
  gboolean is_open = change_windows_are_open(windows, there, at(zone, time), &opens_us);
  if (is_open != !opens || (opens && opens_us != at(zone, opens)))
    fail_msg("\"%s\" at %s: open %d, next at %" G_GINT64_FORMAT ", not %s", window, time, is_open, opens_us / G_USEC_PER_SEC,
             opens ? opens : "open");
}

static void a_window_opens_and_closes_to_the_minute(void **state)
{
  (void)state;
  expect("UTC", "22:00-23:30", "2026-11-25T21:59:59", "2026-11-25T22:00:00");
  expect("UTC", "22:00-23:30", "2026-11-25T22:00:00", NULL);
  expect("UTC", "22:00-23:30", "2026-11-25T23:29:59", NULL);
  expect("UTC", "22:00-23:30", "2026-11-25T23:30:00", "2026-11-26T22:00:00");
}

/* 27 November 2026 is a Friday. */
static void one_past_midnight_belongs_to_the_day_on_which_it_begins(void **state)
{
  (void)state;
  expect("UTC", "mon-fri 22:00-06:00", "2026-11-27T23:00:00", NULL);
  expect("UTC", "mon-fri 22:00-06:00", "2026-11-28T05:59:59", NULL);
  expect("UTC", "mon-fri 22:00-06:00", "2026-11-28T06:00:00", "2026-11-30T22:00:00");
  expect("UTC", "mon-fri 22:00-06:00", "2026-11-30T05:00:00", "2026-11-30T22:00:00");
}

static void days_alone_are_whole_days(void **state)
{
  (void)state;
  expect("UTC", "sat,sun", "2026-11-27T23:59:59", "2026-11-28T00:00:00");
  expect("UTC", "sat,sun", "2026-11-29T23:59:59", NULL);
  expect("UTC", "Fri-Mon", "2026-11-30T12:00:00", NULL);
  expect("UTC", "Fri-Mon", "2026-12-01T00:00:00", "2026-12-04T00:00:00");
  expect("UTC", "06:00-06:00", "2026-11-27T03:00:00", NULL);
  expect("UTC", "wed 12:00-24:00", "2026-11-25T23:59:00", NULL);
}

/* The night of 25 October 2026 has 02:30 twice, that of 29 March has none. */
static void they_go_by_the_clock_on_the_wall_of_their_zone(void **state)
{
  (void)state;
  expect("Europe/Berlin", "01:00-03:00", "2026-10-24T23:30:00Z", NULL);
  expect("Europe/Berlin", "01:00-03:00", "2026-10-25T01:30:00Z", NULL); /* 02:30 for the second time */
  expect("Europe/Berlin", "01:00-03:00", "2026-10-25T02:00:00Z", "2026-10-26T00:00:00Z");
  expect("Europe/Berlin", "01:00-04:00", "2026-03-29T01:30:00Z", NULL); /* 03:30 in summer */
  expect("Europe/Berlin", "01:00-04:00", "2026-03-29T02:00:00Z", "2026-03-29T23:00:00Z");
}

static void what_is_no_window_is_refused(void **state)
{
  (void)state;
  static const char *const texts[] = {"",           " ",          "monday",     "mon-",      "22-06",       "22:00",      "22:00-6:00",
                                      "24:00-06:00", "22:00-25:00", "22:60-23:00", "mon 22:00", "22:00-06:00 mon", "mon  22:00-06:00",
                                      "mon,,tue",   "22:00-00:00", "-",          "mon tue 22:00-06:00"};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    struct change_window window = {.days = 99};
    if (change_window_parse(texts[i], &window) || window.days != 99)
      fail_msg("\"%s\" was taken", texts[i]);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_window_opens_and_closes_to_the_minute),
      cmocka_unit_test(one_past_midnight_belongs_to_the_day_on_which_it_begins),
      cmocka_unit_test(days_alone_are_whole_days),
      cmocka_unit_test(they_go_by_the_clock_on_the_wall_of_their_zone),
      cmocka_unit_test(what_is_no_window_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
