#pragma once
/*
 * Actions without a guest of their own, in words: a host restricted, released or evacuated, a plan of several moves, a
 * program. Each takes the action as the API gives it.
 */
#include <glib.h>

#include <jansson.h>

/* FALSE: it is of one guest. */
gboolean order_is(const json_t *action);

/* "evacuate h1", "balance lab". Caller frees, as all below. */
char *order_name(const json_t *action);

/* "2 of 3 moves done, 1 failed"; "" where it has no parts. */
char *order_parts(const json_t *action);

/* How it does: "evacuate h1: moving g1, g2 (wave 1 of 2), 0 of 3 moves done, 12 %". */
char *order_line(const json_t *action);

/* That it is done: "h1 is empty: 3 of 3 moves done", and that it is not, and why. */
char *order_end(const json_t *action);
char *order_failure(const json_t *action);

/* What was begun, and what stops it. */
void order_print_begun(const json_t *action);
