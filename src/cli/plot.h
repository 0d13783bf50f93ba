#pragma once
/*
 * Small plots on a terminal: one line of blocks for a series, and below it where it is beyond its thresholds. Blocks are
 * characters of Unicode where the locale has them (plot_is_unicode), else of ASCII. Strings returned belong to the caller.
 */
#include <glib.h>
#include <jansson.h>

/* Whether the locale of the environment (LC_ALL, LC_CTYPE, LANG) is one of UTF-8. */
gboolean plot_is_unicode(void);

struct plot {
  const json_t *values; /* numbers, anything else is a gap; borrowed */
  double low, high;     /* the scale */
  guint width;          /* most columns */
  gboolean is_unicode;
};

/* A column for each value, or for the highest of as many as must share one; a gap is a space. */
char *plot_line(const struct plot *plot);

/* A threshold, and the letter that stands below each column beyond it. */
struct plot_threshold {
  double value; /* NaN: there is none */
  char mark;
};

/* Below plot_line(): the mark of the last of the thresholds that each column is beyond, '.' where of none. Thresholds are sorted
 * by severity: where they fall, what is below them counts. */
char *plot_marks(const struct plot *plot, const struct plot_threshold *thresholds, guint n);
