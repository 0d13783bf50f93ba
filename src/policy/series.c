#include "policy/series.h"

#include <math.h>
#include <stdlib.h>

/* How far back a stamp may lie before it means that the clock was set back: an hour of 10 s intervals. */
#define SET_BACK_SLOTS 360

static void series_clear(struct series *series)
{
  series->first = G_MAXINT64;
  series->newest = G_MININT64;
  for (guint i = 0; i < series->capacity; i++)
    series->values[i] = NAN;
}

struct series *series_new(guint capacity)
{
  struct series *series = g_malloc(sizeof *series + capacity * sizeof(double));
  series->capacity = capacity;
  series->why = READING_KNOWN;
  series->lag_sec = 0;
  series->usual[0] = series->usual[1] = NULL;
  series_clear(series);
  return series;
}

void series_free(struct series *series)
{
  if (!series)
    return;
  g_free(series->usual[0]);
  g_free(series->usual[1]);
  g_free(series);
}

gsize series_bytes(const struct series *series)
{
  return sizeof *series + series->capacity * sizeof(double);
}

static gboolean is_empty(const struct series *series)
{
  return series->first == G_MAXINT64;
}

static double *slot_value(struct series *series, gint64 slot)
{
  return &series->values[slot % series->capacity];
}

/* Moves the ring's end to `slot`; what lies between was not seen. */
static void advance(struct series *series, gint64 slot)
{
  gint64 gap = MIN(slot - series->newest, (gint64)series->capacity);
  for (gint64 i = 0; i < gap; i++)
    *slot_value(series, slot - i) = NAN;
  series->newest = slot;
}

void series_put(struct series *series, gint64 slot, double value)
{
  if (slot < 0)
    return;
  if (!is_empty(series) && slot < series->newest - MAX((gint64)series->capacity, SET_BACK_SLOTS))
    series_clear(series);
  if (is_empty(series))
    series->newest = slot;
  else if (slot > series->newest)
    advance(series, slot);
  else if (slot <= series->newest - series->capacity)
    return;
  series->first = MIN(series->first, slot);
  if (!isnan(value))
    *slot_value(series, slot) = value;
}

void series_backfill(struct series *series, gint64 slot, const double *values, gsize n)
{
  gint64 before = series->first;
  for (gsize i = 0; i < n && slot < before; i++, slot++) {
    if (isnan(values[i]) || slot < 0)
      continue;
    if (series->newest < slot)
      series_put(series, slot, values[i]);
    else if (slot > series->newest - series->capacity) {
      *slot_value(series, slot) = values[i];
      series->first = MIN(series->first, slot);
    }
  }
}

double series_at(const struct series *series, gint64 slot)
{
  if (is_empty(series) || slot < 0 || slot > series->newest || slot <= series->newest - series->capacity)
    return NAN;
  return series->values[slot % series->capacity];
}

struct summary series_summarise(const struct series *series, gint64 from, gint64 to)
{
  struct summary summary = {.min = NAN, .avg = NAN, .max = NAN, .first = NAN, .last = NAN};
  if (is_empty(series))
    return summary;
  from = MAX(MAX(from, series->newest - series->capacity + 1), 0);
  to = MIN(to, series->newest);
  double sum = 0, min = INFINITY, max = -INFINITY;
  for (gint64 slot = from; slot <= to; slot++) {
    double value = series->values[slot % series->capacity];
    if (isnan(value))
      continue;
    sum += value;
    min = MIN(min, value);
    max = MAX(max, value);
    if (summary.known++ == 0) {
      summary.first = value;
      summary.first_slot = slot;
    }
    summary.last = value;
    summary.last_slot = slot;
  }
  if (summary.known > 0) {
    summary.min = min;
    summary.max = max;
    /* Rounding must not push the mean out of what was seen. */
    summary.avg = CLAMP(sum / summary.known, min, max);
  }
  return summary;
}

static int by_value(const void *a, const void *b)
{
  double first = *(const double *)a, second = *(const double *)b;
  return first < second ? -1 : first > second;
}

double series_percentile(const struct series *series, gint64 from, gint64 to, double pct, double *room)
{
  guint known = 0;
  for (gint64 slot = from; slot <= to; slot++) {
    double value = series_at(series, slot);
    if (!isnan(value))
      room[known++] = value;
  }
  if (known == 0)
    return NAN;
  qsort(room, known, sizeof *room, by_value);
  guint rank = (guint)ceil(pct / 100 * known);
  return room[CLAMP(rank, 1, known) - 1];
}

static guint usual_place(gint64 hour_sec)
{
  return (guint)(hour_sec / BASELINE_HOUR_SEC) % 2;
}

void series_take_usual(struct series *series, struct baseline *baseline)
{
  struct baseline **place = &series->usual[usual_place(baseline->hour_sec)];
  g_free(*place);
  *place = baseline;
}

const struct baseline *series_usual(const struct series *series, gint64 time_sec)
{
  gint64 hour_sec = baseline_hour(time_sec);
  const struct baseline *baseline = series->usual[usual_place(hour_sec)];
  return baseline && baseline->hour_sec == hour_sec ? baseline : NULL;
}

guint series_run(const struct series *series, gint64 from, gint64 to, double limit, gboolean is_over)
{
  guint run = 0;
  while (to >= from && isnan(series_at(series, to)))
    to--;
  for (; to >= from; to--, run++) {
    double value = series_at(series, to);
    if (!(is_over ? value >= limit : value <= limit))
      break;
  }
  return run;
}

/* Times and values are taken relative to the first: far from zero, squares would leave no digits for the rest. */
double series_slope(const struct series *series, gint64 from, gint64 to)
{
  double n = 0, first = NAN, sum_t = 0, sum_v = 0, sum_tt = 0, sum_tv = 0;
  for (gint64 slot = from; slot <= to; slot++) {
    double value = series_at(series, slot), t = (double)(slot - from);
    if (isnan(value))
      continue;
    first = isnan(first) ? value : first;
    n++;
    sum_t += t;
    sum_v += value - first;
    sum_tt += t * t;
    sum_tv += t * (value - first);
  }
  return n < 2 ? NAN : (n * sum_tv - sum_t * sum_v) / (n * sum_tt - sum_t * sum_t);
}
