#include "serve/plan_request.h"

#include "base/error.h"
#include "base/limits.h"
#include "model/goal.h"

#include <math.h>
#include <string.h>

void plan_request_init(struct plan_request *request)
{
  *request = (struct plan_request){.lists = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev)};
  for (guint r = 0; r < RESOURCES; r++)
    request->weights[r] = NAN;
}

void plan_request_clear(struct plan_request *request)
{
  g_ptr_array_unref(request->lists);
}

/* ---- lists of names ---- */

static gboolean is_text(const json_t *json, const struct names_wanted *wanted)
{
  return json_is_string(json) && json_string_length(json) > 0 && json_string_length(json) <= wanted->bytes_max;
}

static gboolean has_kind(const char *name, const char *kind)
{
  return kind && g_str_has_prefix(name, kind) && name[strlen(kind)];
}

static gboolean take_array(GPtrArray *names, const json_t *array, const struct names_wanted *wanted)
{
  gsize i;
  const json_t *entry;
  json_array_foreach (array, i, entry) {
    const char *name = json_string_value(entry);
    if (!is_text(entry, wanted) ||
        (wanted->kinds[0] && !has_kind(name, wanted->kinds[0]) && !has_kind(name, wanted->kinds[1])))
      return FALSE;
    g_ptr_array_add(names, g_strdup(name));
  }
  return json_is_array(array);
}

static gboolean take_map(GPtrArray *names, json_t *map, const struct names_wanted *wanted)
{
  const char *name;
  json_t *value;
  json_object_foreach (map, name, value) {
    if (!is_text(value, wanted) || !*name || strlen(name) > wanted->bytes_max || strchr(name, '='))
      return FALSE;
    g_ptr_array_add(names, g_strconcat(name, "=", json_string_value(value), NULL));
  }
  return json_is_object(map);
}

static void refuse_names(const struct names_wanted *wanted, GError **error)
{
  g_autofree char *kinds =
      wanted->kinds[0] ? g_strdup_printf(" that begin with %s or %s", wanted->kinds[0], wanted->kinds[1]) : g_strdup("");
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "\"%s\" is %s%s, at most %u of up to %u bytes each", wanted->key,
              wanted->is_map ? "an object of names and values" : "an array of names", kinds, wanted->max, wanted->bytes_max);
}

gboolean plan_request_read_names(struct plan_request *request, const json_t *json, const struct names_wanted *wanted,
                                 GError **error)
{
  json_t *given = json_object_get(json, wanted->key);
  if (!given)
    return TRUE;
  GPtrArray *names = g_ptr_array_new();
  gboolean is_good = wanted->is_map ? take_map(names, given, wanted) : take_array(names, given, wanted);
  is_good = is_good && names->len <= wanted->max;
  g_ptr_array_add(names, NULL);
  char **list = (char **)g_ptr_array_free(names, FALSE);
  g_ptr_array_add(request->lists, list);
  *wanted->names = (const char *const *)list;
  if (!is_good)
    refuse_names(wanted, error);
  return is_good;
}

gboolean plan_request_read_excluded(struct plan_request *request, const json_t *body, GError **error)
{
  const struct names_wanted wanted = {
      .key = "exclude", .max = LIMIT_HOSTS, .bytes_max = LIMIT_NAME, .names = &request->question.excluded};
  return plan_request_read_names(request, body, &wanted, error);
}

/* ---- where would a guest do best ---- */

static gboolean read_weights(struct plan_request *request, json_t *weights, GError **error)
{
  const char *name;
  json_t *value;
  gboolean is_good = json_is_object(weights);
  json_object_foreach (weights, name, value) {
    enum resource resource;
    double weight = json_is_number(value) ? json_number_value(value) : NAN;
    is_good = is_good && resource_parse(name, &resource) && weight >= 0 && weight <= WEIGHT_MAX;
    if (is_good)
      request->weights[resource] = weight;
  }
  request->question.weights = request->weights;
  if (!is_good)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "\"weights\" are {\"cpu\", \"memory\", \"disk\" or \"network\": a number from 0 to %d, ...}", WEIGHT_MAX);
  return is_good;
}

gboolean plan_request_read_placement(struct plan_request *request, const json_t *body, GError **error)
{
  struct plan_question *question = &request->question;
  enum placement_goal goal;
  json_t *new_guest = NULL, *weights = NULL, *excluded = NULL;
  question->kind = PLAN_PLACE;
  if (json_unpack((json_t *)body, "{s?s, s?o, s?s, s?o, s?o !}", "guest", &question->guest_uuid, "new", &new_guest, "goal",
                  &question->goal, "weights", &weights, "exclude", &excluded) == 0 &&
      !question->guest_uuid != !new_guest && (!question->goal || placement_goal_parse(question->goal, &goal)))
    return (!weights || read_weights(request, weights, error)) && plan_request_read_excluded(request, body, error) &&
           (!new_guest || plan_request_read_profile(request, new_guest, error));
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
              "a placement is {\"guest\": name} or {\"new\": {...}}, and \"goal\": \"%s\" or \"%s\", \"weights\": {...}, "
              "\"exclude\": [host, ...]",
              placement_goal_name(GOAL_LOAD_BALANCING), placement_goal_name(GOAL_RESOURCE_MAXIMIZATION));
  return FALSE;
}

/* ---- plans of several moves ---- */

/* Whether what the kind needs is there, and nothing that it does not. */
static gboolean fits_kind(const struct plan_question *question)
{
  switch (question->kind) {
  case PLAN_BALANCE:
  case PLAN_RULES:
  case PLAN_CONSOLIDATE:
    return !question->host;
  case PLAN_EVACUATE:
  case PLAN_RELIEVE:
    return question->host && !question->cluster;
  default:
    return FALSE;
  }
}

/* It is planned again as it goes on, upon what stands then. */
static gboolean check_apply(const struct plan_request *request, gboolean has_excluded, GError **error)
{
  if (!request->apply || (!has_excluded && request->question.kind != PLAN_RELIEVE))
    return TRUE;
  g_set_error_literal(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                      has_excluded ? "a plan that goes round hosts is only shown: provost restrict keeps guests off a host for longer"
                                   : "a plan to relieve a host is only shown: it is one move, see provost move");
  return FALSE;
}

gboolean plan_request_read_plan(struct plan_request *request, const json_t *body, GError **error)
{
  struct plan_question *question = &request->question;
  const char *kind = "", *resource = "cpu";
  json_t *excluded = NULL;
  int apply = 0;
  if (json_unpack((json_t *)body, "{s:s, s?s, s?s, s?s, s?o, s?b !}", "kind", &kind, "cluster", &question->cluster, "host",
                  &question->host, "resource", &resource, "exclude", &excluded, "apply", &apply) == 0 &&
      plan_kind_parse(kind, &question->kind) && resource_parse(resource, &question->resource) && fits_kind(question)) {
    request->apply = apply != 0;
    return check_apply(request, excluded != NULL, error) && plan_request_read_excluded(request, body, error);
  }
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
              "a plan is {\"kind\": \"balance\", \"consolidate\" or \"rules\", \"cluster\": name or left out} or {\"kind\": "
              "\"evacuate\" or \"relieve\", \"host\": name, \"resource\": \"cpu\", \"memory\", \"disk\" or \"network\"}, and "
              "\"exclude\": [host, ...], \"apply\": true or false");
  return FALSE;
}
