#include "rrd/columns.h"

#include <math.h>

static double point(const struct series *series, gint64 i)
{
  return i >= 0 && i < (gint64)series->n ? series->points[i] : (double)NAN;
}

/* At a time between points: each stands for the step before it. */
static double between(const struct series *series, gint64 sec)
{
  gint64 step = series->step_sec, offset = sec - series->first_sec;
  gint64 i = offset > 0 ? (offset + step - 1) / step : offset > -step ? 0 : -1;
  double right = point(series, i), left = point(series, i - 1);
  if (isnan(right) || isnan(left))
    return right;
  double part = (double)(i * step - offset) / (double)step;
  return right + (left - right) * part;
}

/* Of the points behind `begin_sec` up to `end_sec`. */
static double consolidated(const struct series *series, gint64 begin_sec, gint64 end_sec, gboolean highest)
{
  gint64 step = series->step_sec, known = 0;
  double sum = 0, max = (double)NAN;
  gint64 i = MAX((begin_sec - series->first_sec) / step, 0);
  for (; i < (gint64)series->n && series->first_sec + i * step <= end_sec; i++) {
    double value = series->points[i];
    if (series->first_sec + i * step <= begin_sec || isnan(value))
      continue;
    known++;
    sum += value;
    max = fmax(max, value);
  }
  if (highest || known == 0)
    return max;
  return sum / (double)known;
}

void columns_init(struct columns *columns, const struct series *series, const struct column_plan *plan)
{
  gint64 span = plan->to_sec - plan->from_sec;
  gint64 step = MAX(span / MAX((gint64)plan->count, 1), 1);
  columns->step_sec = (guint)step;
  columns->first_sec = plan->from_sec - plan->from_sec % step;
  columns->n = (gsize)((plan->to_sec - columns->first_sec) / step) + 2;
  columns->values = g_new(double, columns->n);
  for (gsize i = 0; i < columns->n; i++) {
    gint64 sec = columns->first_sec + (gint64)i * step;
    columns->values[i] = (step > (gint64)series->step_sec
                              ? consolidated(series, sec - step, sec, plan->highest)
                              : between(series, sec)) /
                         plan->divisor;
  }
}
