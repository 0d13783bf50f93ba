#pragma once
/*
 * A simulation as JSON: what `provost simulate --json` prints, and what its text is made from.
 */
#include "sim/simulation.h"

#include <jansson.h>

/* New reference. */
json_t *simulation_to_json(const struct scenario *scenario, const struct simulation *simulation);
