#include "policy/series.h"

#include <math.h>

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
  series_clear(series);
  return series;
}

void series_free(struct series *series)
{
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
  struct summary summary = {.min = NAN, .avg = NAN, .max = NAN, .last = NAN};
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
    summary.last = value;
    summary.last_slot = slot;
    summary.known++;
  }
  if (summary.known > 0) {
    summary.min = min;
    summary.max = max;
    /* Rounding must not push the mean out of what was seen. */
    summary.avg = CLAMP(sum / summary.known, min, max);
  }
  return summary;
}
