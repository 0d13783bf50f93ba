#include "model/load_digest.h"

#include <math.h>
#include <stdlib.h>

#define HIGH_PCT 95

static gint64 slot_of(const struct load_digest *digest, gint64 time_sec)
{
  return (time_sec + digest->phase_sec) / LOAD_SLOT_SEC;
}

static float *mean_of(struct load_digest *digest, gint64 slot)
{
  return &digest->means[slot % LOAD_SLOTS];
}

void load_digest_init(struct load_digest *digest, gint64 stamp_sec, guint phase_sec)
{
  *digest = (struct load_digest){.phase_sec = phase_sec, .born_sec = stamp_sec, .stamp_sec = stamp_sec - 1, .now = NAN, .day = NAN};
  digest->slot = slot_of(digest, stamp_sec);
  for (guint i = 0; i < LOAD_SLOTS; i++)
    digest->means[i] = NAN;
}

static int by_size(gconstpointer a, gconstpointer b)
{
  float left = *(const float *)a, right = *(const float *)b;
  return (left > right) - (left < right);
}

/* The least mean that 95 of a hundred do not exceed. */
static float high_of(const struct load_digest *digest)
{
  float known[LOAD_SLOTS];
  guint n = 0;
  for (guint i = 0; i < LOAD_SLOTS; i++)
    if (!isnan(digest->means[i]))
      known[n++] = digest->means[i];
  if (n == 0)
    return NAN;
  qsort(known, n, sizeof *known, by_size);
  return known[(n * HIGH_PCT + 99) / 100 - 1];
}

static void close_slots(struct load_digest *digest, gint64 slot)
{
  if (slot == digest->slot)
    return;
  *mean_of(digest, digest->slot) = digest->n > 0 ? (float)(digest->sum / digest->n) : NAN;
  gint64 empty = MIN(slot - digest->slot - 1, LOAD_SLOTS);
  for (gint64 i = 1; i <= empty; i++)
    *mean_of(digest, slot - i) = NAN;
  *mean_of(digest, slot) = NAN; /* a day ago */
  digest->slot = slot;
  digest->n = 0;
  digest->sum = 0;
  digest->day = high_of(digest);
}

void load_digest_add(struct load_digest *digest, gint64 stamp_sec, double value)
{
  if (stamp_sec < digest->stamp_sec - LOAD_SLOT_SEC)
    load_digest_init(digest, stamp_sec, digest->phase_sec);
  if (stamp_sec <= digest->stamp_sec)
    return;
  close_slots(digest, slot_of(digest, stamp_sec));
  digest->stamp_sec = stamp_sec;
  digest->now = (float)value;
  if (isnan(value))
    return;
  digest->n++;
  digest->sum += value;
}

void load_digest_fill(struct load_digest *digest, gint64 first_sec, guint step_sec, const double *points, gsize n)
{
  double sums[LOAD_SLOTS] = {0};
  guint counts[LOAD_SLOTS] = {0};
  gint64 oldest = digest->slot - LOAD_SLOTS + 1, born = slot_of(digest, digest->born_sec);
  for (gsize i = 0; i < n; i++) {
    gint64 slot = slot_of(digest, first_sec + (gint64)i * step_sec - step_sec / 2);
    if (isnan(points[i]) || slot < oldest || slot >= born)
      continue;
    sums[slot % LOAD_SLOTS] += points[i];
    counts[slot % LOAD_SLOTS]++;
  }
  for (guint i = 0; i < LOAD_SLOTS; i++)
    if (counts[i] > 0)
      digest->means[i] = (float)(sums[i] / counts[i]);
  digest->day = high_of(digest);
}

/* How many seconds of the 30 minutes before the last sample the mean of a quarter stands for. */
static double seconds_of(const struct load_digest *digest, guint back)
{
  gint64 begin_sec = (digest->slot - back) * LOAD_SLOT_SEC - digest->phase_sec, end_sec = begin_sec + LOAD_SLOT_SEC;
  if (slot_of(digest, digest->born_sec) == digest->slot - back)
    begin_sec = digest->born_sec; /* what was before it knows only from history, if at all */
  begin_sec = MAX(begin_sec, digest->stamp_sec + 1 - 2 * LOAD_SLOT_SEC);
  return (double)MAX(MIN(end_sec, digest->stamp_sec + 1) - begin_sec, 0);
}

/* Of the present quarter and the two before. A single sample is no mean. */
static double recent_of(const struct load_digest *digest)
{
  double sum = 0, seconds = 0;
  guint n = 0;
  for (guint back = 0; back <= 2; back++) {
    double mean = back > 0 ? digest->means[(digest->slot - back) % LOAD_SLOTS] : digest->sum / digest->n;
    if (isnan(mean))
      continue;
    sum += seconds_of(digest, back) * mean;
    seconds += seconds_of(digest, back);
    n += back > 0 ? 2 : digest->n;
  }
  return n > 1 && seconds > 0 ? sum / seconds : NAN;
}

struct load load_digest_read(const struct load_digest *digest, gint64 now_sec, gint64 stale_sec)
{
  gint64 age_sec = now_sec - digest->stamp_sec;
  gboolean is_fresh = age_sec <= stale_sec;
  return (struct load){
      .now = is_fresh ? digest->now : NAN,
      .recent = is_fresh ? recent_of(digest) : NAN,
      .day = age_sec <= LOAD_SLOT_SEC * LOAD_SLOTS ? digest->day : NAN,
  };
}
