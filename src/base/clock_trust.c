#include "base/clock_trust.h"

#define APART_MAX_US (300 * (gint64)G_USEC_PER_SEC)

void clock_trust_init(struct clock_trust *trust, const struct clock *clock)
{
  trust->since_us = clock_monotonic_us(clock);
  trust->apart_us = clock_wall_us(clock) - trust->since_us;
}

gint64 clock_trust_us(struct clock_trust *trust, const struct clock *clock)
{
  gint64 now_us = clock_monotonic_us(clock);
  if (ABS(clock_wall_us(clock) - now_us - trust->apart_us) > APART_MAX_US)
    clock_trust_init(trust, clock);
  return now_us - trust->since_us;
}
