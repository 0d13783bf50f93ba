#pragma once
/*
 * The best that any planner could do: whether there is an arrangement of a small cluster that is balanced better than a given
 * one with no more moves. Branch and bound, exact unless it says that it ran out of work; knows nothing of how plans are
 * found, reckons imbalance itself, and minds only that the outcome is allowed, not the way there.
 */
#include "placement/arrangement.h"

/* Half of the standard deviation of the hosts' fullness of processors and half of that of memory. */
double optimum_imbalance(const struct arrangement *arrangement);

enum optimum { OPTIMUM_NONE_BETTER, OPTIMUM_BETTER, OPTIMUM_UNKNOWN };

/* Whether `from` can be brought below `value` with at most `moves` moves. */
enum optimum optimum_is_below(const struct arrangement *from, double value, guint moves);
