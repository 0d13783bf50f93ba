#include "json/plan_json.h"

#include "base/limits.h"
#include "json/fields.h"
#include "json/json.h"

static json_t *move_to_json(const struct move *move)
{
  json_t *json = json_object();
  field_add(json, "guest", text_to_json(move->guest_name));
  field_add(json, "guest_uuid", text_to_json(move->guest_uuid));
  field_add(json, "from", text_to_json(move->from));
  field_add(json, "to", text_to_json(move->to));
  field_add(json, "method", json_string(move_method_name(move->method)));
  return json;
}

static json_t *candidate_to_json(const struct candidate *candidate)
{
  json_t *json = json_object();
  field_add(json, "host", text_to_json(candidate->host));
  field_add(json, "stars", number_to_json(candidate->stars));
  field_add(json, "excluded", text_to_json(candidate->excluded));
  field_add(json, "reason", text_to_json(candidate->reason));
  return json;
}

static json_t *prediction_to_json(const struct prediction *prediction)
{
  json_t *json = json_object();
  field_add(json, "object", text_to_json(prediction->object));
  field_add(json, "metric", json_string(metric_get(prediction->metric)->name));
  field_add(json, "before", number_to_json(prediction->before));
  field_add(json, "after", number_to_json(prediction->after));
  return json;
}

json_t *plan_to_json(const struct plan *plan)
{
  json_t *moves = json_array(), *candidates = json_array(), *predictions = json_array();
  for (guint i = 0; i < plan->moves->len; i++)
    json_array_append_new(moves, move_to_json(plan->moves->pdata[i]));
  for (guint i = 0; i < plan->candidates->len; i++)
    json_array_append_new(candidates, candidate_to_json(plan->candidates->pdata[i]));
  for (guint i = 0; i < plan->predictions->len; i++)
    json_array_append_new(predictions, prediction_to_json(plan->predictions->pdata[i]));
  json_t *json = json_object();
  field_add(json, "why", text_to_json(plan->why));
  field_add(json, "moves", moves);
  field_add(json, "candidates", candidates);
  field_add(json, "predictions", predictions);
  return json;
}

static struct move *move_from_json(const json_t *json, GError **error)
{
  struct move *move = move_new();
  move->guest_name = field_text(json, "guest", error);
  move->guest_uuid = field_text(json, "guest_uuid", error);
  move->from = field_text(json, "from", error);
  move->to = field_text(json, "to", error);
  field_check(move_method_parse(field_word(json, "method", error), &move->method), "method", error);
  return move;
}

static struct candidate *candidate_from_json(const json_t *json, GError **error)
{
  struct candidate *candidate = candidate_new();
  candidate->host = field_text(json, "host", error);
  candidate->stars = field_number(json, "stars", error);
  candidate->excluded = field_text(json, "excluded", error);
  candidate->reason = field_text(json, "reason", error);
  return candidate;
}

static struct prediction *prediction_from_json(const json_t *json, GError **error)
{
  g_autofree char *object = field_text(json, "object", error);
  enum metric_id metric = field_metric(json, "metric", error);
  double before = field_number(json, "before", error);
  return prediction_new(object, metric, before, field_number(json, "after", error));
}

struct plan *plan_from_json(const json_t *json, GError **error)
{
  struct plan *plan = plan_new();
  g_free(plan->why);
  plan->why = field_text(json, "why", error);
  const json_t *moves = field_array(json, "moves", LIMIT_GUESTS_PER_HOST, error);
  for (gsize i = 0; i < json_array_size(moves); i++)
    g_ptr_array_add(plan->moves, move_from_json(json_array_get(moves, i), error));
  const json_t *candidates = field_array(json, "candidates", LIMIT_HOSTS, error);
  for (gsize i = 0; i < json_array_size(candidates); i++)
    g_ptr_array_add(plan->candidates, candidate_from_json(json_array_get(candidates, i), error));
  const json_t *predictions = field_array(json, "predictions", LIMIT_HOSTS, error);
  for (gsize i = 0; i < json_array_size(predictions); i++)
    g_ptr_array_add(plan->predictions, prediction_from_json(json_array_get(predictions, i), error));
  if (!*error)
    return plan;
  plan_free(plan);
  return NULL;
}
