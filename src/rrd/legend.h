#pragma once
/*
 * The words of a picture, as arguments of rrd_graph: its title, and a table below it with the last, least, mean
 * and highest value of each line. Pure.
 */
#include "rrd/picture.h"
#include "rrd/theme.h"

/* Title, time and distance of the points. Caller frees. */
char *legend_title(const struct picture *picture, const struct theme *theme);

/* How wide things are, in characters, so that they fit below the picture. */
struct legend {
  guint row, label, number;
};
void legend_init(struct legend *legend, const struct picture *picture);

/* The heads of the table, a row of it, and a row of words alone, cut where it is too long. Caller frees. */
char *legend_heads(const struct legend *legend, const struct theme *theme);
char *legend_row(const struct legend *legend, const struct picture_line *line, const char *unit);
char *legend_words(const struct legend *legend, const char *words);
