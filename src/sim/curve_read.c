#include "sim/curve.h"

#include "base/error.h"
#include "base/text.h"
#include "rrd/fetch.h"

#include <math.h>
#include <string.h>

#define FILE_BYTES_MAX (64u << 20)
#define LINE_SHOWN_MAX 40

static char *contents(const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  if (!g_file_get_contents(path, &text, &length, error)) {
    g_prefix_error(error, "cannot read a load curve: ");
    return NULL;
  }
  if (length > FILE_BYTES_MAX) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_LIMIT, "%s has more than 64 MiB: no load curve has so much", path);
    return NULL;
  }
  return g_steal_pointer(&text);
}

/* An empty one is unknown. */
static gboolean take(GArray *values, const char *text, const char *path, guint line, GError **error)
{
  char *end = NULL;
  double value = *text ? g_ascii_strtod(text, &end) : NAN;
  if (end && (end == text || *end || !isfinite(value) || value < 0 || value > 100)) {
    g_autofree char *shown = text_clean(text, LINE_SHOWN_MAX);
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "%s:%u: \"%s\" is no percentage from 0 to 100", path, line,
                shown);
    return FALSE;
  }
  if (values->len >= CURVE_VALUES_MAX) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_LIMIT, "%s holds more than %d values", path, CURVE_VALUES_MAX);
    return FALSE;
  }
  g_array_append_val(values, value);
  return TRUE;
}

static double *finish(GArray *values, const char *path, gsize *n, GError **error)
{
  *n = values->len;
  if (values->len == 0)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "%s holds no values", path);
  return (double *)(void *)g_array_free(values, values->len == 0);
}

double *curve_read_lines(const char *path, gsize *n, GError **error)
{
  g_autofree char *text = contents(path, error);
  if (!text)
    return NULL;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  GArray *values = g_array_new(FALSE, FALSE, sizeof(double));
  for (guint i = 0; lines[i]; i++) {
    const char *line = g_strstrip(lines[i]);
    if ((*line || lines[i + 1]) && !take(values, line, path, i + 1, error)) {
      g_array_unref(values);
      return NULL;
    }
  }
  return finish(values, path, n, error);
}

struct curve_table {
  char *path;
  char **names;   /* of the columns */
  GArray *values; /* row by row */
  guint columns;
};

static gboolean take_row(struct curve_table *table, const char *line, guint number, GError **error)
{
  g_auto(GStrv) fields = g_strsplit(line, ",", -1);
  if (g_strv_length(fields) != table->columns) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "%s:%u: the line has %u fields, the first one has %u", table->path,
                number, g_strv_length(fields), table->columns);
    return FALSE;
  }
  for (guint i = 0; i < table->columns; i++)
    if (!take(table->values, g_strstrip(fields[i]), table->path, number, error))
      return FALSE;
  return TRUE;
}

void curve_table_free(struct curve_table *table)
{
  if (!table)
    return;
  g_free(table->path);
  g_strfreev(table->names);
  g_array_unref(table->values);
  g_free(table);
}

struct curve_table *curve_table_read(const char *path, GError **error)
{
  g_autofree char *text = contents(path, error);
  if (!text)
    return NULL;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  struct curve_table *table = g_new0(struct curve_table, 1);
  table->path = g_strdup(path);
  table->names = g_strsplit(lines[0] ? lines[0] : "", ",", -1);
  table->columns = g_strv_length(table->names);
  table->values = g_array_new(FALSE, FALSE, sizeof(double));
  gboolean is_good = TRUE;
  for (guint i = 1; is_good && lines[0] && lines[i]; i++)
    is_good = !*g_strchomp(lines[i]) || take_row(table, lines[i], i + 1, error);
  if (is_good && table->values->len == 0) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "%s holds no values", path);
    is_good = FALSE;
  }
  if (!is_good)
    g_clear_pointer(&table, curve_table_free);
  return table;
}

double *curve_table_column(const struct curve_table *table, const char *name, gsize *n, GError **error)
{
  guint column = 0;
  while (column < table->columns && strcmp(g_strstrip(table->names[column]), name) != 0)
    column++;
  if (column == table->columns) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "%s has no column \"%s\": its first line names the guests",
                table->path, name);
    return NULL;
  }
  *n = table->values->len / table->columns;
  double *values = g_new(double, *n);
  for (gsize i = 0; i < *n; i++)
    values[i] = g_array_index(table->values, double, i * table->columns + column);
  return values;
}

double *curve_read_history(const struct curve_history *history, gsize *n, GError **error)
{
  g_autofree char *object = g_strconcat("guest:", history->uuid, NULL);
  const struct fetch fetch = {.object = object,
                              .metric = metric_find("guest.cpu.used_pct"),
                              .from_sec = history->from_sec,
                              .to_sec = history->from_sec + (gint64)history->length_sec,
                              .wanted_sec = (guint)history->step_sec};
  struct series series = {0};
  if (!fetch_series(history->folder, &fetch, &series, error))
    return NULL;
  *n = (gsize)(history->length_sec / history->step_sec) + 1;
  double *values = g_new(double, *n);
  for (gsize i = 0; i < *n; i++) {
    gint64 at_sec = history->from_sec + (gint64)(i * history->step_sec), from = at_sec - series.first_sec;
    gsize point = from > 0 ? (gsize)((from + series.step_sec - 1) / series.step_sec) : 0;
    values[i] = from >= 0 && point < series.n ? series.points[point] : NAN;
  }
  g_free(series.points);
  return values;
}
