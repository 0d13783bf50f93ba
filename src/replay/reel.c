#include "replay/reel.h"

#include "rrd/fetch.h"
#include "wire/samples.h"

#include <math.h>
#define BATCH 1000 /* objects in one message */

struct track { /* of one metric */
  enum metric_id metric;
  double *values; /* one each round */
};

struct reel_object {
  const char *name;
  gboolean is_part;
  guint8 *heard;   /* one each round */
  guint first;     /* round in which it is first heard */
  GArray *tracks;  /* struct track */
};

struct reel {
  struct stretch stretch;
  guint rounds;
  GArray *objects; /* struct reel_object */
  struct samples_builder *builder;
};

static const struct reel_need *find_need(const GArray *needs, enum metric_id metric)
{
  for (guint i = 0; i < needs->len; i++)
    if (g_array_index(needs, struct reel_need, i).metric == metric)
      return &g_array_index(needs, struct reel_need, i);
  return NULL;
}

static guint count_needs(const GArray *needs, enum object_class class)
{
  guint n = 0;
  for (guint i = 0; i < needs->len; i++)
    n += metric_get(g_array_index(needs, struct reel_need, i).metric)->class == class;
  return n;
}

GPtrArray *reel_wanted(const GPtrArray *objects, const GArray *needs)
{
  GPtrArray *wanted = g_ptr_array_new();
  for (guint i = 0; i < objects->len; i++) {
    struct object object;
    if (object_parse(objects->pdata[i], &object) && (!object.instance[0] || count_needs(needs, object.class) > 0))
      g_ptr_array_add(wanted, objects->pdata[i]);
  }
  return wanted;
}

gsize reel_round_values(const GPtrArray *objects, const GArray *needs)
{
  gsize values = 0;
  for (guint i = 0; i < objects->len; i++) {
    struct object object;
    if (object_parse(objects->pdata[i], &object))
      values += 1 + count_needs(needs, object.class);
  }
  return values;
}

/* ---- from an archive's grid to the reel's ------------------------------------------------------------- */

static double point(const struct series *series, gint64 i)
{
  return i >= 0 && i < (gint64)series->n ? series->points[i] : (double)NAN;
}

/* Of the points in the `step_sec` before `sec`, of which as in the archives at least half must be known. */
static double mean(const struct series *series, gint64 sec, gint64 step_sec)
{
  gint64 last = (sec - series->first_sec) / series->step_sec, n = step_sec / series->step_sec, known = 0;
  double sum = 0;
  for (gint64 i = last - n + 1; i <= last; i++) {
    double value = point(series, i);
    if (isnan(value))
      continue;
    sum += value;
    known++;
  }
  return known * 2 >= n ? sum / (double)known : (double)NAN;
}

static double value_at(const struct series *series, gint64 sec, guint step_sec)
{
  gint64 offset = sec - series->first_sec, own = series->step_sec;
  if (own < (gint64)step_sec)
    return mean(series, sec, step_sec);
  return offset < 0 ? point(series, offset > -own ? 0 : -1) : point(series, (offset + own - 1) / own);
}

/* The metric at each round of the stretch. FALSE: nothing of it is known. */
static gboolean read_values(const char *directory, const char *object, enum metric_id metric,
                            const struct stretch *stretch, double *values, guint rounds)
{
  struct series series = {0};
  struct fetch fetch = {object, metric, stretch->from_sec + 1, stretch->to_sec, stretch->step_sec, FALSE};
  gboolean is_known = FALSE;
  if (!fetch_series(directory, &fetch, &series, NULL))
    return FALSE;
  if (series.step_sec > stretch->step_sec) { /* the mean that holds the end stands behind it */
    g_clear_pointer(&series.points, g_free);
    fetch.to_sec += series.step_sec;
    if (!fetch_series(directory, &fetch, &series, NULL))
      return FALSE;
  }
  gint64 step = stretch->step_sec, first = (stretch->from_sec / step + 1) * step;
  for (guint i = 0; i < rounds; i++) {
    values[i] = value_at(&series, first + (gint64)i * step, stretch->step_sec);
    is_known |= !isnan(values[i]);
  }
  g_free(series.points);
  return is_known;
}

static guint count_rounds(const struct stretch *stretch)
{
  return (guint)(stretch->to_sec / stretch->step_sec - stretch->from_sec / stretch->step_sec);
}

/* ---- reading ------------------------------------------------------------------------------------------- */

static void read_metric(const struct reel_options *options, struct reel_object *object, enum metric_id metric,
                        guint rounds)
{
  double *values = g_new(double, rounds);
  gboolean is_known = read_values(options->directory, object->name, metric, &options->stretch, values, rounds);
  for (guint i = 0; is_known && i < rounds; i++)
    object->heard[i] = object->heard[i] || !isnan(values[i]);
  struct track track = {metric, values};
  if (is_known && find_need(options->needs, metric))
    g_array_append_val(object->tracks, track);
  else
    g_free(values);
}

