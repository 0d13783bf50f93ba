#include "cli/table.h"

#include "cli/colour.h"
#include "cli/text.h"

#include <stdio.h>
#include <string.h>

#define GAP        2
#define COLUMN_MIN 8 /* a column is cut no shorter */

struct table {
  char **titles;
  guint n_columns;
  GPtrArray *cells; /* char *, row by row */
  gboolean has_colour; /* for the terminal that it is printed on */
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

/* Takes from the widest column of text until the line fits or nothing can be taken: a number is never cut. */
static void shrink(const struct table *table, guint *widths, guint room)
{
  for (;;) {
    guint total = GAP * (table->n_columns - 1);
    guint *widest = NULL;
    for (guint i = 0; i < table->n_columns; i++) {
      total += widths[i];
      if (!is_right(table, i) && widths[i] > COLUMN_MIN && (!widest || widths[i] > *widest))
        widest = &widths[i];
    }
    if (total <= room || !widest)
      return;
    --*widest;
  }
}

/* At most `room` columns, 0: as wide as they like. */
static guint *measure(const struct table *table, guint room)
{
  guint *widths = g_new0(guint, table->n_columns);
  for (guint i = 0; i < table->n_columns; i++)
    widths[i] = text_width(title(table, i));
  for (guint i = 0; i < table->cells->len; i++) {
    guint *width = &widths[i % table->n_columns];
    *width = MAX(*width, text_width(table->cells->pdata[i]));
  }
  if (room)
    shrink(table, widths, room);
  return widths;
}

/* What stands below these is coloured by colour_of(). */
static gboolean is_judgement(const char *column)
{
  return strcmp(column, "STATE") == 0 || strcmp(column, "SEVERITY") == 0;
}

static void append_spaces(GString *line, guint n)
{
  while (n-- > 0)
    g_string_append_c(line, ' ');
}

static void append_cell(GString *line, const struct table *table, guint column, const char *cell, guint width)
{
  gboolean right = is_right(table, column);
  g_autofree char *fitted = text_fit(cell, width);
  guint padding = width - MIN(width, text_width(fitted));
  enum colour colour = table->has_colour && is_judgement(title(table, column)) ? colour_of(cell) : COLOUR_NONE;
  g_autofree char *painted = colour_paint(fitted, colour);
  append_spaces(line, right ? padding : 0);
  g_string_append(line, painted);
  append_spaces(line, (right ? 0 : padding) + GAP);
}

GPtrArray *table_lines(const struct table *table, guint room)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
  g_autofree guint *widths = measure(table, room);
  for (guint row = 0; row <= table_rows(table); row++) {
    GString *line = g_string_new(NULL);
    for (guint i = 0; i < table->n_columns; i++) {
      const char *cell =
          row == 0 ? title(table, i) : (const char *)table->cells->pdata[(row - 1) * table->n_columns + i];
      append_cell(line, table, i, cell, widths[i]);
    }
    g_ptr_array_add(lines, g_strchomp(g_string_free(line, FALSE)));
  }
  return lines;
}

void table_free(struct table *table)
{
  g_strfreev(table->titles);
  g_ptr_array_unref(table->cells);
  g_free(table);
}

void table_end(struct table *table, const char *indent)
{
  guint terminal = text_terminal_width(), used = (guint)strlen(indent);
  table->has_colour = colour_is_wanted();
  if (table_rows(table) > 0) {
    g_autoptr(GPtrArray) lines = table_lines(table, terminal > used ? terminal - used : 0);
    for (guint i = 0; i < lines->len; i++)
      printf("%s%s\n", indent, (const char *)lines->pdata[i]);
  }
  table_free(table);
}
