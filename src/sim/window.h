#pragma once
/*
 * What was measured in the newest steps: means and percentiles of a load, as a decision needs them. Plain values; one thread.
 */
#include <glib.h>

struct window;

struct window *window_new(guint most); /* of so many steps, at least 1 */
void window_free(struct window *window);
void window_add(struct window *window, double value); /* NaN: a gap */

/* Of the newest `steps`; NaN where nothing is known of them. */
double window_mean(const struct window *window, guint steps);
/* The 95th percentile of all it holds, or NaN. */
double window_p95(const struct window *window);
double window_newest(const struct window *window); /* NaN: a gap, or none yet */
guint window_known(const struct window *window);   /* values that are no gaps */
