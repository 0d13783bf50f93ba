#pragma once
/*
 * What a folder of history files holds: whose they are, and how far back each resolution reaches. Reads names of
 * files and headers, never a value. Blocks on disk only.
 */
#include "model/object.h"

/* Means over `step_sec`, known from `begin_sec` on: the time of the oldest row. */
struct recorded_archive {
  gint64 begin_sec;
  guint step_sec;
};

struct recorded {
  GPtrArray *objects; /* char *: subjects, each followed by its parts; sorted */
  gint64 newest_sec;  /* stamp of the newest sample of any subject */
  guint interval_sec; /* from sample to sample, in the file with that */
  GArray *archives;   /* struct recorded_archive of that file, the finest first */
  guint damaged;      /* files that are none any more; left out */
};

/* NULL with NOT_FOUND (no such folder, or no history in it) or STORAGE (it may not be read). Parts of classes that are not
 * in the catalogue are left out. */
struct recorded *recorded_scan(const char *directory, GError **error);
void recorded_free(struct recorded *recorded);

/* A time in which history is played at one resolution: rounds at the multiples of `step_sec` behind `from_sec`, up to
 * `to_sec`. */
struct stretch {
  gint64 from_sec, to_sec;
  guint step_sec;
};

/* The time from `from_sec` to `to_sec` at the finest resolution that reaches back to each moment, none finer than
 * `step_sec`; the oldest stretch first. What lies before all archives is left out. Caller unrefs. */
GArray *recorded_stretches(const struct recorded *recorded, gint64 from_sec, gint64 to_sec, guint step_sec);
