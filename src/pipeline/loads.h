#pragma once
/*
 * Fills the fleet's load windows (model/load_book.h) with what history knows of the day before provostd started, or before it
 * heard of a host or guest again: a bounded number of questions in each interval, so that a start is not held up. Core's
 * thread, never blocks.
 */
#include "model/fleet.h"
#include "pipeline/history.h"

#define LOADS_PER_INTERVAL 250 /* hosts and guests, two questions each */
#define LOADS_STEP_SEC 300     /* of the archive to ask for: it reaches back 14 days as shipped */

struct loads_filling;

struct loads_filling *loads_filling_new(struct fleet *fleet, struct history *history, const struct clock *clock);
void loads_filling_free(struct loads_filling *filling); /* after its history */

/* Asks for those heard of since, when the former questions are answered; what could not be answered is asked again. */
void loads_filling_take_interval(struct loads_filling *filling);
guint loads_filling_waiting(const struct loads_filling *filling); /* questions not answered yet */
