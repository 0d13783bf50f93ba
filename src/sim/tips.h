#pragma once
/*
 * Tips in a simulation: packs judge the world in a provost-policy of their own, as confined as the core's and fed with the same
 * messages (replay/judge.h). What they find goes to a tip book with automation "apply", the core's own code: one tip at a time is
 * accepted, planned by placement and carried out, its effect measured at samples that lie wholly after the move, and compared
 * with what was predicted; a tip that failed waits a minute before it is open again, then twice as long each time, up to an
 * hour. Nothing is kept. Blocks while packs judge.
 */
#include "sim/world.h"

struct tips;

/* Of the scenario's packs. NULL with a sentence: provost-policy cannot be started, or a pack is refused. */
struct tips *tips_new(const struct scenario *scenario, GError **error);
void tips_free(struct tips *tips);

/* A simulation_decide, of a scenario whose `every_sec` is its step. */
void tips_decide(struct world *world, gpointer tips);

/* What became of them, counted as it happened: a tip may be tried several times. */
struct tip_score {
  guint raised;
  guint cleared;   /* the condition went away by itself */
  guint verified;  /* tries with an effect of at least half of what was predicted */
  guint unknown;   /* ... of which too little is known to say */
  guint not_cured; /* ... without that effect */
  guint harmful;   /* ... that made it worse */
  guint impossible; /* ... for which there was no move, or whose move could not be made */
};
struct tip_score tips_score(const struct tips *tips);
const GError *tips_error(const struct tips *tips); /* why nothing was judged any more; NULL: all is well */
