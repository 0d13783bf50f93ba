#pragma once
/*
 * The fleet of a world as the core would know it: what its roles would tell, taken by the core's own code. Tips name its
 * subjects and are verified by its values. Pure.
 */
#include "model/fleet.h"
#include "sim/world.h"

/* Of the clusters and hosts; `clock` must outlive it. Free with fleet_free. */
struct fleet *tip_fleet_new(const struct scenario *scenario, const struct clock *clock);

/* Who is where now, and the values of the last step (SAMPLES, wire/messages.h). */
void tip_fleet_tell(struct fleet *fleet, const struct world *world, GVariant *samples);
