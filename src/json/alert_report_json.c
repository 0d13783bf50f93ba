#include "json/alert_report_json.h"

#include "base/error.h"

#include <string.h>

#define ATTEMPTS_MAX 10000

/* One member: how it is read, and where it goes. */
struct member {
  const char *name;
  gboolean (*read)(const json_t *value, gpointer place);
  const char *wanted;
  gsize offset;
};

static gboolean read_text(const json_t *value, gpointer place)
{
  if (!json_is_string(value))
    return FALSE;
  g_free(*(char **)place);
  *(char **)place = g_strdup(json_string_value(value));
  return TRUE;
}

static gboolean read_said(const json_t *value, gpointer place)
{
  *(enum alert_word *)place = json_is_true(value) ? WORD_YES : WORD_NO;
  return json_is_boolean(value);
}

static gboolean read_flag(const json_t *value, gpointer place)
{
  *(gboolean *)place = json_is_true(value);
  return json_is_boolean(value);
}

static gboolean read_state_type(const json_t *value, gpointer place)
{
  const char *word = json_is_string(value) ? json_string_value(value) : "";
  *(gboolean *)place = g_ascii_strcasecmp(word, "soft") == 0;
  return *(gboolean *)place || g_ascii_strcasecmp(word, "hard") == 0;
}

static gboolean read_kind(const json_t *value, gpointer place)
{
  return json_is_string(value) && alert_kind_parse(json_string_value(value), place);
}

static gboolean read_state(const json_t *value, gpointer place)
{
  return json_is_string(value) && alert_state_parse(json_string_value(value), place);
}

static gboolean read_attempt(const json_t *value, gpointer place)
{
  json_int_t number = json_integer_value(value);
  *(guint *)place = (guint)CLAMP(number, 0, ATTEMPTS_MAX);
  return json_is_integer(value) && number >= 0;
}

static gboolean read_time(const json_t *value, gpointer place)
{
  gint64 *us = place;
  if (json_is_integer(value)) {
    *us = json_integer_value(value) * G_USEC_PER_SEC;
    return json_integer_value(value) >= 0 && json_integer_value(value) <= LIMIT_TIME_SEC;
  }
  g_autoptr(GDateTime) time = json_is_string(value) ? g_date_time_new_from_iso8601(json_string_value(value), NULL) : NULL;
  if (!time)
    return FALSE;
  *us = g_date_time_to_unix(time) * G_USEC_PER_SEC + g_date_time_get_microsecond(time);
  return *us >= 0 && *us <= LIMIT_TIME_SEC * G_USEC_PER_SEC;
}

#define STATE_MEMBER 6 /* of the table: whether it is there is kept, too */
#define AT(field) offsetof(struct alert_report, field)

static const struct member members[] = {
    {"source", read_text, "a text", AT(source)},
    {"subject", read_text, "a text", AT(subject)},
    {"host", read_text, "a text", AT(host)},
    {"address", read_text, "a text", AT(address)},
    {"name", read_text, "a text", AT(name)},
    {"kind", read_kind, "state, acknowledged, unacknowledged, downtime_began, downtime_ended, flapping_began or flapping_ended", AT(kind)},
    [STATE_MEMBER] = {"state", read_state, "ok, warning, critical or unknown (of a host also up, down or unreachable)",
                      AT(state)},
    {"state_type", read_state_type, "soft or hard", AT(is_soft)},
    {"attempt", read_attempt, "a count", AT(attempt)},
    {"downtime", read_said, "true or false", AT(in_downtime)},
    {"acknowledged", read_said, "true or false", AT(is_acknowledged)},
    {"flapping", read_said, "true or false", AT(is_flapping)},
    {"unconfirmed", read_flag, "true or false", AT(is_unconfirmed)},
    {"author", read_text, "a text", AT(author)},
    {"comment", read_text, "a text", AT(comment)},
    {"text", read_text, "a text", AT(text)},
    {"at", read_time, "a time, RFC 3339 or seconds since 1970", AT(at_us)},
    {"until", read_time, "a time, RFC 3339 or seconds since 1970", AT(until_us)},
};

static const struct member *find_member(const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
    if (strcmp(members[i].name, name) == 0)
      return &members[i];
  return NULL;
}

static gboolean read_member(struct alert_report *report, const char *name, const json_t *value, GError **error)
{
  const struct member *member = find_member(name);
  g_autofree char *shown = g_strndup(name, LIMIT_NAME);
  if (!member)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "an alert has no \"%s\"", shown);
  else if (!member->read(value, (char *)report + member->offset))
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "the \"%s\" of an alert is %s", shown, member->wanted);
  else
    return TRUE;
  return FALSE;
}

struct alert_report *alert_report_from_json(const json_t *json, GError **error)
{
  struct alert_report *report = alert_report_new();
  gboolean is_good = json_is_object(json);
  const char *name;
  json_t *value;
  if (!is_good)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "an alert is a JSON object");
  /* json_object_foreach wants a non-const object but changes nothing. */
  json_object_foreach((json_t *)json, name, value)
    if (is_good && !json_is_null(value))
      is_good = read_member(report, name, value, error);
  report->has_state = json_is_string(json_object_get(json, members[STATE_MEMBER].name));
  if (is_good && report->kind == ALERT_SAYS_STATE && !report->has_state) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "an alert says a \"state\": %s", members[STATE_MEMBER].wanted);
    is_good = FALSE;
  }
  if (is_good && alert_report_clean(report, error))
    return report;
  alert_report_free(report);
  return NULL;
}
