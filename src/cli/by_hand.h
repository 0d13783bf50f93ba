#pragma once
/*
 * The commands that do by hand what a remedy does. Lines returned belong to the caller.
 */
#include <jansson.h>

/* "provost move g1 h2 --method live" */
char *by_hand_move(const json_t *move);

/* Of a remedy of the tip that needs no move: "provost resize g1 --memory 2.00GiB"; NULL where there is no command for it. */
char *by_hand_remedy(const json_t *tip, const json_t *remedy);
