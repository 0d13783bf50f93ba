#include "notify/icinga_report.h"

#include "model/ourselves.h"

#include <string.h>

static const char *text(const json_t *json, const char *member)
{
  return json_string_value(json_object_get(json, member));
}

/* Icinga counts seconds in fractions. */
static json_t *time_of(const json_t *json)
{
  return json_integer((json_int_t)json_number_value(json));
}

/* Hosts have the states 0 up and 1 down. */
static const char *state_name(guint state, gboolean is_host)
{
  static const char *const of_services[] = {"ok", "warning", "critical", "unknown"};
  if (is_host)
    return state == 0 ? "up" : "down";
  return of_services[MIN(state, 3)];
}

static json_t *report_new(const char *kind, const char *host, const char *service)
{
  json_t *report = json_pack("{s:s, s:s, s:s}", "source", "icinga", "kind", kind, "host", host);
  if (service && service[0])
    json_object_set_new(report, "name", json_string(service));
  return report;
}

static void set_text(json_t *report, const char *member, const char *value)
{
  if (value && value[0])
    json_object_set_new(report, member, json_string(value));
}

static void set_state(json_t *report, const json_t *of, const json_t *result)
{
  gboolean is_host = !json_object_get(report, "name");
  guint state = (guint)CLAMP(json_number_value(json_object_get(of, "state")), 0, 3);
  json_object_set_new(report, "state", json_string(state_name(state, is_host)));
  json_object_set_new(report, "state_type", json_string(json_number_value(json_object_get(of, "state_type")) > 0 ? "hard" : "soft"));
  if (json_object_get(of, "check_attempt"))
    json_object_set_new(report, "attempt", json_integer((json_int_t)json_number_value(json_object_get(of, "check_attempt"))));
  set_text(report, "text", text(result, "output"));
}

/* ---- events -------------------------------------------------------------------------------------- */

static json_t *of_state(const json_t *event, const char *kind)
{
  const json_t *result = json_object_get(event, "check_result");
  const char *service = text(event, "service");
  json_t *report = our_service_is(service) ? NULL : report_new(kind, text(event, "host"), service);
  if (!report)
    return NULL;
  set_state(report, event, result);
  if (json_is_number(json_object_get(event, "downtime_depth")))
    json_object_set_new(report, "downtime", json_boolean(json_number_value(json_object_get(event, "downtime_depth")) > 0));
  if (json_is_boolean(json_object_get(event, "acknowledgement")))
    json_object_set(report, "acknowledged", json_object_get(event, "acknowledgement"));
  return report;
}

static json_t *of_acknowledgement(const json_t *event, const char *kind)
{
  json_t *report = report_new(kind, text(event, "host"), text(event, "service"));
  if (json_is_number(json_object_get(event, "state")))
    set_state(report, event, NULL);
  set_text(report, "author", text(event, "author"));
  set_text(report, "comment", text(event, "comment"));
  if (json_number_value(json_object_get(event, "expiry")) > 0)
    json_object_set_new(report, "until", time_of(json_object_get(event, "expiry")));
  return report;
}

static json_t *of_downtime(const json_t *event, const char *kind)
{
  const json_t *downtime = json_object_get(event, "downtime");
  const char *host = text(downtime, "host_name"), *service = text(downtime, "service_name");
  if (!host || our_service_is(service)) /* one of our own is told by its author from somebody's */
    return NULL;
  json_t *report = report_new(kind, host, service);
  set_text(report, "author", text(downtime, "author"));
  set_text(report, "comment", text(downtime, "comment"));
  json_object_set_new(report, "until", time_of(json_object_get(downtime, "end_time")));
  return report;
}

static json_t *of_flapping(const json_t *event, const char *kind)
{
  const char *service = text(event, "service");
  gboolean is_flapping = json_is_true(json_object_get(event, "is_flapping"));
  (void)kind;
  return our_service_is(service) ? NULL : report_new(is_flapping ? "flapping_began" : "flapping_ended", text(event, "host"), service);
}

static const struct {
  const char *type, *kind;
  json_t *(*read)(const json_t *event, const char *kind);
} readers[] = {
    {"StateChange", "state", of_state},
    {"AcknowledgementSet", "acknowledged", of_acknowledgement},
    {"AcknowledgementCleared", "unacknowledged", of_acknowledgement},
    {"DowntimeTriggered", "downtime_began", of_downtime},
    {"DowntimeRemoved", "downtime_ended", of_downtime},
    {"Flapping", "", of_flapping},
};

json_t *icinga_report_of_event(const json_t *event)
{
  const char *type = text(event, "type");
  gboolean has_host = text(event, "host") || json_is_object(json_object_get(event, "downtime"));
  for (guint i = 0; type && has_host && i < G_N_ELEMENTS(readers); i++) {
    if (strcmp(readers[i].type, type) != 0)
      continue;
    json_t *report = readers[i].read(event, readers[i].kind);
    if (report && json_is_number(json_object_get(event, "timestamp")))
      json_object_set_new(report, "at", time_of(json_object_get(event, "timestamp")));
    return report;
  }
  return NULL;
}

/* ---- objects ------------------------------------------------------------------------------------- */

/* One that was never checked says nothing. */
json_t *icinga_report_of_object(const json_t *object)
{
  const json_t *attrs = json_object_get(object, "attrs");
  gboolean is_host = g_strcmp0(text(object, "type"), "Host") == 0;
  const char *host = text(attrs, is_host ? "name" : "host_name"), *service = is_host ? NULL : text(attrs, "name");
  const json_t *result = json_object_get(attrs, "last_check_result");
  if (!host || our_service_is(service) || !json_is_object(result))
    return NULL;
  json_t *report = report_new("state", host, service);
  set_state(report, attrs, result);
  json_object_set_new(report, "downtime", json_boolean(json_number_value(json_object_get(attrs, "downtime_depth")) > 0));
  json_object_set_new(report, "acknowledged", json_boolean(json_number_value(json_object_get(attrs, "acknowledgement")) > 0));
  json_object_set_new(report, "flapping", json_boolean(json_is_true(json_object_get(attrs, "flapping"))));
  json_object_set_new(report, "at", time_of(json_object_get(attrs, "last_state_change")));
  return report;
}
