#include "json/json.h"

#include "json/fields.h"

/* 0 is not known, since the figure that counts is 0. */
static json_t *units_to_json(guint units)
{
  return units ? json_integer(units) : json_null();
}

static json_t *use_to_json(gconstpointer value)
{
  const struct licence_use *use = value;
  json_t *json = json_object();
  field_add(json, "host", text_to_json(use->host));
  field_add(json, "units", units_to_json(use->units));
  field_add(json, "guests", texts_to_json(use->guests));
  field_add(json, "bound_until", time_to_json(use->bound_until_us));
  return json;
}

static json_t *breach_to_json(gconstpointer value)
{
  const struct licence_breach *breach = value;
  json_t *json = json_object();
  field_add(json, "kind", json_string(licence_breach_kind_name(breach->kind)));
  field_add(json, "guest", text_to_json(breach->guest));
  field_add(json, "guest_uuid", text_to_json(breach->uuid));
  field_add(json, "host", text_to_json(breach->host));
  field_add(json, "from", time_to_json(breach->from_us));
  field_add(json, "until", time_to_json(breach->until_us));
  field_add(json, "text", text_to_json(breach->text));
  return json;
}

static void add_array(json_t *json, const char *name, const GPtrArray *values, json_t *(*to_json)(gconstpointer value))
{
  json_t *array = json_array();
  for (guint i = 0; i < values->len; i++)
    json_array_append_new(array, to_json(values->pdata[i]));
  field_add(json, name, array);
}

json_t *licence_report_to_json(const struct licence_report *report)
{
  const struct licence *licence = report->licence;
  gboolean is_counted = report->n_unknown == 0;
  json_t *json = json_object();
  field_add(json, "name", text_to_json(licence->name));
  field_add(json, "per", json_string(licence_per_name(licence->per)));
  field_add(json, "entitlements", units_to_json(licence->entitlements));
  field_add(json, "stay_sec", json_integer((json_int_t)licence->stay_sec));
  field_add(json, "in_use", is_counted ? json_integer(report->units_in_use) : json_null());
  field_add(json, "bound", is_counted ? json_integer(report->units_bound) : json_null());
  field_add(json, "head_room", licence_report_knows_head_room(report) ? json_integer(report->head_room) : json_null());
  add_array(json, "hosts", report->uses, use_to_json);
  field_add(json, "free", json_integer(report->n_free));
  field_add(json, "free_hosts", texts_to_json(report->free_hosts));
  field_add(json, "notes", texts_to_json(report->notes));
  field_add(json, "breach_count", json_integer(report->n_breaches));
  add_array(json, "breaches", report->breaches, breach_to_json);
  return json;
}
