#pragma once
/*
 * Reading history back. The rows are read here and not by rrd_fetch_r, because librrd 1.7.2 locks the file while
 * it fetches, which makes an update at that moment fail. A file that is being written is read again, so that
 * points never stand at a neighbour's time; none is taken that is outside of its metric's bounds. Needs
 * nothing but read permission. Blocks on disk only, usable from any thread.
 */
#include "model/metrics.h"

#define FETCH_POINTS_MAX 100000

struct fetch {
  const char *object; /* written form */
  enum metric_id metric;
  gint64 from_sec, to_sec;
  guint wanted_sec; /* the coarsest archive whose points are at most this far apart; 0: the finest there is */
  gboolean highest; /* of the archives that keep maxima */
};

/* Averages (or maxima) of the `step_sec` before each point. Point i stands at first_sec + i * step_sec. */
struct series {
  gint64 first_sec;
  guint step_sec;
  gsize n;
  double *points; /* NaN: unknown */
};

/* Takes the points at from_sec <= time <= to_sec of an archive that reaches back to from_sec, at least one. If
 * none does, they begin with the oldest of the archive that reaches farthest. FALSE with a sentence:
 * NOT_FOUND (no history yet), INVALID, STORAGE. Caller frees `points`. */
gboolean fetch_series(const char *directory, const struct fetch *fetch, struct series *series, GError **error);
