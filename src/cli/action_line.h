#pragma once
/* How any action reads in one line. Takes the action as the API gives it; caller frees. */
#include <glib.h>

#include <jansson.h>

/* While it goes on: as move_line, resize_line or order_line. The bar is for terminals. */
char *action_line(const json_t *action, gboolean has_bar);

/* That it is done: "g1 runs on h2; downtime 13 ms, took 2.5 s". */
char *action_end(const json_t *action);
