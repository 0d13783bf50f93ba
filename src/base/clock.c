#include "base/clock.h"

static gint64 system_monotonic_us(const struct clock *clock)
{
  (void)clock;
  return g_get_monotonic_time();
}

static gint64 system_wall_us(const struct clock *clock)
{
  (void)clock;
  return g_get_real_time();
}

const struct clock *clock_system(void)
{
  static const struct clock clock = {system_monotonic_us, system_wall_us};
  return &clock;
}

static gint64 virtual_monotonic_us(const struct clock *clock)
{
  return ((const struct virtual_clock *)clock)->monotonic_us;
}

static gint64 virtual_wall_us(const struct clock *clock)
{
  return ((const struct virtual_clock *)clock)->wall_us;
}

void virtual_clock_init(struct virtual_clock *virtual_clock, gint64 wall_us)
{
  virtual_clock->clock = (struct clock){virtual_monotonic_us, virtual_wall_us};
  virtual_clock->monotonic_us = 0;
  virtual_clock->wall_us = wall_us;
}

void virtual_clock_advance(struct virtual_clock *virtual_clock, gint64 us)
{
  virtual_clock->monotonic_us += us;
  virtual_clock->wall_us += us;
}

gint64 clock_monotonic_us(const struct clock *clock)
{
  return clock->monotonic_us(clock);
}

gint64 clock_wall_us(const struct clock *clock)
{
  return clock->wall_us(clock);
}

gint64 clock_grid_sec(gint64 wall_us, guint interval_ms)
{
  gint64 wall_ms = wall_us / 1000;
  return (wall_ms - wall_ms % interval_ms) / 1000;
}

guint clock_until_grid_ms(gint64 wall_us, guint interval_ms)
{
  return interval_ms - (guint)(wall_us / 1000 % interval_ms);
}
