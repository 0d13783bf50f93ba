#pragma once
/*
 * Whether the wall clock can be trusted with what cannot be undone: how long it has run beside the monotonic clock
 * without being set. A machine that was suspended begins anew. Plain values.
 */
#include "base/clock.h"

struct clock_trust {
  gint64 apart_us;  /* wall clock less monotonic clock, when they began to agree */
  gint64 since_us;  /* monotonic */
};

void clock_trust_init(struct clock_trust *trust, const struct clock *clock);

/* How long they have agreed, to five minutes: to be asked more often than a clock is set twice. */
gint64 clock_trust_us(struct clock_trust *trust, const struct clock *clock);
