#include "serve/routes.h"

#include "serve/history_query.h"
#include "serve/subject.h"

#include "base/error.h"
#include "base/quantity.h"

#define POINTS_MAX 10000

static gboolean read_step(const struct call *call, struct series_query *query, GError **error)
{
  const char *text = call_query(call, "step");
  guint64 step_sec = 0;
  if (text && (!duration_parse(text, &step_sec) || step_sec > G_MAXUINT32)) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "step=%s is no duration: write 60 or 5m", text);
    return FALSE;
  }
  query->step_sec = (guint)step_sec;
  return TRUE;
}

/* `object` is what the query borrows; caller frees. */
static gboolean read_series(const struct call *call, struct series_query *query, char **object, GError **error)
{
  const char *subject = call_query(call, "subject"), *name = call_query(call, "metric");
  if (!subject || !name) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "history is asked as /v1/metrics?subject=host:h1&metric=host.cpu.busy_pct&from=-1h");
    return FALSE;
  }
  if (!query_metric(name, &query->metric, error))
    return FALSE;
  query->object = *object = subject_resolve(call_options(call)->fleet, subject, query->metric, error);
  return query->object != NULL;
}

static json_t *series_to_json(const struct series_points *series)
{
  json_t *points = json_array();
  for (gsize i = 0; i < series->n; i++) {
    gint64 sec = series->from_sec + (gint64)i * series->step_sec;
    json_t *point = json_array();
    json_array_append_new(point, time_to_json(sec * G_USEC_PER_SEC));
    json_array_append_new(point, number_to_json(series->values[i]));
    json_array_append_new(points, point);
  }
  const struct metric *metric = metric_get(series->metric);
  return json_pack("{s:s, s:s, s:s, s:I, s:o}", "subject", series->object, "metric", metric->name, "unit",
                   metric->unit, "step_sec", (json_int_t)series->step_sec, "points", points);
}

static void on_series(const struct series_points *series, const GError *error, gpointer token)
{
  struct call *call = call_continue(token);
  if (!call)
    return;
  if (error) {
    call_fail(call, error);
  } else if (series->n > POINTS_MAX) {
    g_autoptr(GError) limit = g_error_new(
        PROVOST_ERROR, PROVOST_ERROR_LIMIT,
        "these are %" G_GSIZE_FORMAT " points, more than %d: ask for a shorter time or a longer step",
        series->n, POINTS_MAX);
    call_fail(call, limit);
  } else {
    call_answer(call, MHD_HTTP_OK, series_to_json(series));
  }
}

void answer_metrics(struct call *call)
{
  g_autoptr(GError) error = NULL;
  const struct serve_options *options = call_options(call);
  g_autofree char *object = NULL;
  struct series_query query = {0};
  if (read_series(call, &query, &object, &error) && query_times(call, &query.from_sec, &query.to_sec, &error) &&
      read_step(call, &query, &error))
    options->verbs->fetch(&query, on_series, call_wait(call), options->user);
  else
    call_fail(call, error);
}
