/* Pictures drawn from history files. */
#include "rrd/order.h"
#include "rrd/graph_order.h"

static GBytes *drawn(struct fixture *fixture, struct graph *graph)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) order = order_of(graph, 1);
  GBytes *png = graph_order_draw(fixture->directory, order, &error);
  if (!png)
    fail_msg("%s", error->message);
  return png;
}

static void assert_refused(struct fixture *fixture, struct graph *graph, const char *says)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) order = order_of(graph, 1);
  g_autoptr(GBytes) png = graph_order_draw(fixture->directory, order, &error);
  assert_null(png);
  if (!strstr(error->message, says))
    fail_msg("'%s' does not say '%s'", error->message, says);
}

static void fill(struct fixture *fixture)
{
  for (gint64 i = 0; i <= 360; i++)
    assert_true(store_busy(fixture, i * STEP - 3600, 50 + 40 * sin((double)i / 40)));
}

static void a_picture_is_a_png_of_the_size_that_was_asked_for(void **state)
{
  struct fixture *fixture = *state;
  static const guint sizes[][2] = {{900, 320}, {400, 200}, {1601, 777}, {4000, 2500}};
  fill(fixture);
  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    struct graph *graph = graph_of_busy(NOW);
    gsize size;
    graph->width = sizes[i][0];
    graph->height = sizes[i][1];
    g_autoptr(GBytes) png = drawn(fixture, graph);
    const guint8 *bytes = g_bytes_get_data(png, &size);
    assert_png(bytes, size, sizes[i][0], sizes[i][1]);
  }
}

static void themes_thresholds_and_marks_are_seen(void **state)
{
  struct fixture *fixture = *state;
  GBytes *pictures[5];
  fill(fixture);
  for (guint i = 0; i < G_N_ELEMENTS(pictures); i++) {
    struct graph *graph = graph_of_busy(NOW);
    const struct graph_threshold threshold = {80, SEVERITY_WARNING, g_strdup("a: warning")};
    const struct graph_mark mark = {NOW - 1000, i == 3 ? NOW - 500 : NOW - 999, SEVERITY_CRITICAL, g_strdup("tip 1: <x>")};
    graph->is_dark = i == 4;
    g_array_append_val(graph->thresholds, threshold);
    g_array_append_val(graph->marks, mark);
    if (i < 1)
      g_array_set_size(graph->thresholds, 0);
    if (i < 2)
      g_array_set_size(graph->marks, 0);
    pictures[i] = drawn(fixture, graph);
    for (guint j = 0; j < i; j++)
      assert_false(g_bytes_equal(pictures[i], pictures[j]));
  }
  for (guint i = 0; i < G_N_ELEMENTS(pictures); i++)
    g_bytes_unref(pictures[i]);
}

static void the_same_order_is_the_same_picture(void **state)
{
  struct fixture *fixture = *state;
  fill(fixture);
  g_autoptr(GBytes) first = drawn(fixture, graph_of_busy(NOW)), second = drawn(fixture, graph_of_busy(NOW));
  assert_true(g_bytes_equal(first, second));
}

static void a_picture_of_two_years_shows_maxima_as_well(void **state)
{
  struct fixture *fixture = *state;
  fill(fixture);
  struct graph *graph = graph_of_busy(NOW);
  graph->from_sec = NOW - 730 * 86400;
  struct series means = {0}, maxima = {0};
  struct fetch fetch = {"host:h1", METRIC_HOST_CPU_BUSY_PCT, NOW - 7200, NOW, 60, FALSE};
  assert_true(fetch_series(fixture->directory, &fetch, &means, NULL));
  fetch.highest = TRUE;
  assert_true(fetch_series(fixture->directory, &fetch, &maxima, NULL));
  assert_true(means.step_sec == 60 && maxima.step_sec == 60 && means.n == maxima.n);
  assert_true(maxima.points[means.n - 10] > means.points[means.n - 10]);
  g_free(means.points);
  g_free(maxima.points);
  g_autoptr(GBytes) png = drawn(fixture, graph);
  assert_true(g_bytes_get_size(png) > 1000);
}

