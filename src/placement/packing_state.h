#pragma once
/*
 * A packing in the making; the packing_*.c files only. Items are put and taken here and nowhere else, so that the room left and
 * the problem's terms never disagree.
 */
#include "placement/packing.h"

struct packing_state {
  const struct packing_problem *problem;
  packing_size *left;         /* by bin; unknown room: none */
  guint *where;               /* by item, or PACKING_NOWHERE */
  double scale[PACKED_KINDS]; /* 1 / all the room there is */
  guint *work;                /* left for searching */
};

struct packing_state *packing_state_new(const struct packing_problem *problem, guint *work);
void packing_state_free(struct packing_state *state);

static inline gboolean packing_may(const struct packing_problem *problem, guint item, guint bin)
{
  return (problem->may[item][bin / 64] >> (bin % 64)) & 1;
}

/* Whether there would be room in the empty bin; yes where that is unknown. */
gboolean packing_fits_alone(const struct packing_problem *problem, guint item, guint bin);
static inline gboolean packing_fits(const struct packing_state *state, guint item, guint bin)
{
  const gint64 *left = state->left[bin], *size = state->problem->sizes[item];
  const struct packing_terms *terms = state->problem->terms;
  return size[PACKED_MEMORY] <= left[PACKED_MEMORY] && size[PACKED_CPU] <= left[PACKED_CPU] &&
         packing_may(state->problem, item, bin) && (!terms || !terms->is_bound[item] || terms->allows(terms->context, item, bin));
}

void packing_put(struct packing_state *state, guint item, guint bin);
void packing_take(struct packing_state *state, guint item);
void packing_empty(struct packing_state *state); /* takes all */

/* packing_greedy.c: puts what it can in one of PACKING_WAYS ways, then moves items aside for those that are left. Ways beyond are
 * the same over and over with the order of the items shaken, each time otherwise. */
#define PACKING_WAYS 6
guint packing_greedy(struct packing_state *state, guint way); /* returns how many are left */
guint packing_make_room(struct packing_state *state, guint n_left);

/* packing_bound.c: FALSE where it proves nothing. The quick one sees only single items and sums. */
gboolean packing_disprove_quickly(const struct packing_problem *problem, struct packing_answer *answer);
gboolean packing_disprove(const struct packing_problem *problem, struct packing_answer *answer);

/* packing_search.c: from an empty state. */
enum packing_outcome packing_search(struct packing_state *state);
