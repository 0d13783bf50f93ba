#pragma once
/*
 * How well a host would do for a guest, by the goal and weights of its cluster: what is left of each resource for load
 * balancing, what is taken for resource maximization, each weighted; less a part for each soft rule that it would break. Loads count as usual (placement/snapshot.h); whether there
 * is room at all is a question for the constraints. Pure, without allocation.
 */
#include "placement/arrangement.h"

struct score {
  double fullness[RESOURCES]; /* 0 to 1 with the guest there; NaN: unknown, then it does not count */
  double weight[RESOURCES];   /* of each in the sum: they add up to 1, unless nothing is known */
  double value;               /* 0 (worst) to 1: less what soft rules cost */
};

void score_host(const struct arrangement *arrangement, guint guest, guint host, struct score *score);

double score_stars(const struct score *score); /* 0 to 5 in half steps */

/* "processors 55 % busy and 7.00 GiB of memory available with g on it", of what counts. Caller frees. */
char *score_explain(const struct arrangement *arrangement, guint guest, guint host, const struct score *score);
