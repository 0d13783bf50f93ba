#pragma once
/*
 * A terminal for provost top: draws pictures and reads keys, with ncurses. From top_screen_new to top_screen_free it holds the
 * terminal, which is as it was then. One at a time, one thread; never blocks but for the terminal to take what is drawn.
 */
#include "cli/top_picture.h"

struct top_screen;

/* NULL and INVALID: standard output is no terminal, or one that nobody knows. */
struct top_screen *top_screen_new(GError **error);
void top_screen_free(struct top_screen *screen);

/* Asks the terminal for its size, once and whenever it has changed. */
void top_screen_measure(struct top_screen *screen, guint *width, guint *height);

void top_screen_draw(struct top_screen *screen, const GArray *picture);

/* The next key (top_model.h) that was pressed; FALSE: none was. */
gboolean top_screen_key(struct top_screen *screen, gunichar *key);
