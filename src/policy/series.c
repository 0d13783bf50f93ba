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

struct series *series_grow(struct series *series, guint capacity)
{
  struct series *grown = series_new(capacity);
  grown->why = series->why;
  grown->lag_sec = series->lag_sec;
  if (!is_empty(series)) {
    gint64 oldest = MAX(series->first, series->newest - series->capacity + 1);
    grown->first = oldest;
    grown->newest = series->newest;
    for (gint64 slot = oldest; slot <= series->newest; slot++)
      *slot_value(grown, slot) = *slot_value(series, slot);
  }
  series_free(series);
  return grown;
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

/* Lanes in which a run is added up, since each addition waits for the one before it. */
#define LANES 4

struct lanes {
  double sum[LANES], min[LANES], max[LANES];
  guint64 known[LANES];
};

/* Comparing with NAN is false, so that what is unknown is neither least nor greatest. */
static void add_value(struct lanes *lanes, guint lane, double value)
{
  gboolean is_known = value == value;
  lanes->sum[lane] += is_known ? value : 0;
  lanes->min[lane] = value < lanes->min[lane] ? value : lanes->min[lane];
  lanes->max[lane] = value > lanes->max[lane] ? value : lanes->max[lane];
  lanes->known[lane] += (guint64)is_known;
}

static void add_run(struct lanes *lanes, const double *values, gint64 n)
{
  gint64 i = 0;
  for (; i + LANES <= n; i += LANES)
    for (guint lane = 0; lane < LANES; lane++)
      add_value(lanes, lane, values[i + lane]);
  for (; i < n; i++)
    add_value(lanes, 0, values[i]);
}

/* From `from` to `to`, which the ring holds: one run, or two where it begins anew between them. */
static struct lanes add_up(const struct series *series, gint64 from, gint64 to)
{
  struct lanes lanes;
  for (guint lane = 0; lane < LANES; lane++) {
    lanes.sum[lane] = 0;
    lanes.min[lane] = INFINITY;
    lanes.max[lane] = -INFINITY;
    lanes.known[lane] = 0;
  }
  gint64 start = from % series->capacity, n = to - from + 1, first = MIN(n, (gint64)series->capacity - start);
  add_run(&lanes, series->values + start, first);
  add_run(&lanes, series->values, n - first);
  return lanes;
}

/* The ends: the oldest and the newest value that is known, of which there is one. */
static void find_ends(const struct series *series, gint64 from, gint64 to, struct summary *summary)
{
  while (isnan(series_at(series, from)))
    from++;
  while (isnan(series_at(series, to)))
    to--;
  summary->first_slot = from;
  summary->first = series_at(series, from);
  summary->last_slot = to;
  summary->last = series_at(series, to);
}

struct summary series_summarise(const struct series *series, gint64 from, gint64 to)
{
  struct summary summary = {.min = NAN, .avg = NAN, .max = NAN, .first = NAN, .last = NAN};
  if (is_empty(series))
    return summary;
  from = MAX(MAX(from, series->newest - series->capacity + 1), 0);
  to = MIN(to, series->newest);
  if (from > to)
    return summary;
  struct lanes lanes = add_up(series, from, to);
  double sum = 0, min = INFINITY, max = -INFINITY;
  for (guint lane = 0; lane < LANES; lane++) {
    sum += lanes.sum[lane];
    min = MIN(min, lanes.min[lane]);
    max = MAX(max, lanes.max[lane]);
    summary.known += (guint)lanes.known[lane];
  }
  if (summary.known == 0)
    return summary;
  summary.min = min;
  summary.max = max;
  /* Rounding must not push the mean out of what was seen. */
  summary.avg = CLAMP(sum / summary.known, min, max);
  find_ends(series, from, to, &summary);
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
