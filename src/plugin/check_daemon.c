#include "plugin/check.h"

#include <math.h>
#include <string.h>

#define TROUBLE_SHOWN 3

/* A policy engine that is asked no more is the end of all tips. */
static void judge_freshness(struct check *check, const json_t *status)
{
  const json_t *lag = json_object_get(status, "lag");
  double age_sec = reply_number(lag, "evaluation_age_ms") / 1000, uptime_sec = reply_number(status, "uptime_sec");
  double limit_sec = 30 + 3 * reply_number(status, "interval_sec");
  struct measure age = {"evaluation_age", age_sec, "s", &check->warning, &check->critical, 0, NAN};
  gboolean has_limit = *check->warning.text || *check->critical.text;
  if (!has_limit && (isnan(age_sec) ? uptime_sec > limit_sec : age_sec > limit_sec)) {
    result_measure(check->result, &age);
    if (isnan(age_sec))
      result_say(check->result, CHECK_CRITICAL, "policies were never asked");
    else
      result_say(check->result, CHECK_CRITICAL, "policies were asked %.0f s ago and not since", age_sec);
  } else if (isnan(age_sec)) {
    result_measure(check->result, &age);
    result_say(check->result, has_limit ? CHECK_UNKNOWN : CHECK_OK, "policies were not asked yet");
  } else {
    result_judge(check->result, "age of the last evaluation", &age);
  }
}

static void judge_roles(struct check *check, const json_t *roles)
{
  double down = 0;
  gsize i;
  const json_t *role;
  json_array_foreach (roles, i, role)
    if (strcmp(reply_text(role, "state"), "up") != 0) {
      down++;
      result_say(check->result, CHECK_CRITICAL, "%s is not running: %s", reply_text(role, "name"), reply_text(role, "last_end"));
    }
  result_measure(check->result, &(struct measure){"programs_down", down, "", NULL, NULL, 0, (double)json_array_size(roles)});
}

static void tell_trouble(struct check *check, const json_t *trouble)
{
  gsize i;
  const json_t *line;
  json_array_foreach (trouble, i, line) {
    if (i < TROUBLE_SHOWN)
      result_say(check->result, CHECK_WARNING, "%s", json_string_value(line) ? json_string_value(line) : "?");
    result_explain(check->result, "trouble: %s", json_string_value(line) ? json_string_value(line) : "?");
  }
  if (i > TROUBLE_SHOWN)
    result_say(check->result, CHECK_WARNING, "and %u more", (guint)(i - TROUBLE_SHOWN));
}

gboolean check_daemon(struct check *check, GError **error)
{
  json_auto_t *status = client_get(check->client, "/v1/status", error);
  if (!status)
    return FALSE;
  result_say(check->result, CHECK_OK, "provostd %s runs", reply_text(status, "version"));
  if (!json_is_true(json_object_get(status, "journal_healthy")))
    result_say(check->result, CHECK_CRITICAL, "the journal has failed, so nothing is done any more");
  judge_roles(check, json_object_get(status, "roles"));
  judge_freshness(check, status);
  tell_trouble(check, json_object_get(status, "trouble"));
  if (*reply_text(status, "paused"))
    result_say(check->result, CHECK_OK, "automation is paused by %s", reply_text(status, "paused"));
  const json_t *lag = json_object_get(status, "lag"), *readings = json_object_get(status, "readings");
  const struct measure measures[] = {
      {"evaluation", reply_number(lag, "evaluation_ms"), "ms", NULL, NULL, 0, NAN},
      {"loop_p999", reply_number(lag, "loop_p999_ms"), "ms", NULL, NULL, 0, NAN},
      {"loop_max", reply_number(lag, "loop_max_ms"), "ms", NULL, NULL, 0, NAN},
      {"values_known", reply_number(readings, "known"), "", NULL, NULL, 0, NAN},
      {"values_unknown", reply_number(readings, "unknown"), "", NULL, NULL, 0, NAN},
      {"uptime", reply_number(status, "uptime_sec"), "s", NULL, NULL, 0, NAN},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(measures); i++)
    result_measure(check->result, &measures[i]);
  return TRUE;
}
