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

void clock_doubt_init(struct clock_doubt *doubt, const struct clock *clock, gint64 far_us, gint64 calm_us)
{
  clock_trust_init(&doubt->trust, clock);
  doubt->far_us = far_us;
  doubt->calm_us = calm_us;
  doubt->sound_us = doubt->trust.apart_us;
}

gint64 clock_doubt_us(struct clock_doubt *doubt, const struct clock *clock)
{
  gint64 agreed_us = clock_trust_us(&doubt->trust, clock), set_us = doubt->trust.apart_us - doubt->sound_us;
  if (ABS(set_us) > doubt->far_us && agreed_us < doubt->calm_us)
    return set_us;
  doubt->sound_us = doubt->trust.apart_us;
  return 0;
}
