#pragma once
/*
 * The memory of an agent's counters: rates are made here, and only from two readings that may be
 * subtracted. A first reading, a restart of the agent, a discontinuity, a counter that went back, or a gap
 * longer than the memory is no rate but a reason. Pure but for its memory; one thread.
 */
#include "model/sample.h"
#include "snmp/agent_time.h"

#define COUNTERS_MAX 4 /* of one row */

struct counters;

/* One row of a table with counters. */
struct counter_row {
  guint32 index;
  const char *name;      /* a row of the same index and another name is another one */
  struct agent_time time;
  guint64 discontinuity; /* ifCounterDiscontinuityTime or alike; 0 where there is none */
  guint64 values[COUNTERS_MAX];
  gboolean known[COUNTERS_MAX];
};

/* Rates over more than `gap_max_ms` are none. */
struct counters *counters_new(gint64 gap_max_ms);
void counters_free(struct counters *counters);

/* What the row gives now, and remembers it: readings[i] is the rate of values[i] as metrics[i], for n
 * counters. Where a value is not known its reading is left untouched. */
void counters_take(struct counters *counters, const struct counter_row *row, const guint *metrics, guint n,
                   struct reading *readings);

/* Forgets the rows that no _take has brought since the last call: they are gone. */
void counters_sweep(struct counters *counters);
