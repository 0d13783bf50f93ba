#pragma once
/*
 * Tips in a simulation: packs judge the world in a provost-policy of their own, as confined as the core's and fed with the same
 * messages (replay/judge.h), and what they propose first is carried out at once, as with automation "apply": one tip at a
 * time, the planner of placement choosing guest and host; after a refusal it waits a minute, then twice as long each time, up
 * to an hour. Tips are kept as a replay keeps them (replay/tally.h). Blocks while packs judge.
 */
#include "sim/world.h"

struct tips;

/* Of the scenario's packs. NULL with a sentence: provost-policy cannot be started, or a pack is refused. */
struct tips *tips_new(const struct scenario *scenario, GError **error);
void tips_free(struct tips *tips);

/* A simulation_decide, of a scenario whose `every_sec` is its step. */
void tips_decide(struct world *world, gpointer tips);

guint tips_raised(const struct tips *tips);
const GError *tips_error(const struct tips *tips); /* why nothing was judged any more; NULL: all is well */
