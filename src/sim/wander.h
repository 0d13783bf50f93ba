#pragma once
/*
 * Load as it is recorded of many guests of all kinds: each has a level of its own, lognormal over the guests, so that most idle
 * and a few are busy; it wanders about that level, and now and then bursts for a while. Pure: what is drawn depends on the
 * seed only.
 */
#include <glib.h>

struct wander {
  double level_pct;  /* the median of all levels; more than 0 */
  double burst_pct;  /* by how much more a burst is, in the mean */
  double bursts_pct; /* the share of time that is bursts; less than 100 */
  guint64 burst_sec; /* how long one lasts in the mean */
};

/* `n` percentages, `step_sec` apart, of the guest of that seed. Caller frees. */
double *wander_draw(const struct wander *wander, guint64 seed, guint64 step_sec, gsize n);