static void nothing_known_is_a_sentence_and_no_picture(void **state)
{
  struct fixture *fixture = *state;
  assert_refused(fixture, graph_of_busy(NOW), "no value of host h1 · CPU busy");
  assert_true(store_busy(fixture, 0, 50));
  g_bytes_unref(drawn(fixture, graph_of_busy(NOW)));
  assert_refused(fixture, graph_of_busy(NOW - 86400), "is known in that time");
}

static void a_line_without_history_does_not_spoil_the_others(void **state)
{
  struct fixture *fixture = *state;
  fill(fixture);
  struct graph *graph = graph_of_busy(NOW);
  const struct graph_line line = {g_strdup("host:h2"), METRIC_HOST_CPU_BUSY_PCT, g_strdup("h2")};
  g_array_append_val(graph->lines, line);
  g_bytes_unref(drawn(fixture, graph));
}

static void orders_beyond_a_limit_are_refused(void **state)
{
  struct fixture *fixture = *state;
  fill(fixture);
  static const guint sizes[][2] = {{399, 320}, {4001, 320}, {900, 199}, {900, 2501}};
  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    struct graph *graph = graph_of_busy(NOW);
    graph->width = sizes[i][0];
    graph->height = sizes[i][1];
    assert_refused(fixture, graph, "has a size, time");
  }
  for (guint extra = 0; extra < 2; extra++) { /* at each limit, and one above it */
    struct graph *lines = graph_of_busy(NOW), *thresholds = graph_of_busy(NOW), *marks = graph_of_busy(NOW);
    for (guint i = 1; i < GRAPH_LINES_MAX + extra; i++) {
      const struct graph_line line = {g_strdup("host:h1"), METRIC_HOST_CPU_BUSY_PCT, g_strdup("again")};
      g_array_append_val(lines->lines, line);
    }
    for (guint i = 0; i < GRAPH_THRESHOLDS_MAX + extra; i++) {
      const struct graph_threshold threshold = {i, SEVERITY_INFO, g_strdup("t")};
      g_array_append_val(thresholds->thresholds, threshold);
    }
    for (guint i = 0; i < GRAPH_MARKS_MAX + extra; i++) {
      const struct graph_mark mark = {NOW - 900 + i, NOW, SEVERITY_INFO, g_strdup("m")};
      g_array_append_val(marks->marks, mark);
    }
    if (extra) {
      assert_refused(fixture, lines, "1 to 12 lines");
      assert_refused(fixture, thresholds, "threshold or mark that is none");
      assert_refused(fixture, marks, "threshold or mark that is none");
    } else {
      g_bytes_unref(drawn(fixture, lines));
      g_bytes_unref(drawn(fixture, thresholds));
      g_bytes_unref(drawn(fixture, marks));
    }
  }
  struct graph *empty = graph_of_busy(NOW), *backwards = graph_of_busy(NOW), *odd = graph_of_busy(NOW);
  g_array_set_size(empty->lines, 0);
  backwards->to_sec = backwards->from_sec;
  g_array_index(odd->lines, struct graph_line, 0).metric = METRIC_GUEST_CPU_COUNT;
  assert_refused(fixture, empty, "1 to 12 lines");
  assert_refused(fixture, backwards, "has a size, time");
  assert_refused(fixture, odd, "no such metric");
}

static void lines_of_two_units_are_refused(void **state)
{
  struct fixture *fixture = *state;
  fill(fixture);
  struct graph *graph = graph_of_busy(NOW);
  const struct graph_line line = {g_strdup("host:h1"), METRIC_HOST_MEM_TOTAL_BYTES, g_strdup("memory")};
  g_array_append_val(graph->lines, line);
  assert_refused(fixture, graph, "one unit");
}

/* librrd, Pango and fontconfig keep what they have made; in provost-rrd it ends with the picture's process. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
  return "leak:librrd\nleak:libfontconfig\nleak:libpango\nleak:libcairo\n";
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_picture_is_a_png_of_the_size_that_was_asked_for),
      TEST(themes_thresholds_and_marks_are_seen),
      TEST(the_same_order_is_the_same_picture),
      TEST(a_picture_of_two_years_shows_maxima_as_well),
      TEST(nothing_known_is_a_sentence_and_no_picture),
      TEST(a_line_without_history_does_not_spoil_the_others),
      TEST(orders_beyond_a_limit_are_refused),
      TEST(lines_of_two_units_are_refused),
  };
  g_log_set_default_handler(quiet, NULL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
