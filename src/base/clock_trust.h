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

/* Doubts a wall clock that was set by more than `far_us` at once, until it is near again, or has agreed with the
 * monotonic clock for `calm_us` in its new place. */
struct clock_doubt {
  struct clock_trust trust;
  gint64 far_us, calm_us;
  gint64 sound_us; /* wall clock less monotonic clock, when there was no doubt */
};

void clock_doubt_init(struct clock_doubt *doubt, const struct clock *clock, gint64 far_us, gint64 calm_us);

/* By how much the clock in doubt was set; 0: there is no doubt. */
gint64 clock_doubt_us(struct clock_doubt *doubt, const struct clock *clock);
