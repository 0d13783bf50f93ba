#pragma once
/*
 * What a policy may read of a subject's past, and when it may not. A window holds the samples with a stamp
 * in (t - span, t]. It is given only when three things hold; otherwise it is missing, with the reason:
 *
 *   the series reaches back over the whole span (no tip before `sustained` is over after a start),
 *   at least WINDOW_COVERAGE of the expected samples are known,
 *   the newest known one is not older than its policy allows, WINDOW_AGE_INTERVALS intervals unless it says.
 *
 * A value is as old as its stamp, and as it was then: slow sources repeat theirs.
 *
 * The reasons are worded without figures that change from round to round, so that an unchanged state is
 * not reported again. Plain values; a window borrows its subject for the evaluation at hand.
 */
#include "policy/subjects.h"

#define WINDOW_COVERAGE 0.8
#define WINDOW_AGE_INTERVALS 2

enum window_gap { WINDOW_COMPLETE, WINDOW_EMPTY, WINDOW_OLD, WINDOW_YOUNG, WINDOW_GAPS };

struct window {
  const struct subject *subject;
  enum metric_id metric;
  gint64 from_sec, to_sec; /* stamps of the first and last slot */
  guint interval_sec, expected, lag_sec;
  struct summary summary;
};

/* The moment an evaluation looks from. */
struct moment {
  gint64 stamp_sec;
  guint interval_sec;
};

/* How far back is read, and how old the newest known value may be; 0: WINDOW_AGE_INTERVALS. */
struct reach {
  guint64 span_sec, age_sec;
};

/* Fills `window` in any case; only a COMPLETE one may be judged. The span must be > 0. */
enum window_gap window_read(const struct subject *subject, enum metric_id metric, struct moment moment,
                            struct reach reach, struct window *window);

/* The newest known value and its age, if it is young enough; the span does not matter. */
struct latest {
  double value;
  gint64 age_sec;
};
enum window_gap latest_read(const struct subject *subject, enum metric_id metric, struct moment moment,
                            struct reach reach, struct latest *latest);

/* Why the metric's newest reading is unknown, in words: "guest is off"; NULL where there is nothing to say. */
const char *series_reason(const struct subject *subject, enum metric_id metric);

gint64 window_age_sec(const struct window *window);
double window_coverage(const struct window *window);

/* As of the series; `room` holds `expected` values. The slope, and the change from the first known value to the last,
 * are per second; NaN for less than two known values. */
double window_percentile(const struct window *window, double pct, double *room);
double window_slope(const struct window *window);
double window_rate(const struct window *window);

/* As series_run, over the window. */
guint window_run(const struct window *window, double limit, gboolean is_over);

/* The window as evidence of a finding, with its newest LIMIT_EVIDENCE_VALUES values. Caller frees. */
struct evidence *window_evidence(const struct window *window);
