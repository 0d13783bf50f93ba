#include "sim/curve.h"

#include "base/error.h"
#include "base/text.h"
#include "rrd/fetch.h"

#include <math.h>
#include <string.h>

#define FILE_BYTES_MAX (64u << 20)
#define LINE_SHOWN_MAX 40
#define BYTE_ORDER_MARK "\xef\xbb\xbf" /* spreadsheets put it before the first name */

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
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "%s:%u: \"%s\" is no percentage from 0 to 100; what is not known is left empty", path, line,
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
  char *path, *text; /* cut into fields */
  GPtrArray *names;  /* of the columns, char * in `text` */
  GArray *fields;    /* gsize, row by row: where each begins in `text` */
  GArray *lines;     /* guint, of each row */
  guchar *is_taken;  /* by column */
};

/* Cuts a line at its commas; what spreadsheets put around a field is left out. */
static guint cut(struct curve_table *table, char *line, GArray *fields)
{
  guint n = 0;
  for (char *field = line, *end; field; field = end, n++) {
    end = strchr(field, ',');
    if (end)
      *end++ = '\0';
    field = g_strstrip(field);
    gsize length = strlen(field);
    if (length >= 2 && field[0] == '"' && field[length - 1] == '"') {
      field[length - 1] = '\0';
      field++;
    }
    gsize begin = (gsize)(field - table->text);
    g_array_append_val(fields, begin);
  }
  return n;
}

static gboolean take_row(struct curve_table *table, char *line, guint number, GError **error)
{
  guint n = cut(table, line, table->fields);
  g_array_append_val(table->lines, number);
  if (n == table->names->len && table->fields->len <= CURVE_VALUES_MAX)
    return TRUE;
  if (n != table->names->len)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "%s:%u: the line has %u fields, the first one has %u", table->path,
                number, n, table->names->len);
  else
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_LIMIT, "%s holds more than %d values", table->path, CURVE_VALUES_MAX);
  return FALSE;
}

void curve_table_free(struct curve_table *table)
{
  if (!table)
    return;
  g_free(table->path);
  g_free(table->text);
  g_ptr_array_unref(table->names);
  g_array_unref(table->fields);
  g_array_unref(table->lines);
  g_free(table->is_taken);
  g_free(table);
}

static void take_names(struct curve_table *table, char *line)
{
  g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(gsize));
  cut(table, line, fields);
  for (guint i = 0; i < fields->len; i++)
    g_ptr_array_add(table->names, table->text + g_array_index(fields, gsize, i));
  table->is_taken = g_malloc0(fields->len);
}

static gboolean take_rows(struct curve_table *table, GError **error)
{
  char *line = table->text + (g_str_has_prefix(table->text, BYTE_ORDER_MARK) ? strlen(BYTE_ORDER_MARK) : 0), *end;
  for (guint number = 1; line; line = end, number++) {
    end = strchr(line, '\n');
    if (end)
      *end++ = '\0';
    if (number == 1)
      take_names(table, line);
    else if (*g_strchomp(line) && !take_row(table, line, number, error))
      return FALSE;
  }
  if (table->lines->len == 0)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "%s holds no values", table->path);
  return table->lines->len > 0;
}

struct curve_table *curve_table_read(const char *path, GError **error)
{
  char *text = contents(path, error);
  if (!text)
    return NULL;
  struct curve_table *table = g_new0(struct curve_table, 1);
  table->path = g_strdup(path);
  table->text = text;
  table->names = g_ptr_array_new();
  table->fields = g_array_new(FALSE, FALSE, sizeof(gsize));
  table->lines = g_array_new(FALSE, FALSE, sizeof(guint));
  if (!take_rows(table, error))
    g_clear_pointer(&table, curve_table_free);
  return table;
}

const GPtrArray *curve_table_names(const struct curve_table *table)
{
  return table->names;
}

GPtrArray *curve_table_left(const struct curve_table *table)
{
  GPtrArray *left = g_ptr_array_new();
  for (guint i = 0; i < table->names->len; i++)
    if (!table->is_taken[i])
      g_ptr_array_add(left, table->names->pdata[i]);
  return left;
}

double *curve_table_take(struct curve_table *table, const char *name, gsize *n, GError **error)
{
  guint column = 0, columns = table->names->len;
  while (column < columns && strcmp(table->names->pdata[column], name) != 0)
    column++;
  if (column == columns) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "%s has no column \"%s\": its first line names the guests",
                table->path, name);
    return NULL;
  }
  GArray *values = g_array_new(FALSE, FALSE, sizeof(double));
  table->is_taken[column] = 1;
  for (guint i = 0; i < table->lines->len; i++) {
    const char *field = table->text + g_array_index(table->fields, gsize, i * columns + column);
    if (!take(values, field, table->path, g_array_index(table->lines, guint, i), error)) {
      g_array_unref(values);
      return NULL;
    }
  }
  return finish(values, table->path, n, error);
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
