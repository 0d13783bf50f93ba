#pragma once
/*
 * What provost would do now: its planners (placement/plan_*.h), asked with what can be seen of the world, and the moves they
 * say ordered. Nothing while moves go on, as provost acts upon one plan at a time.
 */
#include "sim/world.h"

/* A simulation_decide. */
void decide_provost(struct world *world, gpointer unused);

/* Only what an operator has ordered: hosts that are to be empty. How many moves were ordered for that. */
guint decide_evacuations(struct world *world, const struct placement_snapshot *snapshot);
