#pragma once
/*
 * What placement is to know of one series: its last value, what is usual, and what is to be reckoned with: the mean of the
 * last 30 minutes and the 95th percentile of the last day, of means of a quarter of an hour each. A fixed few hundred bytes,
 * whatever the interval; adding a sample costs some additions. A plain value; times are seconds since 1970. Where the wall
 * clock was set back by more than a quarter of an hour it begins anew.
 */
#include "model/resource.h"

#define LOAD_SLOT_SEC 900
#define LOAD_SLOTS 96 /* a day */

struct load_digest {
  gint64 slot;        /* number of the present quarter of an hour */
  gint64 born_sec, stamp_sec; /* of the first and of the last sample */
  guint phase_sec;    /* its quarters begin so much before those of the clock: not all digests end theirs at once */
  guint n;            /* known samples in the present quarter ... */
  double sum;         /* ... and their sum */
  float now, day;     /* NaN: unknown */
  float means[LOAD_SLOTS]; /* of whole quarters, by their number modulo LOAD_SLOTS; NaN: unknown */
};

/* From a sample at `stamp_sec` on; phase_sec < LOAD_SLOT_SEC. */
void load_digest_init(struct load_digest *digest, gint64 stamp_sec, guint phase_sec);

/* NaN: asked, and not known. What is not younger than the last is left out. */
void load_digest_add(struct load_digest *digest, gint64 stamp_sec, double value);

/* What came before the first sample, from history: point i is the mean of the step_sec before first_sec + i * step_sec. */
void load_digest_fill(struct load_digest *digest, gint64 first_sec, guint step_sec, const double *points, gsize n);

/* `stale_sec`: after a silence of longer nothing is known of now, nor of lately: nobody decides upon old values. */
struct load load_digest_read(const struct load_digest *digest, gint64 now_sec, gint64 stale_sec);
