/* The series of a tip read again: value by value while history is as fine as then, else mean by mean. */
#include "replay/recompute.h"

#include "base/quantity.h"
#include "rrd/fetch.h"

#include <math.h>
#include <string.h>

#define ABOUT_SERIES "series"
#define TOLERANCE 1e-6 /* of the values' size: they were added up in another order */

static gboolean is_equal(double a, double b)
{
  return (isnan(a) && isnan(b)) || fabs(a - b) <= TOLERANCE * fmax(1, fmax(fabs(a), fabs(b)));
}

/* From one of its values to the next; 0: it has but one. */
static gint64 step_of(const struct evidence *evidence)
{
  return evidence->expected > 1 ? (evidence->to_sec - evidence->from_sec) / (evidence->expected - 1) : 0;
}

/* The value that the tip has for that time; NaN for a gap. FALSE: it keeps none so old. */
static gboolean stored_at(const struct evidence *evidence, gint64 at_sec, double *value)
{
  gint64 step = MAX(step_of(evidence), 1), back = (evidence->to_sec - at_sec) / step;
  if (back < 0 || back >= evidence->values->len)
    return FALSE;
  *value = g_array_index(evidence->values, double, evidence->values->len - 1 - (guint)back);
  return TRUE;
}

/* The mean of what is known of the values of the `span_sec` before that time; FALSE: the tip has not all of them. */
static gboolean stored_mean(const struct evidence *evidence, gint64 at_sec, guint span_sec, double *mean)
{
  gint64 step = MAX(step_of(evidence), 1);
  double sum = 0, value;
  guint n = 0;
  for (gint64 t = at_sec; t > at_sec - (gint64)span_sec; t -= step) {
    if (!stored_at(evidence, t, &value))
      return FALSE;
    sum += isnan(value) ? 0 : value;
    n += isnan(value) ? 0 : 1;
  }
  *mean = n ? sum / n : NAN;
  return TRUE;
}

struct comparison {
  guint same, other, lost; /* of the points that can be compared; the last are unknown by now */
  gint64 first_sec;        /* of the first that differs */
  double then, now;        /* there */
  double sum;
  guint known;
};

static void compare_point(struct comparison *comparison, gint64 at_sec, double then, double now)
{
  comparison->sum += isnan(now) ? 0 : now;
  comparison->known += isnan(now) ? 0 : 1;
  if (is_equal(then, now)) {
    comparison->same++;
    return;
  }
  if (comparison->other + comparison->lost == 0) {
    comparison->first_sec = at_sec;
    comparison->then = then;
    comparison->now = now;
  }
  if (isnan(now))
    comparison->lost++;
  else
    comparison->other++;
}

static void compare(const struct evidence *evidence, const struct series *series, struct comparison *comparison)
{
  for (gsize i = 0; i < series->n; i++) {
    gint64 at_sec = series->first_sec + (gint64)i * series->step_sec;
    double then;
    if (stored_mean(evidence, at_sec, series->step_sec, &then))
      compare_point(comparison, at_sec, then, series->points[i]);
  }
}

static char *quantity(double value, const char *unit)
{
  gboolean is_bytes = g_str_has_prefix(unit, "bytes") && value >= 0;
  g_autofree char *size = is_bytes ? size_format((guint64)value) : NULL;
  if (size)
    return g_strconcat(size, unit + strlen("bytes"), NULL);
  return isnan(value) ? g_strdup("unknown") : g_strdup_printf("%.4g%s%s", value, *unit ? " " : "", unit);
}

static void add_difference(const struct evidence *evidence, const char *name, const struct comparison *comparison, GPtrArray *lines)
{
  const char *unit = metric_get(evidence->metric)->unit;
  g_autofree char *then = quantity(comparison->then, unit), *now = quantity(comparison->now, unit);
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(comparison->first_sec);
  g_autofree char *at = g_date_time_format(time, "%F %T");
  recomputed_add(lines, RECOMPUTED_OTHER, ABOUT_SERIES, "%u of %u values of %s differ: at %s the tip says %s, history %s",
                 comparison->other + comparison->lost, comparison->same + comparison->other + comparison->lost, name, at, then, now);
}

