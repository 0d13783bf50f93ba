#pragma once
/*
 * A plan of one move, as the two planners of single moves make it, and the pieces that all plans are made of. Private to
 * placement/.
 */
#include "placement/rank.h"

/* The guest from where it is to `to`; method, wave and forecast are not set. */
struct move *move_between(const struct arrangement *arrangement, guint guest, guint to);

/* Adds what is expected of one series of the host. */
void plan_predict(struct plan *plan, const struct placement_host *host, enum metric_id metric, double before, double after);

/* Takes the candidates. Predictions are of both hosts. */
struct plan *single_move_plan(const struct arrangement *arrangement, guint guest, guint to, GPtrArray *candidates);
