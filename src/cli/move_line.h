#pragma once
/* How a move reads while it goes on: one line. Caller frees. */
#include <glib.h>

#include <jansson.h>

/* "g1 to h2: copying memory [####      ] 40 %, 102 MiB of 256 MiB, the guest writes 3.00 MiB/s, 4 s to go", as far as it
 * is known. The bar is for terminals. */
char *move_line(const json_t *action, gboolean has_bar);