/* "mean of host.cpu.busy_pct of h1 over 5m is 91.2 %" */
static void add_mean(const struct evidence *evidence, const struct series *series, const char *name,
                     const struct comparison *comparison, GPtrArray *lines)
{
  const char *unit = metric_get(evidence->metric)->unit;
  double mean = comparison->known ? comparison->sum / comparison->known : NAN;
  gboolean is_fine = series->step_sec <= MAX(step_of(evidence), 1);
  guint64 span_sec = (guint64)(evidence->to_sec - evidence->from_sec + step_of(evidence));
  /* What lies at the edges of the window is in no whole mean. */
  gboolean is_close = fabs(mean - evidence->avg) <= (evidence->max - evidence->min) * 2 * series->step_sec / (double)MAX(span_sec, 1);
  g_autofree char *now = quantity(mean, unit), *then = quantity(evidence->avg, unit), *span = duration_format(span_sec);
  if (is_equal(mean, evidence->avg))
    recomputed_add(lines, RECOMPUTED_SAME, ABOUT_SERIES, "mean of %s over %s is %s, as the tip says (%u values of %u s each)", name, span,
                   now, comparison->same, series->step_sec);
  else if (!is_fine && is_close)
    recomputed_add(lines, RECOMPUTED_SAME, ABOUT_SERIES,
                   "mean of %s over %s is %s, the tip says %s: within what means of %u s, all that is kept of it, can hold", name, span,
                   now, then, series->step_sec);
  else
    recomputed_add(lines, RECOMPUTED_OTHER, ABOUT_SERIES, "mean of %s over %s is %s, the tip says %s", name, span, now, then);
}

static void compare_evidence(const struct evidence *evidence, const struct series *series, const char *name, GPtrArray *lines)
{
  struct comparison comparison = {0};
  compare(evidence, series, &comparison);
  g_autofree char *step = duration_format(series->step_sec);
  if (comparison.same + comparison.other + comparison.lost == 0)
    recomputed_add(lines, RECOMPUTED_NOT, ABOUT_SERIES,
                   "%s cannot be recomputed any more: of that time history keeps one mean for every %s, and the tip looked at less", name,
                   step);
  else if (comparison.other + comparison.lost > 0)
    add_difference(evidence, name, &comparison, lines);
  else
    add_mean(evidence, series, name, &comparison, lines);
}

/* The tip's own subject by its name, anything else as it is written. */
static char *name_of(const struct tip *tip, const struct evidence *evidence)
{
  gboolean is_subject = strcmp(evidence->object, tip->subject) == 0;
  return g_strdup_printf("%s of %s", metric_get(evidence->metric)->name, is_subject ? tip->subject_name : evidence->object);
}

static void recompute_evidence(const char *directory, const struct tip *tip, const struct evidence *evidence, GPtrArray *lines)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *name = name_of(tip, evidence);
  const struct fetch fetch = {.object = evidence->object, .metric = evidence->metric, .from_sec = evidence->from_sec,
                              .to_sec = evidence->to_sec};
  struct series series;
  if (!fetch_series(directory, &fetch, &series, &error)) {
    recomputed_add(lines, RECOMPUTED_NOT, ABOUT_SERIES, "%s cannot be recomputed: %s", name, error->message);
    return;
  }
  compare_evidence(evidence, &series, name, lines);
  g_free(series.points);
}

void recompute_series(const char *directory, const struct tip *tip, GPtrArray *lines)
{
  for (guint i = 0; i < tip->evidence->len; i++)
    recompute_evidence(directory, tip, tip->evidence->pdata[i], lines);
}
