#pragma once
/*
 * A world as provost would see it: the fleet's snapshot that placement decides upon, made of what can be measured from
 * outside. Guests and hosts have the indexes that they have in the scenario; what does not run has none of the load.
 */
#include "sim/world.h"

/* Sealed; the caller frees it. */
struct placement_snapshot *world_look(const struct world *world);
