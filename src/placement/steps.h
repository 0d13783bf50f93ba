#pragma once
/*
 * Plans for a whole cluster, as moves by index in the order in which they are to be made: each is possible when its turn
 * comes, and planning again from the result yields nothing. No words: whoever shows a plan puts it in words. Pure; of
 * a sealed snapshot.
 *
 * Guests that move as one (company.h) stand behind each other. No plan moves a guest that a plan moved less than
 * STEPS_HOLD_SEC ago, but relief does.
 */
#include "placement/arrangement.h"

#define STEPS_HOLD_SEC 3600

struct step {
  guint guest, from, to; /* indexes of the snapshot */
};

/* Move guests in the arrangement, and return how: arrays of struct step, empty where nothing is to be done; caller unrefs. */

/* Hosts whose processors are too busy for long (RELIEVE_ABOVE) give guests away until they are not, the fewest that do; to
 * the fullest host that has room or the emptiest, as the goal of the cluster says. */
#define RELIEVE_ABOVE 0.88 /* of what the host may use, as usual */
#define RELIEVE_BELOW 0.80
GArray *plan_relieve(struct arrangement *arrangement, guint cluster);

/* Hosts are emptied, the least busy first, where all their guests find room on hosts that are in use, and where their moves cost
 * less than an empty host is worth while they are held. */
GArray *plan_consolidate(struct arrangement *arrangement, guint cluster);