static void read_object(const struct reel_options *options, struct reel_object *object, const char *name, guint rounds)
{
  struct object parsed;
  object_parse(name, &parsed);
  *object = (struct reel_object){.name = name, .is_part = parsed.instance[0] != '\0'};
  object->heard = g_new0(guint8, rounds);
  object->tracks = g_array_new(FALSE, FALSE, sizeof(struct track));
  for (guint metric = 0; metric < metric_count(); metric++)
    if (metric_get(metric)->class == parsed.class)
      read_metric(options, object, metric, rounds);
  while (object->first < rounds && !object->heard[object->first])
    object->first++;
}

struct reel *reel_read(const struct reel_options *options)
{
  struct reel *reel = g_new0(struct reel, 1);
  reel->stretch = options->stretch;
  reel->rounds = count_rounds(&options->stretch);
  reel->builder = samples_builder_new();
  reel->objects = g_array_sized_new(FALSE, TRUE, sizeof(struct reel_object), options->objects->len);
  for (guint i = 0; i < options->objects->len; i++) {
    struct reel_object object;
    read_object(options, &object, options->objects->pdata[i], reel->rounds);
    g_array_append_val(reel->objects, object);
  }
  return reel;
}

void reel_free(struct reel *reel)
{
  for (guint i = 0; i < reel->objects->len; i++) {
    struct reel_object *object = &g_array_index(reel->objects, struct reel_object, i);
    for (guint k = 0; k < object->tracks->len; k++)
      g_free(g_array_index(object->tracks, struct track, k).values);
    g_array_unref(object->tracks);
    g_free(object->heard);
  }
  g_array_unref(reel->objects);
  samples_builder_free(reel->builder);
  g_free(reel);
}

guint reel_rounds(const struct reel *reel)
{
  return reel->rounds;
}

gint64 reel_stamp_sec(const struct reel *reel, guint round)
{
  gint64 step = reel->stretch.step_sec;
  return (reel->stretch.from_sec / step + 1 + round) * step;
}

guint reel_step_sec(const struct reel *reel)
{
  return reel->stretch.step_sec;
}

gboolean reel_is_heard(const struct reel *reel, guint object, guint round)
{
  return g_array_index(reel->objects, struct reel_object, object).heard[round];
}

/* ---- as messages ----------------------------------------------------------------------------------------- */

static void add_object(struct reel *reel, const struct reel_object *object, guint round)
{
  struct reading readings[CLASS_METRICS_MAX];
  gsize n = 0;
  for (guint i = 0; i < object->tracks->len && n < G_N_ELEMENTS(readings); i++) {
    const struct track *track = &g_array_index(object->tracks, struct track, i);
    double value = track->values[round];
    readings[n++] = isnan(value) ? reading_unknown(track->metric, READING_NO_ANSWER) : reading_known(track->metric, value);
  }
  if (n > 0)
    samples_builder_add(reel->builder, object->name, readings, n);
}

gboolean reel_each_samples(struct reel *reel, guint round, reel_take take, gpointer user)
{
  gboolean is_heard = FALSE;
  for (guint i = 0; i < reel->objects->len && !is_heard; i++)
    is_heard = reel_is_heard(reel, i, round);
  for (guint i = 0; is_heard && i < reel->objects->len; i++) {
    const struct reel_object *object = &g_array_index(reel->objects, struct reel_object, i);
    if (object->is_part ? object->heard[round] : round >= object->first)
      add_object(reel, object, round);
    if (samples_builder_count(reel->builder) >= BATCH || (i + 1 == reel->objects->len))
      take(samples_builder_end(reel->builder, reel_stamp_sec(reel, round), SOURCE_LIBVIRT), user);
  }
  return is_heard;
}

/* Twice the span, so that a gap at a window's beginning has something known before it. */
static void tell_past(const struct reel_options *options, const char *object, const struct reel_need *need,
                      reel_take take, gpointer user)
{
  gint64 step = options->stretch.step_sec, end = options->stretch.from_sec / step * step;
  struct stretch past = {MAX(end - 2 * (gint64)need->span_sec - step, 0) / step * step, end, (guint)step};
  guint n = count_rounds(&past);
  g_autofree double *values = g_new(double, MAX(n, 1));
  if (n == 0 || !read_values(options->directory, object, need->metric, &past, values, n))
    return;
  GVariant *points = g_variant_new_fixed_array(G_VARIANT_TYPE_DOUBLE, values, n, sizeof *values);
  take(g_variant_new("(tsqxu@ads)", (guint64)0, object, (guint16)need->metric, past.from_sec + step, (guint32)step,
                     points, ""), user);
}

void reel_each_past(const struct reel_options *options, reel_take take, gpointer user)
{
  for (guint i = 0; i < options->objects->len; i++) {
    struct object object;
    object_parse(options->objects->pdata[i], &object);
    for (guint k = 0; k < options->needs->len; k++) {
      const struct reel_need *need = &g_array_index(options->needs, struct reel_need, k);
      if (metric_get(need->metric)->class == object.class)
        tell_past(options, options->objects->pdata[i], need, take, user);
    }
  }
}
