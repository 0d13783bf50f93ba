#pragma once
/*
 * What an RRD file of provost holds: all metrics of a class in the catalogue's order as GAUGE data sources
 * (collectors make the rates), and these archives:
 *
 *   the interval for 6 hours                                  AVERAGE
 *   1 min for 1 day, 5 min for 14 days, 30 min for 60 days,
 *   6 h for 2 years                                           AVERAGE and MAX
 *
 * which is about 200 kB per data source at 10 s. Rows are whole numbers of intervals: where a step above is
 * none, the nearest that is one is taken (1 min at 45 s becomes 45 s), and of archives that come out with
 * the same step only the longest stays (5 min for 14 days at 300 s). A row is unknown when more than half
 * of it is. Plain values.
 */
#include "model/metrics.h"

#define LAYOUT_ARCHIVES_MAX 9

struct archive {
  gboolean is_max; /* MAX, else AVERAGE */
  guint64 step_sec, rows;
};

struct layout {
  guint step_sec;      /* = interval */
  guint heartbeat_sec; /* two intervals, for others who write: provost marks each gap itself */
  guint n_sources, n_archives;
  const struct metric *source[CLASS_METRICS_MAX];
  struct archive archive[LAYOUT_ARCHIVES_MAX];
};

/* `interval_sec` is 1 to LIMIT_INTERVAL_SEC. */
void layout_init(struct layout *layout, enum object_class class, guint interval_sec);

/* The data source of `metric`, or -1 if it is of another class. */
int layout_source(const struct layout *layout, const struct metric *metric);

/* The DS and RRA arguments of rrd_create, ending with NULL. Caller frees with g_strfreev. */
char **layout_arguments(const struct layout *layout);

/* Size of the file, to the byte. */
gsize layout_bytes(const struct layout *layout);

/* Size of the header of any file of so many data sources and archives. */
gsize layout_header_bytes(gsize n_sources, gsize n_archives);
