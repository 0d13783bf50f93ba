#pragma once
/*
 * What is usual of a metric in one hour of the week: its values in that hour of the past BASELINE_WEEKS weeks, as
 * history holds them (averages of half an hour where archives are as shipped). The hour of the week is that of a
 * time zone, so that what people do at eight o'clock stays at eight where clocks are set for the summer. Plain values;
 * the same history gives the same baseline, live and in a replay.
 */
#include <glib.h>

#define BASELINE_WEEKS 8
#define BASELINE_WEEKS_MIN 3        /* with values: fewer say nothing of what is usual */
#define BASELINE_HOUR_SEC 3600
#define BASELINE_STEP_SEC 1800      /* of the archive to ask for: it reaches back 60 days as shipped */
#define BASELINE_VALUES_MAX 480     /* an archive of a step of a minute; what is more is left out */

struct baseline {
  gint64 hour_sec; /* begin of the hour it is for */
  guint weeks;     /* that have a known value in it */
  guint n;
  double values[]; /* known ones, from the least to the greatest */
};

/* The hour that a time lies in; evaluations at its very begin belong to it. */
gint64 baseline_hour(gint64 time_sec);

/* Begins of the same hour 1 to BASELINE_WEEKS weeks before: the newest first. */
void baseline_begins(GTimeZone *zone, gint64 hour_sec, gint64 begins[BASELINE_WEEKS]);

/* Points of history: point i is the average of the `step_sec` before first_sec + i * step_sec; NaN: unknown. */
struct baseline_points {
  gint64 first_sec;
  guint step_sec;
  gsize n;
  const double *points;
};

/* The time of the points that a baseline is made of. */
void baseline_span(GTimeZone *zone, gint64 hour_sec, gint64 *from_sec, gint64 *to_sec);

/* Takes what lies wholly in those hours. Without any such value it has no weeks. Caller frees (g_free). */
struct baseline *baseline_new(GTimeZone *zone, gint64 hour_sec, const struct baseline_points *points);

/* Of values as they come. Unknown ones are left out. */
struct baseline *baseline_of_values(gint64 hour_sec, guint weeks, const double *values, gsize n);

/* Of at least one value; the percentile is the least value that `pct` percent of them do not exceed. */
double baseline_mean(const struct baseline *baseline);
double baseline_percentile(const struct baseline *baseline, double pct);
