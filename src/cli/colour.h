#pragma once
/*
 * Colours of the words that say how bad something is: severities and states, in one table. Only a terminal is given them, and
 * only one that takes them: TERM is not "dumb", and nobody has set NO_COLOR (no-color.org).
 */
#include <glib.h>

enum colour { COLOUR_NONE, COLOUR_RED, COLOUR_GREEN, COLOUR_YELLOW, COLOUR_CYAN, COLOURS };

/* Whether standard output is given any. */
gboolean colour_is_wanted(void);

/* Of "up", and of "up, restricted" by its first word. */
enum colour colour_of(const char *words);

/* The text between the escape sequences that colour it, or as it is. Caller frees. */
char *colour_paint(const char *text, enum colour colour);
