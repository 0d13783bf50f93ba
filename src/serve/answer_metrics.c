#include "serve/routes.h"

#include "serve/subject.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/quantity.h"
#include "base/text.h"

#include <string.h>

#define POINTS_MAX       10000
#define FROM_DEFAULT_SEC 3600

static gboolean no_time(const char *name, const char *text, GError **error)
{
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
              "%s=%s is no time: write -1h, now, 2026-11-23T03:00:00Z or seconds since 1970", name, text);
  return FALSE;
}

/* "now", "-1h", seconds since 1970, or RFC 3339. NULL leaves the default. */
static gboolean read_time(const char *name, const char *text, gint64 now_sec, gint64 *sec, GError **error)
{
  guint64 number;
  if (!text)
    return TRUE;
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, utc);
  if (time)
    *sec = g_date_time_to_unix(time);
  else if (strcmp(text, "now") == 0)
    *sec = now_sec;
  else if (text[0] == '-' && duration_parse(text + 1, &number))
    *sec = now_sec - (gint64)number;
  else if (g_ascii_string_to_unsigned(text, 10, 0, LIMIT_TIME_SEC, &number, NULL))
    *sec = (gint64)number;
  else
    return no_time(name, text, error);
  return TRUE;
}

static gboolean read_times(const struct call *call, struct series_query *query, GError **error)
{
  gint64 now_sec = clock_wall_us(call_options(call)->clock) / G_USEC_PER_SEC;
  query->from_sec = now_sec - FROM_DEFAULT_SEC;
  query->to_sec = now_sec;
  if (!read_time("from", call_query(call, "from"), now_sec, &query->from_sec, error) ||
      !read_time("to", call_query(call, "to"), now_sec, &query->to_sec, error))
    return FALSE;
  if (query->from_sec < query->to_sec && query->from_sec >= 0)
    return TRUE;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "from must be before to");
  return FALSE;
}

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
  query->metric = metric_find(name);
  if (query->metric == METRIC_COUNT) {
    g_autofree const char **names = metric_names();
    const char *nearest = nearest_name(name, names);
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "there is no metric \"%s\"%s%s%s", name,
                nearest ? ": did you mean " : ": provost-policy(7) lists them", nearest ? nearest : "",
                nearest ? "?" : "");
    return FALSE;
  }
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
  if (read_series(call, &query, &object, &error) && read_times(call, &query, &error) &&
      read_step(call, &query, &error))
    options->verbs->fetch(&query, on_series, call_wait(call), options->user);
  else
    call_fail(call, error);
}
