#pragma once
/*
 * A replay as JSON, in the shapes and words of the API: what `provost policy replay --json` prints, and what its text is
 * made from.
 */
#include "replay/replay.h"

#include <jansson.h>

/* `knows_fleet`: whether names and places of guests were known. New reference. */
json_t *replay_to_json(const struct replay *replay, gboolean knows_fleet);

/* What differs between two replays of the same time: {"differences": [{"policy", "subject", "what", "a", "b"}], "alike":
 * 12}, where a and b are tips or null. New reference. */
json_t *replay_compare(const json_t *a, const json_t *b);
