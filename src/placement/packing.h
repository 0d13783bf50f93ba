#pragma once
/*
 * Do these items find room in those bins? Vector packing by memory and processors, where not each item may go into each
 * bin: the question behind a cluster's reserve (placement/reserve.h). Answered with a packing, with a proof that there is
 * none, or, when neither is found within the work allowed, not at all. Pure: the same problem gives the same answer; any
 * thread. All sizes are whole numbers, so that no sum is rounded.
 */
#include <glib.h>

enum packed { PACKED_MEMORY, PACKED_CPU, PACKED_KINDS };

#define PACKING_UNKNOWN G_MININT64 /* as a size or room */
#define PACKING_LIMIT ((gint64)1 << 52) /* no size or room is greater */
#define PACKING_NOWHERE G_MAXUINT

typedef gint64 packing_size[PACKED_KINDS];

/* Conditions that depend on what else is where, for the items that are bound by such: asked before one is put, and told what of
 * them is put and taken. What is not allowed must not come to be by putting others. */
struct packing_terms {
  const gboolean *is_bound; /* by item */
  gboolean (*allows)(void *context, guint item, guint bin);
  void (*put)(void *context, guint item, guint bin);
  void (*take)(void *context, guint item, guint bin);
  void *context;
};

struct packing_problem {
  guint n_items, n_bins;
  const packing_size *sizes, *rooms;
  const guint64 *const *may;         /* by item: the bits of the bins that it may go into */
  const struct packing_terms *terms; /* NULL: none */
};

enum packing_outcome { PACKING_FOUND, PACKING_IMPOSSIBLE, PACKING_OPEN };

enum packing_proof {
  PROOF_NONE,
  PROOF_ITEM,   /* an item fits into no bin, even alone */
  PROOF_ROOM,   /* items from some size up need more of `kind` than the bins have that such an item fits into */
  PROOF_COUNT,  /* there are more items from some size up than places for such */
  PROOF_SEARCH, /* all ways were tried */
};

struct packing_answer {
  enum packing_outcome outcome;
  enum packing_proof proof; /* if impossible */
  enum packed kind;         /* what lacks */
  gint64 lacking;           /* at least so much of it */
  guint item;               /* PROOF_ITEM, or open because its size is unknown; else PACKING_NOWHERE */
  guint *where;             /* by item: its bin in the best packing found, or PACKING_NOWHERE; owned */
  guint n_left;             /* items that are nowhere */
};

/* `work` bounds what is done beyond the quick ways and is counted down (1: about a microsecond); 0: only those. */
struct packing_answer *packing_solve(const struct packing_problem *problem, guint *work);
void packing_answer_free(struct packing_answer *answer);
