#pragma once
/*
 * How long the main loop is busy between two waits: what stands in everybody's way meanwhile. A source that
 * never fires, but is asked by GLib after each wait and before the next one; it wakes nobody. One thread.
 */
#include <glib.h>

#define LOOP_BUCKETS 16 /* powers of two: below 1 ms, 2 ms, 4 ms ... */

struct loop_meter {
  guint64 rounds;
  gint64 longest_us;
  guint64 buckets[LOOP_BUCKETS];
};

/* Measures the loop of the default main context until g_source_destroy; the caller owns it. */
GSource *loop_meter_new(void);
const struct loop_meter *loop_meter_read(GSource *meter);

/* Milliseconds that all but one round in a thousand stayed below: the bound of their bucket, at most the
 * longest; 0 before the first. */
double loop_meter_p999_ms(const struct loop_meter *meter);
