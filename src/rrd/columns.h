#pragma once
/*
 * A series as a picture shows it: a value for each column of pixels. Between two known points it is the straight
 * line from one to the other; where a point is unknown, its whole step is. A column that holds several points
 * shows their mean, or their highest. Plain values.
 */
#include "rrd/fetch.h"

struct columns {
  gint64 first_sec; /* column i stands at first_sec + i * step_sec */
  guint step_sec;
  gsize n;
  double *values; /* NaN: unknown */
};

/* About `count` columns from `from_sec` to `to_sec`, each value divided by `divisor`. Caller frees `values`. */
struct column_plan {
  gint64 from_sec, to_sec;
  guint count;
  double divisor;
  gboolean highest; /* of the points in a column, not their mean */
};
void columns_init(struct columns *columns, const struct series *series, const struct column_plan *plan);
