#pragma once
/*
 * The history of one object as its writer holds it: the RRD file, and samples that could not be written yet.
 * A file is made when its first known value comes. Each write looks at the header first (rrd/head.h):
 *
 *   damaged file                          renamed to FILE.bad-N, a new one is made
 *   sound, but of another interval        renamed to FILE.step-N, a new one is made
 *   sound, but with other data sources    renamed to FILE.old-N, a new one is made
 *   newest update a week after the sample renamed to FILE.future-N, a new one is made
 *   locked, disk full, not accessible     the newest HISTORY_KEPT_MAX samples are kept and written with the next
 *
 * A sample not newer than the file is already in it: storing it again changes nothing. Missing intervals
 * are stored as unknown, and the sample behind them as known. Values go in with full precision.
 *
 * Blocks on disk only. One thread per process (rrd/file.h).
 */
#include "model/object.h"
#include "model/sample.h"
#include "rrd/undo.h"

#define HISTORY_KEPT_MAX 60

/* Totals of all histories of one store. */
struct history_counts {
  guint64 updates;    /* samples that are in a file now */
  guint64 values;     /* known values of them */
  guint64 past;       /* samples not newer than their file */
  guint64 created;    /* files made */
  guint64 bad;        /* files set aside as damaged */
  guint64 set_aside;  /* files set aside for another reason */
  guint64 dropped;    /* kept samples that were pushed out by newer ones, never written */
};

struct history;

/* `undo` and `counts` must outlive the history. */
struct history *history_new(const char *directory, const struct object *object, guint interval_sec,
                            struct undo *undo, struct history_counts *counts);
void history_free(struct history *history);

/* Stores the readings of `stamp_sec`, a point of the interval's grid; metrics not among them are unknown.
 * FALSE with a sentence if they are not in the file now; they are kept then, unless the file runs ahead of
 * `now_sec`. PROVOST_ERROR_LIMIT: its folder is full, and this history is better freed. */
struct history_sample {
  gint64 stamp_sec;
  const struct reading *readings;
  gsize n;
};
gboolean history_store(struct history *history, gint64 now_sec, const struct history_sample *sample,
                       GError **error);

/* Samples that wait to be written. */
guint history_kept(const struct history *history);
