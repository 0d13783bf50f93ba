#pragma once
/*
 * A replay for a person, from its JSON (replay_json.h).
 */
#include <jansson.h>

/* One replay: what was judged how finely, its tips event by event, its score card, what was taken for granted. */
void replay_print(const json_t *replay);

/* Two of them, called a and b: only what differs, and the score cards of both. */
void replay_print_comparison(const json_t *a, const json_t *b, const json_t *comparison);
