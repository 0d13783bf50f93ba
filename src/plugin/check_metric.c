#include "plugin/check.h"

#include "base/error.h"

#include <math.h>
#include <string.h>

#define LOOK_BACK "-5m"
#define STEPS     3 /* as fresh as the fleet's values are: three intervals */

/* The newest of the last steps; NaN: none of them is known. The last one may not be over yet. */
static double newest_of(const json_t *points)
{
  gsize n = json_array_size(points);
  for (gsize back = 1; back <= STEPS + 1 && back <= n; back++) {
    const json_t *value = json_array_get(json_array_get(points, n - back), 1);
    if (json_is_number(value))
      return json_number_value(value);
  }
  return NAN;
}

/* What the fleet says of it: a host's or guest's answer has the reasons of its main values. NULL: nothing. Caller frees. */
static char *why_unknown(struct check *check, const char *subject, const char *metric)
{
  static const struct {
    const char *kind, *noun;
  } members[] = {{"host:", "hosts"}, {"guest:", "guests"}, {"device:", "devices"}};
  for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
    if (!g_str_has_prefix(subject, members[i].kind))
      continue;
    g_autofree char *key = g_strndup(strchr(subject, ':') + 1, strcspn(strchr(subject, ':') + 1, "{"));
    g_autofree char *escaped = g_uri_escape_string(key, NULL, FALSE);
    g_autofree char *path = g_strconcat("/v1/", members[i].noun, "/", escaped, NULL);
    json_auto_t *member = client_get(check->client, path, NULL);
    const char *reason = reply_text(json_object_get(member, "unknown"), metric);
    return *reason ? g_strdup(reason) : NULL;
  }
  return NULL;
}

gboolean check_metric(struct check *check, GError **error)
{
  const char *subject = check->words[0], *metric = check->words[1];
  g_autofree char *escaped_subject = g_uri_escape_string(subject, NULL, FALSE);
  g_autofree char *escaped_metric = g_uri_escape_string(metric, NULL, FALSE);
  g_autofree char *path = g_strconcat("/v1/metrics?subject=", escaped_subject, "&metric=", escaped_metric, "&from=" LOOK_BACK, NULL);
  json_auto_t *series = client_get(check->client, path, error);
  if (!series)
    return FALSE;
  if (!json_is_array(json_object_get(series, "points")))
    return error_refuse(error, PROVOST_ERROR_INVALID, "the answer has no points: is this check_provost as old as its provostd?");
  double value = newest_of(json_object_get(series, "points"));
  g_autofree char *name = g_strconcat(metric, " of ", subject, NULL);
  struct measure measure = {metric, value, reply_text(series, "unit"), &check->warning, &check->critical, NAN, NAN};
  if (!isnan(value)) {
    result_judge(check->result, name, &measure);
    return TRUE;
  }
  g_autofree char *why = why_unknown(check, reply_text(series, "subject"), reply_text(series, "metric"));
  result_measure(check->result, &measure);
  result_say(check->result, CHECK_UNKNOWN, "%s is unknown: %s", name, why ? why : "there was no value lately");
  return TRUE;
}
