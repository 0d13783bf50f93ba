#pragma once
/*
 * All histories below one directory, for the one process that writes them: takes STORE batches, keeps their samples
 * and writes each object's when they are due (rrd/history.h) or asked for. Batches may come again. Stamps are put
 * on the interval's grid; one more than two intervals after the clock is refused, since it would block its
 * file until then. While the clock is in doubt, set by more than a week less than an hour ago, all samples are refused:
 * years ahead they would push all history out of their files. Blocks on disk only. Not thread-safe.
 */
#include "base/clock.h"
#include "rrd/history.h"

struct store;

struct store_options {
  const char *directory;
  guint interval_sec;
  guint retention_sec;   /* rrd/retention.h */
  const char *rrdcached; /* its Unix socket; NULL: the store writes by itself */
};

/* Removes what a killed writer left half made and undoes what it left half written. `clock` must outlive the store. */
struct store *store_new(const struct clock *clock, const struct store_options *options);
void store_free(struct store *store); /* what waits is lost here */

struct stored {
  guint32 failed; /* objects whose sample was refused, or whose file cannot be written at present */
  char *failure;  /* one of them in a sentence, or NULL */
};

/* Takes the body of a STORE and returns its sequence. Fills `stored`; caller frees `failure`. */
guint64 store_batch(struct store *store, GVariant *body, struct stored *stored);

/* Once an interval: writes what waits of objects of which nothing more comes. Fills `stored`. */
void store_tick(struct store *store, struct stored *stored);

/* Writes what waits of the object, whose written form is `name`. FALSE: it could not be written, and waits. */
gboolean store_flush(struct store *store, const char *name);

/* Writes what waits of all objects; gives up after `limit_us`, unless that is 0. */
void store_flush_all(struct store *store, gint64 limit_us);

/* Every few seconds: removes files of what is not seen any more, for which nothing waits. */
void store_expire(struct store *store);

/* The batches that are wholly in files since the last call, as guint64. Caller unrefs. */
GArray *store_take_settled(struct store *store);

/* The files put aside since the last call, as struct put_aside. Caller unrefs. */
GPtrArray *store_take_asides(struct store *store);

struct store_counts {
  struct history_counts histories;
  guint64 files;          /* objects seen since the start */
  guint64 failed_updates; /* times a sample was refused, or a file could not be written */
  guint64 refused_future;
  guint64 refused_doubt;  /* while the clock was in doubt */
  guint64 expired;        /* files removed, of what is not seen any more */
  guint64 store_ms_last;  /* time the last batch took */
};
struct store_counts store_counts(const struct store *store);
