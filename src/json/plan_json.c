#include "json/plan_json.h"

#include "base/limits.h"
#include "json/fields.h"
#include "json/json.h"

#include <math.h>

static json_t *move_to_json(const struct move *move)
{
  json_t *json = json_object();
  field_add(json, "guest", text_to_json(move->guest_name));
  field_add(json, "guest_uuid", text_to_json(move->guest_uuid));
  field_add(json, "from", text_to_json(move->from));
  field_add(json, "to", text_to_json(move->to));
  field_add(json, "method", json_string(move_method_name(move->method)));
  field_add(json, "wave", json_integer(move->wave));
  field_add(json, "parking", json_boolean(move->is_parking));
  field_add(json, "duration_sec", number_to_json(move->duration_sec));
  field_add(json, "downtime_sec", number_to_json(move->downtime_sec));
  field_add(json, "bytes", number_to_json(move->bytes));
  return json;
}

/* Of what counts only. */
static json_t *terms_to_json(const struct candidate *candidate)
{
  json_t *terms = json_object();
  for (guint r = 0; r < RESOURCES; r++) {
    const struct star_term *term = &candidate->terms[r];
    if (term->weight > 0)
      field_add(terms, resource_name(r), json_pack("{s:f, s:f}", "full_pct", 100 * term->fullness, "weight", term->weight));
  }
  return terms;
}

static json_t *candidate_to_json(const struct candidate *candidate)
{
  json_t *json = json_object();
  field_add(json, "host", text_to_json(candidate->host));
  field_add(json, "stars", number_to_json(candidate->stars));
  field_add(json, "excluded", text_to_json(candidate->excluded));
  field_add(json, "reason", text_to_json(candidate->reason));
  field_add(json, "terms", terms_to_json(candidate));
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
  json_t *refused = json_array();
  for (guint i = 0; i < plan->refused->len; i++)
    json_array_append_new(refused, text_to_json(plan->refused->pdata[i]));
  json_t *json = json_object();
  field_add(json, "kind", json_string(plan_kind_name(plan->kind)));
  field_add(json, "why", text_to_json(plan->why));
  field_add(json, "flips", text_to_json(plan->flips));
  field_add(json, "refused", refused);
  field_add(json, "imbalance_before", number_to_json(plan->imbalance_before));
  field_add(json, "imbalance_after", number_to_json(plan->imbalance_after));
  field_add(json, "moves", moves);
  field_add(json, "candidates", candidates);
  field_add(json, "predictions", predictions);
  return json;
}

/* What tips of former versions do not have. */
static double later_number(const json_t *json, const char *name, GError **error)
{
  return json_object_get(json, name) ? field_number(json, name, error) : NAN;
}

static struct move *move_from_json(const json_t *json, GError **error)
{
  struct move *move = move_new();
  move->guest_name = field_text(json, "guest", error);
  move->guest_uuid = field_text(json, "guest_uuid", error);
  move->from = field_text(json, "from", error);
  move->to = field_text(json, "to", error);
  field_check(move_method_parse(field_word(json, "method", error), &move->method), "method", error);
  move->wave = json_object_get(json, "wave") ? field_count(json, "wave", error) : 0;
  move->is_parking = json_is_true(json_object_get(json, "parking"));
  move->duration_sec = later_number(json, "duration_sec", error);
  move->downtime_sec = later_number(json, "downtime_sec", error);
  move->bytes = later_number(json, "bytes", error);
  return move;
}

static struct candidate *candidate_from_json(const json_t *json, GError **error)
{
  struct candidate *candidate = candidate_new();
  candidate->host = field_text(json, "host", error);
  candidate->stars = field_number(json, "stars", error);
  candidate->excluded = field_text(json, "excluded", error);
  candidate->reason = field_text(json, "reason", error);
  for (guint r = 0; r < RESOURCES; r++) {
    const json_t *term = json_object_get(json_object_get(json, "terms"), resource_name(r));
    if (term)
      candidate->terms[r] = (struct star_term){field_number(term, "full_pct", error) / 100, field_number(term, "weight", error)};
  }
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
  if (json_object_get(json, "kind")) {
    field_check(plan_kind_parse(field_word(json, "kind", error), &plan->kind), "kind", error);
    field_replace(&plan->flips, json, "flips", error);
    const json_t *refused = field_array(json, "refused", LIMIT_GUESTS_PER_HOST, error);
    for (gsize i = 0; i < json_array_size(refused); i++)
      g_ptr_array_add(plan->refused, g_strdup(json_string_value(json_array_get(refused, i))));
  }
  plan->imbalance_before = later_number(json, "imbalance_before", error);
  plan->imbalance_after = later_number(json, "imbalance_after", error);
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
