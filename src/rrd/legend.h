#pragma once
/*
 * The words of a picture, as arguments of rrd_graph: its title, and a table below it with the last, least, mean
 * and highest value of each line. Pure.
 */
#include "rrd/picture.h"
#include "rrd/theme.h"

/* Bytes that mean something to librrd or Pango, escaped. Caller frees. */
char *legend_escape(const char *text);

/* Title, time and distance of the points. Caller frees. */
char *legend_title(const struct picture *picture, const struct theme *theme);

/* The heads of the table, and a row of it. `label_width`: characters of the longest label. Caller frees. */
char *legend_heads(guint label_width, const struct theme *theme);
char *legend_row(const struct picture_line *line, const char *unit, guint label_width);

guint legend_label_width(const struct picture *picture);
