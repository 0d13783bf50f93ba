#pragma once
/*
 * The samples of one object that wait to be written, oldest first, one per point of the interval's grid, at most
 * KEPT_MAX: beyond that the oldest goes. Samples of one stamp become one. Each holds the receipts of the batches
 * that it came with until it goes. Plain values.
 */
#include "model/sample.h"
#include "rrd/layout.h"
#include "rrd/ledger.h"

#define KEPT_MAX 60

struct kept {
  gint64 stamp_sec;
  GSList *receipts;
  double value[]; /* one per data source, NaN: unknown */
};

/* A sample as it came: the readings of `stamp_sec`. Metrics not among them are unknown. */
struct history_sample {
  gint64 stamp_sec;
  const struct reading *readings;
  gsize n;
};

/* Adds the sample. Returns how many had to go for it, 0 or 1. */
guint kept_add(GQueue *queue, const struct layout *layout, const struct history_sample *sample,
               struct receipt *receipt);
void kept_drop_oldest(GQueue *queue);
void kept_clear(GQueue *queue);

guint kept_known(const struct kept *kept, const struct layout *layout);

/* What rrd_update takes, in order, for a file whose newest sample is of `last_sec`: librrd would spread a sample
 * over a gap before it, so an unknown one is put in its way. Caller unrefs. */
GPtrArray *kept_arguments(const GQueue *queue, const struct layout *layout, gint64 last_sec);
