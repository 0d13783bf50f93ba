#pragma once
/*
 * Two published heuristics of consolidation, for comparison only (Beloglazov and Buyya 2012): a host is overloaded above a
 * fixed share of its processors, or when a local regression of its load, times a safety, reaches all of them. Of an
 * overloaded host those guests leave whose memory is copied soonest, one after another, until it is no more; each goes to the
 * host whose power rises least; then the least loaded hosts are emptied where all their guests find room elsewhere.
 */
#include "sim/world.h"

enum heuristic { HEURISTIC_THRESHOLD, HEURISTIC_REGRESSION };

struct heuristics;

struct heuristics *heuristics_new(const struct scenario *scenario, enum heuristic heuristic);
void heuristics_free(struct heuristics *heuristics);

/* A simulation_decide. */
void heuristics_decide(struct world *world, gpointer heuristics);
