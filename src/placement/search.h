#pragma once
/*
 * Looking for the few moves that even out a cluster most: a beam search over sequences of moves, each allowed when its turn
 * comes. Small clusters are searched widely, since that costs nothing; of large ones, in each step, only guests of the hosts that
 * stand out most and the emptiest hosts are looked at, with one sequence kept. Pure and deterministic.
 */
#include "placement/constraints.h"
#include "placement/steps.h"

struct search_terms {
  double gain_min;       /* of host fullness, summed over the cluster's hosts, that each move must bring; 0.01: one point of one host */
  double gain_per_cost;  /* ... and so much more for each unit of method_cost(); 0: costs do not count */
  guint moves_max;       /* 0: no limit */
  double hold_down_sec;  /* a guest does not go back for so long to where it came from */
};

/* Moves the guests of the cluster in `arrangement` to the best state found. Returns the moves in their order (array of
 * struct step, those of a company behind each other; caller unrefs), empty where nothing is worth its cost. */
GArray *search_balance(struct arrangement *arrangement, guint cluster, const struct search_terms *terms);
