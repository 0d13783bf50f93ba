#pragma once
/* Scenarios written within a test. */
#include "sim/scenario.h"

/* That of the text, or NULL; what is wrong with it is in `errors` (char *), with "scenario.yaml:LINE:COLUMN: " before it. */
struct scenario *scene_try(const char *text, GPtrArray *errors);

/* That of the text, which must be right. */
struct scenario *scene_read(const char *text);
