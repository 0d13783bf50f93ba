#pragma once
/*
 * Where time comes from, so that tests, simulation and replay can run in virtual time. Timers and ages
 * use the monotonic clock; the wall clock stands only in stored samples and what a person reads. A clock
 * is handed down to who needs one and must outlive him.
 */
#include <glib.h>

struct clock {
  gint64 (*monotonic_us)(const struct clock *clock);
  gint64 (*wall_us)(const struct clock *clock); /* since 1970, UTC */
};

/* The machine's clocks. */
const struct clock *clock_system(void);

/* A clock that stands still until it is moved. Move only forward. */
struct virtual_clock {
  struct clock clock;
  gint64 monotonic_us, wall_us;
};

void virtual_clock_init(struct virtual_clock *virtual_clock, gint64 wall_us);
void virtual_clock_advance(struct virtual_clock *virtual_clock, gint64 us);

gint64 clock_monotonic_us(const struct clock *clock);
gint64 clock_wall_us(const struct clock *clock);

/* The newest point of the grid of `interval_ms` that is not after `wall_us`, in seconds since 1970.
 * Samples are stamped with it. `interval_ms` is a whole number of seconds. */
gint64 clock_grid_sec(gint64 wall_us, guint interval_ms);

/* Milliseconds from `wall_us` to the next point of the grid, at least 1. */
guint clock_until_grid_ms(gint64 wall_us, guint interval_ms);
