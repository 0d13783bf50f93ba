#pragma once
/*
 * The history of one object as its writer holds it: the RRD file, and the samples that are not in it yet. Since
 * opening a file costs librrd more than twelve samples do, samples wait in memory (rrd/kept.h) until
 * HISTORY_BATCH of them, or HISTORY_SPAN_SEC, are there, or a reader asks; the objects of one subject are due
 * together, those of different ones at different intervals. A file is made when its first known value is
 * written. Each write looks at the header first (rrd/head.h):
 *
 *   damaged file                          renamed to FILE.bad-N, a new one is made
 *   sound, but of another interval or
 *   with other data sources or archives   converted, with its history (rrd/file.h)
 *   newest update a week after the sample renamed to FILE.future-N, a new one is made
 *   newest update a year before it        renamed to FILE.old-N, a new one is made: the gap would push out all rows
 *   locked, disk full, not accessible     the newest KEPT_MAX samples are kept; tried again with each later
 *                                         sample, then each second, fourth ... one
 *
 * Where the configuration names an rrdcached, it writes to the files, and we only make and convert them, when it holds
 * nothing of them; samples are kept until the file's header says that they are in it. Nothing is written past an
 * rrdcached that does not answer: it may hold older samples.
 *
 * A sample not newer than the file is already in it: storing it again changes nothing. Missing intervals
 * are stored as unknown, and the sample behind them as known. Values go in to 15 digits.
 *
 * Blocks on disk only. One thread per process (rrd/file.h).
 */
#include "model/object.h"
#include "rrd/kept.h"
#include "rrd/updater.h"

#define HISTORY_BATCH 12
#define HISTORY_SPAN_SEC 300

/* Totals of all histories of one store. */
struct history_counts {
  guint64 updates;    /* samples that are in a file now */
  guint64 values;     /* known values of them */
  guint64 writes;     /* times a file was written, with one or more samples */
  guint64 past;       /* samples not newer than their file */
  guint64 created;    /* files made */
  guint64 converted;  /* files given another interval, other data sources or archives */
  guint64 bad;        /* files set aside as damaged */
  guint64 set_aside;  /* files set aside for another reason */
  guint64 dropped;    /* samples that were pushed out by newer ones, never written */
  guint64 kept;       /* samples that wait now */
  guint64 failing;    /* histories whose last write failed */
};

/* A file that was put aside, and has a new one in its place. */
struct put_aside {
  char *object; /* written form */
  char *path, *aside, *reason;
};
void put_aside_free(gpointer put_aside);

/* What all histories of one store share. */
struct history_shared {
  const char *directory;
  guint interval_sec;
  struct updater updater;
  struct history_counts counts;
  GPtrArray *asides;    /* struct put_aside, that nobody was told of yet */
  gint64 conversion_us; /* time left for conversions, which take long, in this interval; below 0: wait */
};

struct history;

/* `name` is the object's written form. `shared` outlives it. */
struct history *history_new(struct history_shared *shared, const char *name, const struct object *object);
/* Releases the receipts of samples that wait: they are lost here. */
void history_free(struct history *history);

/* Keeps a sample; its stamp is a point of the interval's grid. TRUE: it is time to write. */
gboolean history_keep(struct history *history, const struct history_sample *sample, struct receipt *receipt);

/* Whether samples wait for the file. */
gboolean history_waits_for(const struct history *history, const char *path);

/* Once an interval. TRUE: no more samples come, and it is time to write those that wait. */
gboolean history_tick(struct history *history);

/* Writes what waits, unless the file must be converted and there is no time for that in this interval. FALSE with
 * a sentence if it could not be written; then it is kept, unless the file runs ahead of `now_sec`.
 * PROVOST_ERROR_LIMIT: its folder is full, and this history is better freed. */
gboolean history_write(struct history *history, gint64 now_sec, GError **error);
