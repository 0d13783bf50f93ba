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

/* What rank_hosts() gave, in words: struct candidate, in the same order; caller unrefs. And both at once. */
GPtrArray *rank_in_words(const struct arrangement *arrangement, guint guest, const GArray *ranked, guint pardons);
GPtrArray *rank_candidates(const struct arrangement *arrangement, guint guest, guint pardons);
