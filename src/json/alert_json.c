#include "json/json.h"

#include "json/fields.h"

json_t *alert_to_json(const struct fleet *fleet, const struct alert *alert)
{
  json_t *json = json_object();
  g_autofree char *service = alert_service(alert->subject, alert->name);
  field_add(json, "service", text_to_json(service));
  field_add(json, "subject", text_to_json(alert->subject));
  field_add(json, "subject_name", text_to_json(fleet_subject_name(fleet, alert->subject)));
  field_add(json, "name", text_to_json(alert->name));
  field_add(json, "source", text_to_json(alert->source));
  field_add(json, "state", json_string(alert_state_name(alert->state)));
  field_add(json, "text", text_to_json(alert->text));
  field_add(json, "since", time_to_json(alert->since_us));
  return json;
}
