#pragma once
/*
 * Colours of a picture, as librrd writes them: "RRGGBB". Const tables; usable from any thread.
 */
#include "model/tip.h"

#define THEME_LINES 12

struct theme {
  const char *back, *canvas, *grid, *major_grid, *text, *muted;
  const char *severity[SEVERITIES];
  const char *line[THEME_LINES]; /* in the order of the series; told apart also by who sees few colours */
  const char *fill, *faint_fill; /* opacity of the area below a line, appended to its colour: alone, and of several */
};

const struct theme *theme_get(gboolean is_dark);
