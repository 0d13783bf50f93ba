#pragma once
/*
 * Showing a plan: the moves with the commands that do the same by hand, why, every candidate, and what is
 * expected.
 */
#include <glib.h>
#include <jansson.h>

/* "move g1 from h1 to h2 (live, about 12 s, 0.3 s of downtime, 4.0 GiB)". Caller frees. */
char *plan_move_text(const json_t *move);

/* `plan` as the API gives it; "by hand" is only worth a line where it is not what was just typed. */
void plan_print(const json_t *plan, int by_hand);

/* The same where its move was told already: why, candidates, and what is expected. */
void plan_print_reasons(const json_t *plan);
