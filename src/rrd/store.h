#pragma once
/*
 * All histories below one directory, for the one process that writes them: takes STORE batches and writes each
 * object's sample to its file before it returns, so that a reader sees it when STORED arrives. Batches may
 * come again. Stamps are put on the interval's grid; one more than two intervals after the clock is refused,
 * since it would block its file until then. Blocks on disk only. Not thread-safe.
 */
#include "base/clock.h"
#include "rrd/history.h"

struct store;

/* Removes what a killed writer left half made and undoes what it left half written. `clock` must outlive the store. */
struct store *store_new(const struct clock *clock, const char *directory, guint interval_sec);
void store_free(struct store *store);

struct stored {
  guint64 sequence;
  guint32 written; /* objects whose sample is in its file now */
  guint32 failed;  /* objects whose sample is not */
  char *failure;   /* the first one in a sentence, or NULL */
};

/* Takes the body of a STORE. Fills `stored`; caller frees `failure`. */
void store_batch(struct store *store, GVariant *body, struct stored *stored);

struct store_counts {
  struct history_counts histories;
  guint64 files;          /* objects seen since the start */
  guint64 failed_updates; /* times an object's sample did not get into its file */
  guint64 refused_future;
  guint64 kept;           /* samples that wait now */
  guint64 store_ms_last;  /* time the last batch took */
};
struct store_counts store_counts(const struct store *store);
