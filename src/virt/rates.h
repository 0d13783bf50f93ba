#pragma once
/*
 * The counter memory of one host: what every object's counters showed last, so that readings become
 * rates over the time that really passed, and which metrics an object has ever had, so that a value that
 * is missing now (NO_ANSWER) is told from one that never was (NOT_SUPPORTED). An object that misses a
 * whole sweep is forgotten: its next reading is a FIRST. Pure; one thread.
 */
#include "model/metrics.h"
#include "model/sample.h"

struct rates;
struct rated; /* one object in it */

/* Counters further apart than `max_gap_us` give FIRST, not a mean over a time nobody saw. */
struct rates *rates_new(gint64 max_gap_us);
void rates_free(struct rates *rates);

/* Begins a sweep read at `now_us` (monotonic); ends it, forgetting what was not touched in between. */
void rates_begin(struct rates *rates, gint64 now_us);
void rates_end(struct rates *rates);

/* The object, made on first sight. Valid until it is forgotten. */
struct rated *rates_touch(struct rates *rates, const char *object, enum object_class class);

/* Calls `each` for every object remembered. */
typedef void (*rates_each_func)(const char *object, enum object_class class, gpointer user);
void rates_each(const struct rates *rates, rates_each_func each, gpointer user);

/* The rate per second of a counter times `factor`: known, FIRST, RESET or BAD_VALUE. */
struct reading rated_counter(struct rated *rated, enum metric_id metric, guint64 now, double factor);

/* What `part` grew by for each one that `whole` grew by, times `factor`; IDLE where `whole` stood still. */
struct reading rated_ratio(struct rated *rated, enum metric_id metric, guint64 part, guint64 whole,
                           double factor);

/* ---- values that somebody else renews now and then, in his own time: the statistics of a memory balloon ---- */

#define PACE_PATIENCE_SEC 60

/* Whether they still are renewed: `stamp_sec`, when they last were, has moved before our eyes, and for the last time
 * not more than PACE_PATIENCE_SEC, or three times its last step, ago. To be asked in each sweep. */
gboolean rated_is_renewed(struct rated *rated, guint64 stamp_sec);

/* The rate per second of a counter over the time from one renewal to the next; in between the last rate is repeated. */
struct reading rated_renewed(struct rated *rated, enum metric_id metric, guint64 now, guint64 stamp_sec, double factor);

struct reading rated_gauge(struct rated *rated, enum metric_id metric, double value);
struct reading rated_absent(const struct rated *rated, enum metric_id metric);
