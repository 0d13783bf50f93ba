#pragma once
/*
 * The world in which consolidation heuristics were published: 800 hosts of two kinds, 1,052 guests of four, one day in steps
 * of five minutes (Beloglazov and Buyya, Optimal Online Deterministic Algorithms and Adaptive Heuristics for Energy and
 * Performance Efficient Dynamic Consolidation of Virtual Machines in Cloud Data Centers, 2012; power tables of SPECpower).
 * The load is drawn, not recorded: most guests idle about, some are busy, all burst; 12 % in the mean with long tails. A
 * folder of recorded traces, one percentage a line and a file per guest, may be read instead.
 */
#include "sim/scenario.h"

/* `folder` may be NULL: drawn. NULL with a sentence where it cannot be read. */
struct scenario *traces_scenario(guint64 seed, const char *folder, GError **error);
