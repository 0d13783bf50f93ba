#include "replay/usual.h"

#include "model/baseline.h"
#include "rrd/fetch.h"

struct past {
  const char *object; /* borrowed */
  enum metric_id metric;
  struct series series;
};

struct usual {
  GTimeZone *zone;
  GArray *pasts;  /* struct past */
  guint lag_sec;   /* from the end of a round's first sample to its stamp */
  gint64 hour_sec, told_sec; /* of the weeks before which hour, as which, was told last; -1: none */
};

/* Before that the archive holds nothing, and a coarser one cannot tell one hour from the next. */
static gint64 reach_sec(const struct recorded *recorded)
{
  for (guint i = 0; i < recorded->archives->len; i++) {
    const struct recorded_archive *archive = &g_array_index(recorded->archives, struct recorded_archive, i);
    if (archive->step_sec == BASELINE_STEP_SEC)
      return archive->begin_sec;
  }
  return 0;
}

static void read_past(struct usual *usual, const struct usual_options *options, const char *object, enum metric_id metric)
{
  struct past past = {object, metric, {0}};
  gint64 from_sec, to_sec, unused_sec;
  baseline_span(usual->zone, baseline_hour(options->stretch.from_sec), &from_sec, &unused_sec);
  baseline_span(usual->zone, baseline_hour(options->stretch.to_sec), &unused_sec, &to_sec);
  from_sec = MAX(from_sec, reach_sec(options->recorded));
  const struct fetch fetch = {object, metric, from_sec, MAX(to_sec, from_sec), BASELINE_STEP_SEC, FALSE};
  fetch_series(options->directory, &fetch, &past.series, NULL);
  g_array_append_val(usual->pasts, past);
}

struct usual *usual_read(const struct usual_options *options)
{
  gsize n = 0;
  const guint16 *metrics = options->metrics ? g_variant_get_fixed_array(options->metrics, &n, sizeof *metrics) : NULL;
  if (n == 0)
    return NULL;
  struct usual *usual = g_new0(struct usual, 1);
  usual->zone = g_time_zone_new_local();
  usual->pasts = g_array_new(FALSE, FALSE, sizeof(struct past));
  usual->lag_sec = options->stretch.step_sec - MIN(options->stretch.step_sec, options->recorded->interval_sec);
  usual->hour_sec = usual->told_sec = -1;
  for (guint i = 0; i < options->objects->len; i++) {
    struct object object;
    object_parse(options->objects->pdata[i], &object);
    for (gsize k = 0; k < n; k++)
      if (metrics[k] < metric_count() && metric_get(metrics[k])->class == object.class)
        read_past(usual, options, options->objects->pdata[i], metrics[k]);
  }
  return usual;
}

void usual_free(struct usual *usual)
{
  if (!usual)
    return;
  for (guint i = 0; i < usual->pasts->len; i++)
    g_free(g_array_index(usual->pasts, struct past, i).series.points);
  g_array_unref(usual->pasts);
  g_time_zone_unref(usual->zone);
  g_free(usual);
}

static GVariant *baseline_body(const struct usual *usual, const struct past *past)
{
  const struct baseline_points points = {past->series.first_sec, past->series.step_sec, past->series.n,
                                         past->series.points};
  g_autofree struct baseline *baseline = baseline_new(usual->zone, usual->hour_sec, &points);
  GVariant *values = g_variant_new_fixed_array(G_VARIANT_TYPE_DOUBLE, baseline->values, baseline->n, sizeof(double));
  return g_variant_new("(sqxu@ad)", past->object, (guint16)past->metric, usual->told_sec, (guint32)baseline->weeks, values);
}

void usual_turn(struct usual *usual, gint64 stamp_sec, reel_take take, gpointer user)
{
  /* A mean that ends with an hour is of that hour, though its stamp is the next one's. */
  gint64 hour_sec = usual ? baseline_hour(stamp_sec - usual->lag_sec) : 0;
  if (!usual || (usual->hour_sec == hour_sec && usual->told_sec == baseline_hour(stamp_sec)))
    return;
  usual->hour_sec = hour_sec;
  usual->told_sec = baseline_hour(stamp_sec);
  for (guint i = 0; i < usual->pasts->len; i++)
    take(baseline_body(usual, &g_array_index(usual->pasts, struct past, i)), user);
}
