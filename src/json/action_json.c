#include "json/json.h"

#include "json/fields.h"

json_t *action_to_json(const struct action *action)
{
  const struct move *move = action->move;
  json_t *json = json_object();
  field_add(json, "id", id_to_json(action->id));
  field_add(json, "tip", id_to_json(action->tip_id));
  field_add(json, "kind", json_string("move"));
  field_add(json, "guest", text_to_json(move->guest_name));
  field_add(json, "guest_uuid", text_to_json(move->guest_uuid));
  field_add(json, "from", text_to_json(move->from));
  field_add(json, "to", text_to_json(move->to));
  field_add(json, "method", json_string(move_method_name(move->method)));
  field_add(json, "state", json_string(action_state_name(action->state)));
  field_add(json, "phase", text_to_json(action->phase));
  field_add(json, "progress_pct", json_integer(action->progress_pct));
  field_add(json, "bytes_done", json_integer((json_int_t)action->bytes_done));
  field_add(json, "bytes_total", json_integer((json_int_t)action->bytes_total));
  field_add(json, "downtime_ms", action->downtime_ms < 0 ? json_null() : json_integer(action->downtime_ms));
  field_add(json, "started", time_to_json(action->started_us));
  field_add(json, "ended", time_to_json(action->ended_us));
  field_add(json, "by", text_to_json(action->by));
  field_add(json, "error", text_to_json(action->error));
  return json;
}

static struct move *read_move(const json_t *json, GError **error)
{
  struct move *move = move_new();
  move->guest_name = field_text(json, "guest", error);
  move->guest_uuid = field_name(json, "guest_uuid", error);
  move->from = field_name(json, "from", error);
  move->to = field_name(json, "to", error);
  field_check(move_method_parse(field_word(json, "method", error), &move->method), "method", error);
  return move;
}

struct action *action_from_json(const json_t *json, GError **error)
{
  GError *failure = NULL;
  struct action *action = action_new();
  action->id = field_id(json, "id", &failure);
  action->tip_id = field_id(json, "tip", &failure);
  action->move = read_move(json, &failure);
  field_check(action_state_parse(field_word(json, "state", &failure), &action->state), "state", &failure);
  field_replace(&action->phase, json, "phase", &failure);
  field_replace(&action->by, json, "by", &failure);
  field_replace(&action->error, json, "error", &failure);
  action->progress_pct = field_count(json, "progress_pct", &failure);
  action->bytes_done = (guint64)field_integer(json, "bytes_done", &failure);
  action->bytes_total = (guint64)field_integer(json, "bytes_total", &failure);
  if (!json_is_null(json_object_get(json, "downtime_ms")))
    action->downtime_ms = field_integer(json, "downtime_ms", &failure);
  action->started_us = field_time(json, "started", &failure);
  action->ended_us = field_time(json, "ended", &failure);
  if (!failure)
    return action;
  action_free(action);
  g_propagate_prefixed_error(error, failure, "not an action: ");
  return NULL;
}
