#include "rrd/legend.h"

#include "rrd/scale.h"

#include <math.h>

#define LABEL_MAX 32
#define LABEL_MIN 8
#define NUMBER_MAX 12
#define NUMBER_MIN 10      /* "1023 MiB/s" */
#define NUMBERS 4
#define BOX 2              /* characters before a row: its colour */
#define MARGINS 36         /* pixels beside a row, its colour included */
#define CHARACTER_PCT 705  /* hundredths of pixels of a character */

/* Bytes that mean something to librrd or Pango, escaped. */
static char *escape(const char *text)
{
  g_autofree char *escaped = g_markup_escape_text(text, -1);
  GString *string = g_string_new(escaped);
  g_string_replace(string, ":", "\\:", 0);
  return g_string_free(string, FALSE);
}

static char *format_time(gint64 sec, const char *format)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(sec);
  return time ? g_date_time_format(time, format) : g_strdup("?");
}

/* "27 Nov 09:28 – 10:28"; with the year where it is longer than a year. */
static char *format_range(gint64 from_sec, gint64 to_sec)
{
  const char *format = to_sec - from_sec > 300 * 86400 ? "%-d %b %Y" : "%-d %b %H:%M";
  g_autofree char *from = format_time(from_sec, format), *to = format_time(to_sec, format);
  g_autofree char *from_day = format_time(from_sec, "%F"), *to_day = format_time(to_sec, "%F");
  g_autofree char *to_hour = format_time(to_sec, "%H:%M");
  return g_strdup_printf("%s – %s", from, g_str_equal(from_day, to_day) ? to_hour : to);
}

char *legend_title(const struct picture *picture, const struct theme *theme)
{
  g_autofree char *title = g_markup_escape_text(picture->title, -1);
  g_autofree char *range = format_range(picture->from_sec, picture->to_sec);
  return g_strdup_printf("<b>%s</b>   <span size=\"small\" foreground=\"#%s\">%s</span>", title, theme->muted,
                         range);
}

static char *cut(const char *text, guint width)
{
  if (g_utf8_strlen(text, -1) <= (glong)width)
    return g_strdup(text);
  g_autofree char *begin = g_utf8_substring(text, 0, (glong)width - 1);
  return g_strconcat(begin, "…", NULL);
}

void legend_init(struct legend *legend, const struct picture *picture)
{
  glong longest = LABEL_MIN;
  for (guint i = 0; i < picture->lines->len; i++)
    longest = MAX(longest, g_utf8_strlen(g_array_index(picture->lines, struct picture_line, i).label, -1));
  legend->row = (picture->width - MARGINS) * 100 / CHARACTER_PCT;
  guint rest = legend->row - NUMBERS * NUMBER_MIN;
  legend->label = (guint)CLAMP(longest, LABEL_MIN, MIN(LABEL_MAX, (glong)MAX(rest, LABEL_MIN)));
  legend->number = MIN((legend->row - legend->label) / NUMBERS, NUMBER_MAX);
}

/* printf pads bytes, not characters. */
static char *pad(const char *text, guint width)
{
  glong length = g_utf8_strlen(text, -1);
  return g_strdup_printf("%s%*s", text, (int)MAX((glong)width - length, 0), "");
}

char *legend_heads(const struct legend *legend, const struct theme *theme)
{
  int width = (int)legend->number;
  return g_strdup_printf("<span foreground=\"#%s\">%*s%*s%*s%*s%*s</span>", theme->muted,
                         (int)legend->label + BOX, "", width, "last", width, "min", width, "avg", width, "max");
}

char *legend_words(const struct legend *legend, const char *words)
{
  g_autofree char *fitting = cut(words, legend->row);
  return escape(fitting);
}

struct summary {
  double last, min, avg, max;
};

static struct summary summarize(const struct picture_line *line)
{
  struct summary summary = {NAN, NAN, 0, NAN};
  guint known = 0;
  for (gsize i = 0; i < line->series.n; i++) {
    double value = line->series.points[i];
    if (isnan(value))
      continue;
    known++;
    summary.last = value;
    summary.min = fmin(summary.min, value);
    summary.max = fmax(summary.max, value);
    summary.avg += value;
  }
  summary.avg = known ? summary.avg / known : (double)NAN;
  for (gsize i = 0; i < line->highest.n; i++)
    summary.max = fmax(summary.max, line->highest.points[i]);
  return summary;
}

char *legend_row(const struct legend *legend, const struct picture_line *line, const char *unit)
{
  struct summary summary = summarize(line);
  int width = (int)legend->number;
  g_autofree char *label = cut(line->label, legend->label), *padded = pad(label, legend->label);
  g_autofree char *last = scale_quantity(summary.last, unit), *min = scale_quantity(summary.min, unit);
  g_autofree char *avg = scale_quantity(summary.avg, unit), *max = scale_quantity(summary.max, unit);
  g_autofree char *row = g_strdup_printf("%s%*s%*s%*s%*s", padded, width, last, width, min, width, avg, width, max);
  return escape(row);
}
