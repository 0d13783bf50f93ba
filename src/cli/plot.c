#include "cli/plot.h"

#include <math.h>

#define LEVELS 8

gboolean plot_is_unicode(void)
{
  static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  const char *locale = NULL;
  for (guint i = 0; i < G_N_ELEMENTS(names) && (!locale || !*locale); i++)
    locale = g_getenv(names[i]);
  g_autofree char *upper = g_ascii_strup(locale ? locale : "", -1);
  return g_strrstr(upper, "UTF-8") || g_strrstr(upper, "UTF8");
}

static gsize columns_of(const struct plot *plot)
{
  return MIN(json_array_size(plot->values), plot->width);
}

/* The worst of the values that share the column; `sign` -1: the lowest. NaN: none is known. */
static double worst(const struct plot *plot, gsize column, double sign)
{
  gsize n = json_array_size(plot->values), columns = columns_of(plot);
  double found = (double)NAN;
  for (gsize i = column * n / columns; i < (column + 1) * n / columns; i++) {
    const json_t *value = json_array_get(plot->values, i);
    if (json_is_number(value))
      found = sign * fmax(sign * found, sign * json_number_value(value));
  }
  return found;
}

char *plot_line(const struct plot *plot)
{
  static const char *const blocks[LEVELS] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  static const char *const ascii[LEVELS] = {".", ":", "-", "=", "+", "*", "#", "@"};
  GString *line = g_string_new(NULL);
  for (gsize column = 0; column < columns_of(plot); column++) {
    double highest = worst(plot, column, 1);
    double part = plot->high > plot->low ? (highest - plot->low) / (plot->high - plot->low) : 0;
    int level = isnan(highest) ? 0 : (int)(CLAMP(part, 0, 1) * (LEVELS - 1) + 0.5);
    g_string_append(line, isnan(highest) ? " " : plot->is_unicode ? blocks[level] : ascii[level]);
  }
  return g_string_free(line, FALSE);
}

/* Whether what is worse is lower: where the graver threshold is. */
static double sign_of(const struct plot_threshold *thresholds, guint n)
{
  double first = (double)NAN, last = (double)NAN;
  for (guint i = 0; i < n; i++)
    if (!isnan(thresholds[i].value)) {
      first = isnan(first) ? thresholds[i].value : first;
      last = thresholds[i].value;
    }
  return last < first ? -1 : 1;
}

char *plot_marks(const struct plot *plot, const struct plot_threshold *thresholds, guint n)
{
  double sign = sign_of(thresholds, n);
  GString *line = g_string_new(NULL);
  for (gsize column = 0; column < columns_of(plot); column++) {
    double value = worst(plot, column, sign);
    char mark = isnan(value) ? ' ' : '.';
    for (guint i = 0; i < n && !isnan(value); i++)
      if (!isnan(thresholds[i].value) && sign * value >= sign * thresholds[i].value)
        mark = thresholds[i].mark;
    g_string_append_c(line, mark);
  }
  return g_string_free(line, FALSE);
}
