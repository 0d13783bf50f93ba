#pragma once
/*
 * Ranking hosts for one guest: constraints exclude, scores sort. Pure; nothing is put in words until somebody asks, so that
 * thousands of hosts are ranked in a millisecond.
 */
#include "placement/constraints.h"
#include "placement/score.h"

struct ranked {
  guint host;
  const struct constraint *excluded; /* the first that forbids it; NULL: it fits */
  double value, stars;               /* of its score; 0 where excluded */
};

/* All hosts but the one where the guest is, best first, excluded ones last; among equals in the order in which they were
 * added. Array of struct ranked; caller unrefs. */
GArray *rank_hosts(const struct arrangement *arrangement, guint guest, guint pardons);

/* The best that fits, without sorting the others; NOWHERE: none does. */
guint rank_best(const struct arrangement *arrangement, guint guest, guint pardons);

/* The same in words: struct candidate, in the same order; caller unrefs. */
GPtrArray *rank_candidates(const struct arrangement *arrangement, guint guest, guint pardons);
