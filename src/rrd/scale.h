#pragma once
/*
 * The y axis of a picture: which prefix its numbers carry, where it ends and where its lines lie. Bytes go by
 * 1024, all else by 1000; percent end at 100 or above. It begins at zero, since a picture that does not makes
 * small changes look like large ones. Plain values.
 */
#include <glib.h>

#define SCALE_UNIT 16

struct scale {
  double divisor;        /* a value divided by it is what the axis says */
  char unit[SCALE_UNIT]; /* "%", "GiB/s", "ms"; "" */
  double lower, upper, step; /* divided already; step: from one line to the next */
  guint decimals;        /* of the numbers beside the axis */
};

/* For values in `unit` (as in the metric catalogue) from `min` to `max`, with about `lines` lines. */
void scale_init(struct scale *scale, const char *unit, double min, double max, guint lines);

/* "3.25 GiB/s" with the prefix that suits this value; "-" for NaN. Caller frees. */
char *scale_quantity(double value, const char *unit);
