#pragma once
/*
 * A plan of one move, as the two planners of single moves make it. Private to placement/.
 */
#include "placement/rank.h"

/* Takes the candidates. Predictions are of both hosts. */
struct plan *single_move_plan(const struct arrangement *arrangement, guint guest, guint to, GPtrArray *candidates);
