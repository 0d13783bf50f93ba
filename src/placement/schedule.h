#pragma once
/*
 * In which order guests go to where they shall be, so that each move is feasible when its turn comes: while a guest moves its
 * memory counts on both hosts, and within one wave, whose moves go on at the same time and end in any order, no host both gives
 * and takes. Where guests stand in each other's way, one is parked on a third host meanwhile.
 *
 * A company (company.h) goes as one: its legs stand behind each other, in one wave, or in waves that follow each other where it
 * has more guests than may move at the same time. Room and rules are asked for all of it before its first leg, with the memory of
 * all on both hosts until its last; the rules that bind it may be broken only from that leg to this. It is never parked.
 * Pure and deterministic.
 */
#include "placement/constraints.h"
#include "placement/steps.h"

struct leg {
  guint guest, to;
  guint wave; /* from 0; all of one must be over before the next begins */
  gboolean is_parking; /* it does not stay there */
};

/* Schedules what differs between `from` and `wanted`, in each wave as many moves as the clusters allow at the same time. Legs of
 * guests for which there is no way are left out, and the guests appended to `stuck` (guint; may be NULL). `from` is left as it
 * was. Array of struct leg; caller unrefs. */
GArray *schedule_moves(const struct arrangement *from, const struct arrangement *wanted, guint pardons, GArray *stuck);

/* Schedules steps (struct step) of which each, with those of its company right behind it, is possible when those before it are done,
 * in that order: nobody is parked and
 * nobody is stuck, but fewer may go at the same time. Array of struct leg; caller unrefs. */
GArray *schedule_steps(const struct arrangement *from, const GArray *steps, guint pardons);

/* Either of them: free order lets more guests move at the same time; where it leaves somebody stuck or parked, the planner's own
 * order stands, if `steps` has one (it may be empty). `stuck` (guint) holds what is left out then. */
GArray *schedule_plan(const struct arrangement *from, const struct arrangement *wanted, const GArray *steps, guint pardons,
                      GArray *stuck);

/* Whether the legs, in their waves, break no constraint of any guest at any time, and tear no company apart; FALSE with what breaks
 * first (may be NULL; caller frees). It is how tests and whoever carries a plan out check one. */
gboolean schedule_is_feasible(const struct arrangement *from, const GArray *legs, guint pardons, char **why);
