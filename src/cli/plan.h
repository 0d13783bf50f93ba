#pragma once
/*
 * Showing a plan: the moves with the commands that do the same by hand, why, every candidate, and what is
 * expected.
 */
#include <jansson.h>

/* `plan` as the API gives it; "by hand" is only worth a line where it is not what was just typed. */
void plan_print(const json_t *plan, int by_hand);
