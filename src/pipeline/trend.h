#pragma once
/*
 * How the rest of the fleet went meanwhile: the median change of a metric over hosts or guests that an action does not
 * touch, so that what the whole cluster did by itself is not taken for the action's effect. Core's thread, never blocks.
 */
#include "model/fleet.h"
#include "model/plan.h"

struct trend;

/* Notes where the metric stands now at the peers of `object`: the other hosts, or guests, of its cluster that are on no
 * host of `plan` (NULL: nobody moves). Of a part of a subject, and of what has no cluster, there are no peers. */
struct trend *trend_new(const struct fleet *fleet, const char *object, enum metric_id metric, const struct plan *plan);
void trend_free(struct trend *trend);

/* The median change of the peers since then, in the metric's unit; NaN where not one of them is known. */
double trend_change(const struct trend *trend, const struct fleet *fleet);
