#pragma once
/*
 * Taking back a move that automation ordered and that did harm: one reverse move, where a budget allows it and nothing
 * refuses it; then the guest's hold-down. What a person ordered is taken back by a person. Core's thread, never blocks.
 */
#include "action/actions.h"
#include "tips/tipbook.h"

struct undo {
  const struct clock *clock;
  const struct fleet *fleet;
  const struct tipbook *tips;
  struct actions *actions;
  guint per_hour; /* automation.undo_per_hour; those of the last hour count over restarts, too */
};

/* Orders the reverse move of the tip's action, if it was one, and says in a sentence what comes of it or how it is done by
 * hand: completes "it did harm; ...". Caller frees; NULL where there is nothing to take back. */
char *undo_move(const struct undo *undo, const struct tip *tip);
