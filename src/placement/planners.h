#pragma once
/*
 * Plans of several moves: even out a cluster, empty a host, or empty as many hosts as possible. Each first decides who shall be
 * where (the ..._arrange functions, which simulation uses as they are), then puts the moves in a feasible order (schedule.h) and in
 * words. A plan is a fixpoint: planned again from its result, there is nothing to do. Guests that hard rules bind together move as
 * one (company.h): all of a company or nobody, and for each of them a move must bring what it must of one. Nobody goes
 * back within an hour to where he came from, but where a rule or the emptying of a host demands it; a plan that planning again would
 * go on from is not accepted. Pure; deterministic.
 */
#include "placement/schedule.h"
#include "placement/search.h"
#include "placement/steps.h"

/* What a move must bring unless somebody says otherwise: five points of one host's fullness, and half a point more for each
 * second of its cost; no way back within an hour. */
struct search_terms balance_terms(void);

/* Moves guests of the cluster so that its hosts are loaded evenly. Nothing is worth it: nothing is moved. Appends the moves, each
 * possible when its turn comes, to `steps` (struct step; may be NULL). FALSE: planning again would still find moves. */
gboolean balance_arrange(struct arrangement *arrangement, guint cluster, const struct search_terms *terms, GArray *steps);

/* Moves the guests of `host` to others, each company to where the fullest of resources stays lowest (within a tenth:
 * to the one with fewer guests), so that none of them fills up. Those
 * that fit nowhere stay, the whole company where one does not, and are appended to `stuck` (guint). The reserve for failed hosts does not count. */
void evacuate_arrange(struct arrangement *arrangement, guint host, GArray *stuck);

/* Repairs what breaks hard rules in the cluster, each move the one that mends most, then that of the fewest guests, and moves
 * nobody else, but for who must come along. Guests that break one and
 * find no better host are appended to `stuck` (guint). */
void repair_arrange(struct arrangement *arrangement, guint cluster, GArray *stuck);

/* The plans. Owned by the caller; with no moves, and a `why` that says so, where there is nothing to do. Errors NOT_FOUND; REFUSED
 * where not even the question makes sense. `cluster` NULL: all of them. */
struct plan *placement_balance(const struct placement_snapshot *snapshot, const char *cluster,
                               const struct search_terms *terms, GError **error);
struct plan *placement_evacuate(const struct placement_snapshot *snapshot, const char *host, GError **error);
struct plan *placement_rules(const struct placement_snapshot *snapshot, const char *cluster, GError **error);
struct plan *placement_consolidate(const struct placement_snapshot *snapshot, const char *cluster, GError **error);
