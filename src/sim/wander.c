#include "sim/wander.h"

#include "sim/chance.h"

#include <math.h>

#define LEVEL_SPREAD 0.9 /* of the logarithm of the level */
#define MEMORY_SEC   840 /* after so long a third of a deviation is left */
#define DEVIATION    0.28 /* standard one, of the logarithm, about the level */
#define BURST_LEAST  0.3  /* of the mean of bursts: none is smaller */

enum { DRAW_LEVEL, DRAW_NOISE, DRAW_SWITCH, DRAW_HEIGHT };

/* Each step's probability that a burst begins, or ends. */
static double begins(const struct wander *wander, double ends)
{
  double share = MIN(wander->bursts_pct / 100, 0.99);
  return ends * share / (1 - share);
}

double *wander_draw(const struct wander *wander, guint64 seed, guint64 step_sec, gsize n)
{
  double *values = g_new(double, n);
  double kept = exp(-(double)step_sec / MEMORY_SEC), ends = MIN(1, (double)step_sec / (double)wander->burst_sec);
  double level = wander->level_pct * exp(LEVEL_SPREAD * chance_normal(seed, DRAW_LEVEL, 0)), off = 0, burst = 0;
  for (gsize i = 0; i < n; i++) {
    double roll = chance_uniform(seed, DRAW_SWITCH, i);
    off = kept * off + sqrt(1 - kept * kept) * DEVIATION * chance_normal(seed, DRAW_NOISE, i);
    if (burst > 0 && roll < ends)
      burst = 0;
    else if (burst <= 0 && roll < begins(wander, ends))
      burst = wander->burst_pct * (BURST_LEAST - (1 - BURST_LEAST) * log(1 - chance_uniform(seed, DRAW_HEIGHT, i)));
    values[i] = CLAMP(level * exp(off) + burst, 0, 100);
  }
  return values;
}
