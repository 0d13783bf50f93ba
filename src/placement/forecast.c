#include "placement/forecast.h"

#include <math.h>

#define ROUNDS_MAX 64
#define SLOWED_FIRST 0.2 /* QEMU's cpu-throttle-initial and -increment */
#define SLOWED_STEP 0.1
#define POSTCOPY_SLOWED 0.5 /* share of the time that a guest waits for pages that are yet to come */
#define PAST_WEIGHT_MAX 3 /* so many moves outweigh the reckoning three to one */

struct copying {
  double memory, link, dirty; /* bytes, bytes/s */
};

static struct copying copying_of(const struct forecast_case *given, struct forecast *forecast)
{
  struct copying copying = {given->memory_bytes, given->link_bytes_per_sec, given->dirty_bytes_per_sec};
  forecast->assumes_link = !(copying.link > 0 && isfinite(copying.link));
  if (forecast->assumes_link)
    copying.link = FORECAST_LINK_BYTES_PER_SEC;
  forecast->assumes_dirty = !(copying.dirty >= 0);
  if (forecast->assumes_dirty)
    copying.dirty = copying.link * FORECAST_DIRTY_SHARE;
  return copying;
}

/* Round for round, until what is left takes no longer than QEMU's downtime. No more than the whole memory is dirty. */
static void copy_in_rounds(const struct copying *copying, struct forecast *forecast)
{
  double left = copying->memory, copied = 0;
  forecast->rounds = 0;
  while (left > copying->link * FORECAST_DOWNTIME_SEC && forecast->rounds < ROUNDS_MAX) {
    copied += left;
    left = fmin(copying->dirty * left / copying->link, copying->memory);
    forecast->rounds++;
  }
  forecast->rounds++;
  forecast->bytes = copied + left;
  forecast->downtime_sec = left / copying->link + FORECAST_SWITCH_SEC;
  forecast->duration_sec = forecast->bytes / copying->link + FORECAST_SETUP_SEC + FORECAST_SWITCH_SEC;
  forecast->is_possible = left <= copying->link * FORECAST_DOWNTIME_SEC;
}

static void never_ends(struct forecast *forecast)
{
  forecast->is_possible = FALSE;
  forecast->duration_sec = forecast->downtime_sec = forecast->bytes = INFINITY;
}

static gboolean converges(const struct copying *copying)
{
  return copying->dirty <= FORECAST_CONVERGES * copying->link || copying->memory <= copying->link * FORECAST_DOWNTIME_SEC;
}

static void forecast_live(const struct copying *copying, struct forecast *forecast)
{
  if (converges(copying))
    copy_in_rounds(copying, forecast);
  else
    never_ends(forecast);
}

/* QEMU slows the processors down step by step, each after a round that did not help: those rounds come on top. */
static void forecast_converge(const struct copying *copying, struct forecast *forecast)
{
  struct copying slowed = *copying;
  guint steps = 0;
  for (double slow = SLOWED_FIRST; !converges(&slowed) && forecast->slowed < FORECAST_SLOWED_MAX; slow += SLOWED_STEP) {
    forecast->slowed = fmin(slow, FORECAST_SLOWED_MAX);
    slowed.dirty = copying->dirty * (1 - forecast->slowed);
    steps++;
  }
  if (!converges(&slowed)) {
    never_ends(forecast);
    return;
  }
  copy_in_rounds(&slowed, forecast);
  double wasted = steps * copying->memory;
  forecast->rounds += steps;
  forecast->bytes += wasted;
  forecast->duration_sec += wasted / copying->link;
}

static void forecast_quick(const struct copying *copying, struct forecast *forecast)
{
  forecast->rounds = 1;
  forecast->bytes = copying->memory;
  forecast->downtime_sec = copying->memory / copying->link + FORECAST_SWITCH_SEC;
  forecast->duration_sec = forecast->downtime_sec + FORECAST_SETUP_SEC;
  forecast->assumes_dirty = FALSE;
}

/* Everything once; then the guest runs there and waits for each page of the rest that it wants. */
static void forecast_postcopy(const struct copying *copying, struct forecast *forecast)
{
  double rest = fmin(copying->dirty * copying->memory / copying->link, copying->memory);
  forecast->rounds = 2;
  forecast->bytes = copying->memory + rest;
  forecast->downtime_sec = FORECAST_SWITCH_SEC;
  forecast->duration_sec = forecast->bytes / copying->link + FORECAST_SETUP_SEC + FORECAST_SWITCH_SEC;
  forecast->slowed = POSTCOPY_SLOWED * rest / forecast->bytes;
}

static void forecast_cold(struct forecast *forecast)
{
  forecast->downtime_sec = FORECAST_BOOT_SEC;
  forecast->duration_sec = FORECAST_BOOT_SEC + FORECAST_SETUP_SEC;
  forecast->assumes_dirty = forecast->assumes_link = FALSE;
}

static double with_past(double reckoned, double measured, guint n)
{
  if (!(measured >= 0 && isfinite(measured)))
    return reckoned;
  double weight = MIN(n, PAST_WEIGHT_MAX);
  return (reckoned + weight * measured) / (1 + weight);
}

/* What it took before counts for more than what is reckoned; as much longer as there is more to copy now. */
static void correct(const struct past_moves *past, struct forecast *forecast)
{
  if (past->n == 0 || !isfinite(forecast->duration_sec))
    return;
  double more = past->bytes > 0 && forecast->bytes > 0 ? forecast->bytes / past->bytes : 1;
  forecast->duration_sec = with_past(forecast->duration_sec, past->duration_sec * more, past->n);
  forecast->downtime_sec =
      with_past(forecast->downtime_sec, past->downtime_sec * (forecast->method == METHOD_QUICK ? more : 1), past->n);
  forecast->duration_sec = fmax(forecast->duration_sec, forecast->downtime_sec);
}

void forecast_move(const struct forecast_case *given, enum move_method method, struct forecast *forecast)
{
  *forecast = (struct forecast){.method = method, .is_possible = TRUE};
  struct copying copying = copying_of(given, forecast);
  switch (method) {
  case METHOD_LIVE:
    forecast_live(&copying, forecast);
    break;
  case METHOD_CONVERGE:
    forecast_converge(&copying, forecast);
    break;
  case METHOD_POSTCOPY:
    forecast_postcopy(&copying, forecast);
    break;
  case METHOD_QUICK:
    forecast_quick(&copying, forecast);
    break;
  case METHOD_COLD:
    forecast_cold(forecast);
    break;
  default:
    g_assert_not_reached();
  }
  if (given->past)
    correct(&given->past[method], forecast);
  if (forecast->duration_sec > FORECAST_LIMIT_SEC)
    forecast->is_possible = FALSE;
}
