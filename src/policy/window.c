#include "policy/window.h"

#include "base/limits.h"

#include <math.h>

/* Whether a value `slots` before the moment is too old. Of a slow source that is no more than usual, unless a policy
 * says how old it may be. */
static gboolean is_old(const struct series *series, gint64 slots, guint interval_sec, guint64 age_sec)
{
  if (age_sec == 0)
    return slots > WINDOW_AGE_INTERVALS;
  return slots * interval_sec + series->lag_sec > (gint64)age_sec;
}

static enum window_gap judge(const struct window *window, const struct series *series, guint64 age_sec)
{
  gint64 newest = window->to_sec / window->interval_sec;
  if (window->summary.known == 0)
    return WINDOW_EMPTY;
  if (is_old(series, newest - window->summary.last_slot, window->interval_sec, age_sec))
    return WINDOW_OLD;
  if (series->first > window->from_sec / window->interval_sec)
    return WINDOW_YOUNG;
  return window_coverage(window) < WINDOW_COVERAGE ? WINDOW_GAPS : WINDOW_COMPLETE;
}

enum window_gap window_read(const struct subject *subject, enum metric_id metric, struct moment moment,
                            struct reach reach, struct window *window)
{
  guint interval = moment.interval_sec;
  gint64 to = moment.stamp_sec / interval;
  guint expected = (guint)((reach.span_sec + interval - 1) / interval);
  *window = (struct window){
      .subject = subject,
      .metric = metric,
      .from_sec = (to - expected + 1) * interval,
      .to_sec = to * interval,
      .interval_sec = interval,
      .expected = expected,
  };
  const struct series *series = subject_series(subject, metric);
  if (!series)
    return WINDOW_EMPTY;
  window->lag_sec = series->lag_sec;
  window->summary = series_summarise(series, to - expected + 1, to);
  return judge(window, series, reach.age_sec);
}

enum window_gap latest_read(const struct subject *subject, enum metric_id metric, struct moment moment,
                            struct reach reach, struct latest *latest)
{
  const struct series *series = subject_series(subject, metric);
  if (!series)
    return WINDOW_EMPTY;
  gint64 to = moment.stamp_sec / moment.interval_sec;
  for (gint64 slot = to; !is_old(series, to - slot, moment.interval_sec, reach.age_sec); slot--) {
    *latest = (struct latest){series_at(series, slot), (to - slot) * moment.interval_sec + series->lag_sec};
    if (!isnan(latest->value))
      return WINDOW_COMPLETE;
  }
  return series->first == G_MAXINT64 ? WINDOW_EMPTY : WINDOW_OLD;
}

const char *series_reason(const struct subject *subject, enum metric_id metric)
{
  const struct series *series = subject_series(subject, metric);
  return series && series->why != READING_KNOWN ? reading_state_name(series->why) : NULL;
}

gint64 window_age_sec(const struct window *window)
{
  return window->to_sec - window->summary.last_slot * window->interval_sec + window->lag_sec;
}

double window_coverage(const struct window *window)
{
  return (double)window->summary.known / window->expected;
}

static const struct series *series_of(const struct window *window)
{
  return subject_series(window->subject, window->metric);
}

double window_percentile(const struct window *window, double pct, double *room)
{
  return series_percentile(series_of(window), window->from_sec / window->interval_sec,
                           window->to_sec / window->interval_sec, pct, room);
}

double window_slope(const struct window *window)
{
  return series_slope(series_of(window), window->from_sec / window->interval_sec,
                      window->to_sec / window->interval_sec) /
         window->interval_sec;
}

double window_rate(const struct window *window)
{
  const struct summary *summary = &window->summary;
  gint64 slots = summary->last_slot - summary->first_slot;
  return slots > 0 ? (summary->last - summary->first) / (double)(slots * window->interval_sec) : NAN;
}

guint window_run(const struct window *window, double limit, gboolean is_over)
{
  return series_run(series_of(window), window->from_sec / window->interval_sec, window->summary.last_slot, limit, is_over);
}

struct evidence *window_evidence(const struct window *window)
{
  struct evidence *evidence = evidence_new();
  evidence->object = window->subject->whole ? g_strdup(window->subject->key)
                                            : object_of(window->subject->key, metric_get(window->metric)->class);
  evidence->metric = window->metric;
  evidence->from_sec = window->from_sec;
  evidence->to_sec = window->to_sec;
  evidence->min = window->summary.min;
  evidence->avg = window->summary.avg;
  evidence->max = window->summary.max;
  evidence->last = window->summary.last;
  evidence->count = window->summary.known;
  evidence->expected = window->expected;
  const struct series *series = series_of(window);
  gint64 to = window->to_sec / window->interval_sec;
  for (gint64 slot = to - MIN(window->expected, LIMIT_EVIDENCE_VALUES) + 1; slot <= to; slot++) {
    double value = series_at(series, slot);
    g_array_append_val(evidence->values, value);
  }
  return evidence;
}
