#include "serve/history_query.h"

#include "base/error.h"
#include "base/text.h"
#include "base/time_text.h"

#define FROM_DEFAULT_SEC 3600

gboolean query_metric(const char *name, enum metric_id *metric, GError **error)
{
  *metric = metric_find(name);
  if (*metric != METRIC_NONE)
    return TRUE;
  g_autofree const char **names = metric_names();
  const char *nearest = nearest_name(name, names);
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "there is no metric \"%s\"%s%s%s", name,
              nearest ? ": did you mean " : ": provost-policy(7) lists them", nearest ? nearest : "",
              nearest ? "?" : "");
  return FALSE;
}

static gboolean no_time(const char *name, const char *text, GError **error)
{
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
              "%s=%s is no time: write -1h, now, 2026-11-23T03:00:00Z or seconds since 1970", name, text);
  return FALSE;
}

/* NULL leaves the default. */
static gboolean read_time(const char *name, const char *text, gint64 now_sec, gint64 *sec, GError **error)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
  return !text || time_text_parse(text, utc, now_sec, sec) || no_time(name, text, error);
}

gboolean query_moment(const struct call *call, const char *name, gint64 *sec, GError **error)
{
  return read_time(name, call_query(call, name), clock_wall_us(call_options(call)->clock) / G_USEC_PER_SEC, sec, error);
}

gboolean query_times(const struct call *call, gint64 *from_sec, gint64 *to_sec, GError **error)
{
  gint64 now_sec = clock_wall_us(call_options(call)->clock) / G_USEC_PER_SEC;
  *from_sec = now_sec - FROM_DEFAULT_SEC;
  *to_sec = now_sec;
  if (!read_time("from", call_query(call, "from"), now_sec, from_sec, error) ||
      !read_time("to", call_query(call, "to"), now_sec, to_sec, error))
    return FALSE;
  if (*from_sec < *to_sec && *from_sec >= 0)
    return TRUE;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "from must be before to");
  return FALSE;
}

gboolean query_from(const struct call *call, gint64 *from_sec, GError **error)
{
  gint64 now_sec = clock_wall_us(call_options(call)->clock) / G_USEC_PER_SEC;
  if (!read_time("from", call_query(call, "from"), now_sec, from_sec, error))
    return FALSE;
  if (*from_sec <= now_sec && *from_sec >= 0)
    return TRUE;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "from must not be after now");
  return FALSE;
}
