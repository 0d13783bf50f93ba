/* Stretches and folders: recorded.c. */
#include "replay/recorded.h"
#include "unit.h"

#define DAY 86400
#define NOW G_GINT64_CONSTANT(1800014400)

static struct recorded shipped(void)
{
  static const struct {
    guint step_sec;
    gint64 span_sec;
  } archives[] = {{10, DAY / 4}, {60, DAY}, {300, 14 * DAY}, {1800, 60 * DAY}, {21600, 730 * DAY}};
  struct recorded recorded = {.newest_sec = NOW, .interval_sec = 10};
  recorded.archives = g_array_new(FALSE, FALSE, sizeof(struct recorded_archive));
  for (guint i = 0; i < G_N_ELEMENTS(archives); i++) {
    struct recorded_archive archive = {NOW - archives[i].span_sec + archives[i].step_sec, archives[i].step_sec};
    g_array_append_val(recorded.archives, archive);
  }
  return recorded;
}

/* "30m 6h..." as "STEP:FROM:TO" in seconds before now. */
static void assert_stretches(gint64 from_ago, gint64 to_ago, guint step_sec, const char *expected)
{
  struct recorded recorded = shipped();
  g_autoptr(GArray) stretches = recorded_stretches(&recorded, NOW - from_ago, NOW - to_ago, step_sec);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < stretches->len; i++) {
    const struct stretch *stretch = &g_array_index(stretches, struct stretch, i);
    g_string_append_printf(text, "%s%u:%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT, i > 0 ? " " : "", stretch->step_sec,
                           NOW - stretch->from_sec, NOW - stretch->to_sec);
  }
  assert_string_equal(text->str, expected);
  g_array_unref(recorded.archives);
}

static void each_moment_is_judged_at_the_finest_resolution_that_reaches_it(void **state)
{
  (void)state;
  assert_stretches(3600, 0, 0, "10:3600:0");
  assert_stretches(7 * DAY, 0, 0, "300:604800:86400 60:86400:21600 10:21600:0");
  assert_stretches(30 * DAY, 20 * DAY, 0, "1800:2592000:1728000");
  assert_stretches(3 * 365 * DAY, 700 * DAY, 0, "21600:63072000:60480000");
}

static void no_stretch_is_finer_than_asked_for(void **state)
{
  (void)state;
  assert_stretches(7 * DAY, 0, 60, "300:604800:86400 60:86400:0");
  assert_stretches(7 * DAY, 0, 1800, "1800:604800:0");
  assert_stretches(7 * DAY, 0, 7 * DAY, "21600:604800:0");
}

static void what_is_not_there_is_no_stretch(void **state)
{
  (void)state;
  assert_stretches(-3600, -7200, 0, "");
  assert_stretches(4 * 365 * DAY, 3 * 365 * DAY, 0, "");
  assert_stretches(5, 1, 0, "");
  assert_stretches(7200, -7200, 0, "10:7200:0");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_moment_is_judged_at_the_finest_resolution_that_reaches_it),
      cmocka_unit_test(no_stretch_is_finer_than_asked_for),
      cmocka_unit_test(what_is_not_there_is_no_stretch),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
