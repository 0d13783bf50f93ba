#include "rrd/graph_order.h"

#include "base/error.h"
#include "base/limits.h"
#include "wire/graph.h"

#include <math.h>

#define SPAN_SHORTEST_SEC 3600
#define SPAN_SHORTER 8 /* times: how much is left out at a time */

static gboolean refuse(GError **error, const char *sentence)
{
  g_set_error_literal(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, sentence);
  return FALSE;
}

static gboolean size_is_sound(const struct picture *picture)
{
  return picture->width >= GRAPH_WIDTH_MIN && picture->width <= GRAPH_WIDTH_MAX &&
         picture->height >= GRAPH_HEIGHT_MIN && picture->height <= GRAPH_HEIGHT_MAX;
}

/* The maxima of the same steps, where the file keeps them. */
static struct series highest_of(const char *directory, struct fetch fetch, const struct series *series)
{
  struct series highest = {0};
  fetch.highest = TRUE;
  fetch.wanted_sec = series->step_sec;
  if (fetch_series(directory, &fetch, &highest, NULL) && highest.step_sec == series->step_sec)
    return highest;
  g_free(highest.points);
  return (struct series){0};
}

static gboolean is_known(const struct series *series)
{
  for (gsize i = 0; i < series->n; i++)
    if (!isnan(series->points[i]))
      return TRUE;
  return FALSE;
}

/* What is younger than half a step of a coarse archive stands in finer ones only, which do not reach that far back. */
static gboolean read_series(const char *directory, struct fetch *fetch, guint columns, struct series *series,
                            GError **error)
{
  gint64 span = fetch->to_sec - fetch->from_sec;
  for (;; span /= SPAN_SHORTER) {
    fetch->from_sec = fetch->to_sec - span;
    fetch->wanted_sec = (guint)MIN(span / columns, G_MAXUINT);
    if (!fetch_series(directory, fetch, series, error))
      return FALSE;
    if (is_known(series) || span <= SPAN_SHORTEST_SEC)
      return TRUE;
    g_free(series->points);
  }
}

/* A part without history yet is a line without points: the others are drawn. */
static gboolean read_line(const char *directory, struct picture *picture, GVariant *row, GError **error)
{
  struct picture_line line = {0};
  struct fetch fetch = {.from_sec = picture->from_sec, .to_sec = picture->to_sec};
  guint16 metric;
  g_variant_get(row, "(&sq&s)", &fetch.object, &metric, &line.label);
  fetch.metric = metric;
  const char *unit = metric < metric_count() ? metric_get(metric)->unit : "";
  if (picture->unit && !g_str_equal(picture->unit, unit))
    return refuse(error, "a picture has one unit");
  picture->unit = unit;
  g_autoptr(GError) why = NULL;
  if (read_series(directory, &fetch, picture->width, &line.series, &why)) {
    line.highest = highest_of(directory, fetch, &line.series);
  } else if (why->code != PROVOST_ERROR_NOT_FOUND) {
    g_propagate_error(error, g_steal_pointer(&why));
    return FALSE;
  } else {
    line.series = (struct series){picture->from_sec, 1, 0, NULL};
  }
  g_array_append_val(picture->lines, line);
  return TRUE;
}

static gboolean read_lines(const char *directory, struct picture *picture, GVariant *rows, GError **error)
{
  gsize n = g_variant_n_children(rows);
  if (n == 0 || n > GRAPH_LINES_MAX)
    return refuse(error, "a picture has 1 to " G_STRINGIFY(GRAPH_LINES_MAX) " lines");
  for (gsize i = 0; i < n; i++) {
    g_autoptr(GVariant) row = g_variant_get_child_value(rows, i);
    if (!read_line(directory, picture, row, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean read_thresholds(struct picture *picture, GVariant *rows)
{
  gsize n = g_variant_n_children(rows);
  for (gsize i = 0; i < n; i++) {
    struct picture_threshold threshold;
    guchar severity;
    g_variant_get_child(rows, i, "(dy&s)", &threshold.value, &severity, &threshold.label);
    threshold.severity = severity;
    if (severity >= SEVERITIES || !isfinite(threshold.value))
      return FALSE;
    g_array_append_val(picture->thresholds, threshold);
  }
  return n <= GRAPH_THRESHOLDS_MAX;
}

static gboolean read_marks(struct picture *picture, GVariant *rows)
{
  gsize n = g_variant_n_children(rows);
  for (gsize i = 0; i < n; i++) {
    struct picture_mark mark;
    guchar severity;
    g_variant_get_child(rows, i, "(xxy&s)", &mark.from_sec, &mark.to_sec, &severity, &mark.label);
    mark.severity = severity;
    if (severity >= SEVERITIES || mark.from_sec < 0 || mark.from_sec > mark.to_sec || mark.to_sec > LIMIT_TIME_SEC)
      return FALSE;
    g_array_append_val(picture->marks, mark);
  }
  return n <= GRAPH_MARKS_MAX;
}

static void series_clear(gpointer data)
{
  struct picture_line *line = data;
  g_free(line->series.points);
  g_free(line->highest.points);
}

static GBytes *read_and_draw(const char *directory, struct picture *picture, GVariant *body, GError **error)
{
  g_autoptr(GVariant) lines = g_variant_get_child_value(body, 7), thresholds = g_variant_get_child_value(body, 8),
                      marks = g_variant_get_child_value(body, 9);
  if (!size_is_sound(picture) || picture->from_sec < 0 || picture->from_sec >= picture->to_sec ||
      picture->to_sec > LIMIT_TIME_SEC || !read_thresholds(picture, thresholds) || !read_marks(picture, marks)) {
    refuse(error, "that picture has a size, time, threshold or mark that is none");
    return NULL;
  }
  return read_lines(directory, picture, lines, error) ? picture_draw(picture, error) : NULL;
}

GBytes *graph_order_draw(const char *directory, GVariant *body, GError **error)
{
  struct picture picture = {0};
  g_variant_get(body, "(t&sxxuuba(sqs)a(dys)a(xxys))", NULL, &picture.title, &picture.from_sec, &picture.to_sec,
                &picture.width, &picture.height, &picture.is_dark, NULL, NULL, NULL);
  picture.lines = g_array_new(FALSE, FALSE, sizeof(struct picture_line));
  picture.thresholds = g_array_new(FALSE, FALSE, sizeof(struct picture_threshold));
  picture.marks = g_array_new(FALSE, FALSE, sizeof(struct picture_mark));
  g_array_set_clear_func(picture.lines, series_clear);
  GBytes *image = read_and_draw(directory, &picture, body, error);
  g_array_unref(picture.lines);
  g_array_unref(picture.thresholds);
  g_array_unref(picture.marks);
  return image;
}
