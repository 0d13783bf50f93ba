#include "model/baseline.h"

#include <math.h>
#include <stdlib.h>

gint64 baseline_hour(gint64 time_sec)
{
  return time_sec - time_sec % BASELINE_HOUR_SEC;
}

void baseline_begins(GTimeZone *zone, gint64 hour_sec, gint64 begins[BASELINE_WEEKS])
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(hour_sec);
  g_autoptr(GDateTime) hour = g_date_time_to_timezone(utc, zone);
  for (int i = 0; i < BASELINE_WEEKS; i++) {
    g_autoptr(GDateTime) begin = g_date_time_add_weeks(hour, -(i + 1));
    begins[i] = begin ? g_date_time_to_unix(begin) : -1;
  }
}

void baseline_span(GTimeZone *zone, gint64 hour_sec, gint64 *from_sec, gint64 *to_sec)
{
  gint64 begins[BASELINE_WEEKS];
  baseline_begins(zone, hour_sec, begins);
  *from_sec = MAX(begins[BASELINE_WEEKS - 1], 0);
  *to_sec = MAX(begins[0], 0) + BASELINE_HOUR_SEC;
}

static int by_value(const void *a, const void *b)
{
  double first = *(const double *)a, second = *(const double *)b;
  return first < second ? -1 : first > second;
}

struct baseline *baseline_of_values(gint64 hour_sec, guint weeks, const double *values, gsize n)
{
  n = MIN(n, BASELINE_VALUES_MAX);
  struct baseline *baseline = g_malloc0(sizeof *baseline + n * sizeof(double));
  baseline->hour_sec = hour_sec;
  baseline->weeks = weeks;
  for (gsize i = 0; i < n; i++)
    if (isfinite(values[i]))
      baseline->values[baseline->n++] = values[i];
  qsort(baseline->values, baseline->n, sizeof(double), by_value);
  return baseline;
}

/* Appends the known points of the hour; how many. */
static gsize take_hour(const struct baseline_points *points, gint64 begin_sec, double *values, gsize room)
{
  gsize taken = 0;
  gint64 step = points->step_sec, first = begin_sec + step - points->first_sec;
  for (gint64 i = first <= 0 ? 0 : (first + step - 1) / step; i < (gint64)points->n && taken < room; i++) {
    if (points->first_sec + i * step > begin_sec + BASELINE_HOUR_SEC)
      break;
    if (points->first_sec + i * step >= begin_sec + step && isfinite(points->points[i]))
      values[taken++] = points->points[i];
  }
  return taken;
}

struct baseline *baseline_new(GTimeZone *zone, gint64 hour_sec, const struct baseline_points *points)
{
  gint64 begins[BASELINE_WEEKS];
  double values[BASELINE_VALUES_MAX];
  gsize n = 0;
  guint weeks = 0;
  baseline_begins(zone, hour_sec, begins);
  for (guint i = 0; i < BASELINE_WEEKS && points->step_sec > 0; i++) {
    gsize taken = begins[i] < 0 ? 0 : take_hour(points, begins[i], values + n, G_N_ELEMENTS(values) - n);
    weeks += taken > 0;
    n += taken;
  }
  return baseline_of_values(hour_sec, weeks, values, n);
}

double baseline_mean(const struct baseline *baseline)
{
  double sum = 0;
  for (guint i = 0; i < baseline->n; i++)
    sum += baseline->values[i];
  /* Rounding must not push the mean out of what was seen. */
  return CLAMP(sum / baseline->n, baseline->values[0], baseline->values[baseline->n - 1]);
}

double baseline_percentile(const struct baseline *baseline, double pct)
{
  guint rank = (guint)ceil(pct / 100 * baseline->n);
  return baseline->values[CLAMP(rank, 1, baseline->n) - 1];
}
