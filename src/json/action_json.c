#include "json/json.h"

#include "json/fields.h"

static void add_move(json_t *json, const struct move *move)
{
  field_add(json, "guest", move ? text_to_json(move->guest_name) : json_null());
  field_add(json, "guest_uuid", move ? text_to_json(move->guest_uuid) : json_null());
  field_add(json, "from", move ? text_to_json(move->from) : json_null());
  field_add(json, "to", move && move->to ? text_to_json(move->to) : json_null());
  field_add(json, "method", move && move->to ? json_string(move_method_name(move->method)) : json_null());
}

json_t *action_to_json(const struct action *action)
{
  json_t *json = json_object();
  field_add(json, "id", id_to_json(action->id));
  field_add(json, "tip", id_to_json(action->tip_id));
  field_add(json, "part_of", id_to_json(action->parent_id));
  field_add(json, "kind", json_string(action_kind_name(action->kind)));
  add_move(json, action->move);
  field_add(json, "memory_bytes", amount_to_json(action->memory_bytes));
  field_add(json, "vcpus", amount_to_json(action->vcpus));
  field_add(json, "memory_before_bytes", amount_to_json(action->memory_before_bytes));
  field_add(json, "vcpus_before", amount_to_json(action->vcpus_before));
  field_add(json, "target", *action->target ? text_to_json(action->target) : json_null());
  field_add(json, "plan", action->kind == ACTION_PLAN ? json_string(plan_kind_name(action->plan)) : json_null());
  field_add(json, "parts", json_integer(action->parts));
  field_add(json, "parts_done", json_integer(action->parts_done));
  field_add(json, "parts_failed", json_integer(action->parts_failed));
  field_add(json, "state", json_string(action_state_name(action->state)));
  field_add(json, "phase", text_to_json(action->phase));
  field_add(json, "progress_pct", json_integer(action->progress_pct));
  field_add(json, "bytes_done", json_integer((json_int_t)action->bytes_done));
  field_add(json, "bytes_total", json_integer((json_int_t)action->bytes_total));
  field_add(json, "dirty_bytes_per_sec", amount_to_json(action->dirty_bytes_per_sec));
  field_add(json, "remaining_sec", number_to_json(action->remaining_sec));
  field_add(json, "downtime_ms", action->downtime_ms < 0 ? json_null() : json_integer(action->downtime_ms));
  field_add(json, "started", time_to_json(action->started_us));
  field_add(json, "ended", time_to_json(action->ended_us));
  field_add(json, "by", text_to_json(action->by));
  field_add(json, "cancelled_by", text_to_json(action->cancelled_by));
  field_add(json, "check", text_to_json(action->check));
  field_add(json, "error", text_to_json(action->error));
  return json;
}

/* Journals of older versions lack what came later. */
static gboolean is_told(const json_t *json, const char *name)
{
  const json_t *value = json_object_get(json, name);
  return value && !json_is_null(value);
}

static guint64 read_number(const json_t *json, const char *name, GError **error)
{
  return is_told(json, name) ? (guint64)field_integer(json, name, error) : 0;
}

static struct move *read_move(const json_t *json, enum action_kind kind, GError **error)
{
  if (kind != ACTION_MOVE && kind != ACTION_RESIZE)
    return NULL;
  struct move *move = move_new();
  move->guest_name = field_text(json, "guest", error);
  move->guest_uuid = field_name(json, "guest_uuid", error);
  move->from = field_name(json, "from", error);
  if (kind == ACTION_RESIZE)
    return move;
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
  action->parent_id = is_told(json, "part_of") ? field_id(json, "part_of", &failure) : 0;
  field_check(action_kind_parse(field_word(json, "kind", &failure), &action->kind), "kind", &failure);
  action->move = read_move(json, action->kind, &failure);
  action->memory_bytes = read_number(json, "memory_bytes", &failure);
  action->vcpus = (guint)read_number(json, "vcpus", &failure);
  action->memory_before_bytes = read_number(json, "memory_before_bytes", &failure);
  action->vcpus_before = (guint)read_number(json, "vcpus_before", &failure);
  if (is_told(json, "target"))
    field_replace(&action->target, json, "target", &failure);
  if (is_told(json, "plan"))
    field_check(plan_kind_parse(field_word(json, "plan", &failure), &action->plan), "plan", &failure);
  action->parts = (guint)read_number(json, "parts", &failure);
  action->parts_done = (guint)read_number(json, "parts_done", &failure);
  action->parts_failed = (guint)read_number(json, "parts_failed", &failure);
  field_check(action_state_parse(field_word(json, "state", &failure), &action->state), "state", &failure);
  field_replace(&action->phase, json, "phase", &failure);
  field_replace(&action->by, json, "by", &failure);
  field_replace(&action->error, json, "error", &failure);
  if (is_told(json, "cancelled_by"))
    field_replace(&action->cancelled_by, json, "cancelled_by", &failure);
  if (is_told(json, "check"))
    field_replace(&action->check, json, "check", &failure);
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
