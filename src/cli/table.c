#include "cli/table.h"

#include "cli/text.h"

#include <stdio.h>
#include <string.h>

#define GAP        2
#define COLUMN_MIN 8 /* a column is cut no shorter */

struct table {
  char **titles;
  guint n_columns;
  GPtrArray *cells; /* char *, row by row */
};

struct table *table_new(const char *titles)
{
  struct table *table = g_new0(struct table, 1);
  table->titles = g_strsplit(titles, " ", -1);
  table->n_columns = g_strv_length(table->titles);
  table->cells = g_ptr_array_new_with_free_func(g_free);
  return table;
}

guint table_rows(const struct table *table)
{
  return table->cells->len / table->n_columns;
}

void table_add(struct table *table, ...)
{
  va_list cells;
  va_start(cells, table);
  for (guint i = 0; i < table->n_columns; i++) {
    const char *cell = va_arg(cells, const char *);
    g_assert(cell);
    g_ptr_array_add(table->cells, g_strdelimit(text_tame(cell), "\n", ' '));
  }
  va_end(cells);
}

static gboolean is_right(const struct table *table, guint column)
{
  return table->titles[column][0] == '>';
}

static const char *title(const struct table *table, guint column)
{
  return table->titles[column] + is_right(table, column);
}

/* Takes from the widest until the line fits or nothing can be taken. */
static void shrink(guint *widths, guint n, guint room)
{
  for (;;) {
    guint total = GAP * (n - 1), widest = 0;
    for (guint i = 0; i < n; i++) {
      total += widths[i];
      widest = widths[i] > widths[widest] ? i : widest;
    }
    if (total <= room || widths[widest] <= COLUMN_MIN)
      return;
    widths[widest]--;
  }
}

static guint *measure(const struct table *table, guint indent)
{
  guint *widths = g_new0(guint, table->n_columns);
  for (guint i = 0; i < table->n_columns; i++)
    widths[i] = text_width(title(table, i));
  for (guint i = 0; i < table->cells->len; i++) {
    guint *width = &widths[i % table->n_columns];
    *width = MAX(*width, text_width(table->cells->pdata[i]));
  }
  guint terminal = text_terminal_width();
  if (terminal > indent)
    shrink(widths, table->n_columns, terminal - indent);
  return widths;
}

static void append_cell(GString *line, const char *cell, guint width, gboolean right)
{
  g_autofree char *fitted = text_fit(cell, width);
  int padding = (int)(width - MIN(width, text_width(fitted)));
  g_string_append_printf(line, "%*s%s%*s%*s", right ? padding : 0, "", fitted, right ? 0 : padding, "", GAP,
                         "");
}

static void print_rows(const struct table *table, const char *indent)
{
  g_autofree guint *widths = measure(table, (guint)strlen(indent));
  for (guint row = 0; row <= table_rows(table); row++) {
    g_autoptr(GString) line = g_string_new(indent);
    for (guint i = 0; i < table->n_columns; i++) {
      const char *cell =
          row == 0 ? title(table, i) : (const char *)table->cells->pdata[(row - 1) * table->n_columns + i];
      append_cell(line, cell, widths[i], is_right(table, i));
    }
    puts(g_strchomp(line->str));
  }
}

void table_end(struct table *table, const char *indent)
{
  if (table_rows(table) > 0)
    print_rows(table, indent);
  g_strfreev(table->titles);
  g_ptr_array_unref(table->cells);
  g_free(table);
}
