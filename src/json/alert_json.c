#include "json/json.h"

#include "base/error.h"
#include "json/fields.h"

static const struct {
  const char *name;
  enum alert_mark mark;
} marks[] = {
    {"flapping", ALERT_IS_FLAPPING},         {"downtime", ALERT_IN_DOWNTIME},
    {"acknowledged", ALERT_IS_ACKNOWLEDGED}, {"unconfirmed", ALERT_IS_UNCONFIRMED},
};

/* Texts that are always there, and those that may be null. */
#define TEXT(field) {#field, offsetof(struct alert, field)}
static const struct {
  const char *name;
  gsize offset;
} texts[] = {TEXT(name), TEXT(source), TEXT(text), TEXT(said), TEXT(host), TEXT(address), TEXT(acknowledged_by),
             TEXT(downtime_by), TEXT(comment)},
  optional[] = {TEXT(subject), TEXT(doubt), TEXT(why)};
#undef TEXT

static const char **text_at(struct alert *alert, gsize offset)
{
  return (const char **)(void *)((char *)alert + offset);
}

json_t *alert_to_json(const struct fleet *fleet, const struct alert *alert)
{
  json_t *json = json_object();
  g_autofree char *service = alert->subject ? alert_service(alert->subject, alert->name) : NULL;
  struct alert *readable = (struct alert *)alert; /* nothing of it is changed */
  field_add(json, "id", id_to_json(alert->id));
  field_add(json, "service", text_to_json(service));
  field_add(json, "subject_name", text_to_json(fleet && alert->subject ? fleet_subject_name(fleet, alert->subject) : NULL));
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
    field_add(json, texts[i].name, text_to_json(*text_at(readable, texts[i].offset)));
  for (gsize i = 0; i < G_N_ELEMENTS(optional); i++)
    field_add(json, optional[i].name, text_to_json(*text_at(readable, optional[i].offset)));
  field_add(json, "state", json_string(alert_state_name(alert->state)));
  field_add(json, "state_type", json_string(alert->marks & ALERT_IS_SOFT ? "soft" : "hard"));
  field_add(json, "attempt", json_integer(alert->attempt));
  for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
    field_add(json, marks[i].name, json_boolean(alert->marks & marks[i].mark));
  field_add(json, "since", time_to_json(alert->since_us));
  field_add(json, "heard", time_to_json(alert->heard_us));
  field_add(json, "until", time_to_json(alert->until_us));
  field_add(json, "at", time_to_json(alert->at_us));
  return json;
}

struct alert *alert_from_json(const json_t *json, GError **error)
{
  g_autoptr(GError) failure = NULL;
  struct alert *alert = g_new0(struct alert, 1);
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
    *text_at(alert, texts[i].offset) = field_name(json, texts[i].name, &failure);
  for (gsize i = 0; i < G_N_ELEMENTS(optional); i++)
    *text_at(alert, optional[i].offset) = field_text(json, optional[i].name, &failure);
  alert->id = field_id(json, "id", &failure);
  field_check(alert_state_parse(field_word(json, "state", &failure), &alert->state), "state", &failure);
  alert->marks = g_str_equal(field_word(json, "state_type", &failure), "soft") ? ALERT_IS_SOFT : 0;
  alert->attempt = field_count(json, "attempt", &failure);
  for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
    alert->marks |= json_is_true(json_object_get(json, marks[i].name)) ? marks[i].mark : 0;
  alert->since_us = field_time(json, "since", &failure);
  alert->heard_us = field_time(json, "heard", &failure);
  alert->until_us = field_time(json, "until", &failure);
  alert->at_us = field_time(json, "at", &failure);
  if (!failure)
    return alert;
  g_propagate_error(error, g_steal_pointer(&failure));
  alert_free(alert);
  return NULL;
}
