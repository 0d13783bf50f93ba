#pragma once
/*
 * The recent past of one metric of one object: a ring of values on the interval's grid. A slot is a stamp
 * divided by the interval; an unknown value is NaN. The ring keeps its newest `capacity` slots. Owned by
 * its subject; plain memory, no Lua. Never blocks.
 */
#include "model/baseline.h"
#include "model/sample.h"

struct series {
  gint64 first;  /* oldest slot ever put; G_MAXINT64 while empty */
  gint64 newest; /* newest slot put; G_MININT64 while empty */
  guint capacity;
  guint16 lag_sec; /* how old the newest known value was at its stamp */
  guint16 why; /* enum reading_state of the newest unknown reading; KNOWN if there was none */
  struct baseline *usual[2]; /* of hours with an even and an odd number; NULL: not known. Owned. */
  double values[];
};

struct series *series_new(guint capacity);
/* The same with more slots; the old one is gone. */
struct series *series_grow(struct series *series, guint capacity);
void series_free(struct series *series);
gsize series_bytes(const struct series *series);

/* A reading of the present. An unknown one never overwrites a known one of the same slot. A slot that has
 * left the ring is ignored, unless it lies so far back that the clock must have been set back: then the
 * series starts anew. */
void series_put(struct series *series, gint64 slot, double value);

/* History: n values from `slot` on. Takes only what is older than everything here. */
void series_backfill(struct series *series, gint64 slot, const double *values, gsize n);

/* The value of a slot, NaN where it is unknown or not kept. */
double series_at(const struct series *series, gint64 slot);

/* Slots from `from` to `to`, both included. Without known values min to last are NaN. */
struct summary {
  double min, avg, max, first, last;
  gint64 first_slot, last_slot; /* of the oldest and the newest known value */
  guint known;
};
struct summary series_summarise(const struct series *series, gint64 from, gint64 to);

/* The least known value that `pct` percent of them, at least one, do not exceed (nearest rank). `room` holds as many
 * values as there are slots. NaN without known values. */
double series_percentile(const struct series *series, gint64 from, gint64 to, double pct, double *room);

/* Keeps what is usual in an hour, which it takes, beside that of the hour before or after. */
void series_take_usual(struct series *series, struct baseline *baseline);
/* Of the hour that `time_sec` lies in, or NULL. */
const struct baseline *series_usual(const struct series *series, gint64 time_sec);

/* How many slots from the newest known one up to `to` back to `from` hold a value of at least `limit` (or, where not
 * `is_over`, of at most that), one after the other: an unknown one ends them. */
guint series_run(const struct series *series, gint64 from, gint64 to, double limit, gboolean is_over);

/* The change per slot of the straight line that fits the known values best (least squares); NaN for less than two. */
double series_slope(const struct series *series, gint64 from, gint64 to);
