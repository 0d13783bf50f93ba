#pragma once
/* How provost top looks: a picture of lines, for a screen or a test. Pure. */
#include "cli/colour.h"
#include "cli/top_model.h"

struct top_line {
  char *text; /* no wider than the model */
  enum colour colour;
  gboolean is_marked; /* the chosen row, the title */
};

/* struct top_line, as many as the model is high. Caller unrefs. */
GArray *top_picture(const struct top_model *model);
