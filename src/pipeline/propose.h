#pragma once
/*
 * What would be done about a tip if `by` accepted it now: its remedies are asked in the order in which they would be tried,
 * planned as they would be, and nothing is ordered. Plans are made in a worker; core's thread, never blocks.
 */
#include "model/proposal.h"
#include "pipeline/pipeline.h"

/* Called exactly once, never from within: the proposal, given to the callee, or NULL with an error (the tip is gone, provostd
 * is stopping). */
typedef void (*propose_done)(struct proposal *proposal, const GError *error, gpointer user);

void propose(struct pipeline *pipeline, guint64 tip_id, const char *by, propose_done done, gpointer user);
