#include "model/plan.h"

#include "model/names.h"

#include <math.h>

static const char *const method_names[METHODS] = {
    [METHOD_AUTO] = "auto",
    [METHOD_LIVE] = "live",
    [METHOD_CONVERGE] = "converge",
    [METHOD_QUICK] = "quick",
    [METHOD_POSTCOPY] = "postcopy",
    [METHOD_COLD] = "cold",
};

static const char *const kind_names[PLAN_KINDS] = {
    [PLAN_MOVE] = "move",
    [PLAN_RELIEVE] = "relieve",
    [PLAN_BALANCE] = "balance",
    [PLAN_RULES] = "rules",
    [PLAN_EVACUATE] = "evacuate",
    [PLAN_CONSOLIDATE] = "consolidate",
    [PLAN_PLACE] = "place",
    [PLAN_RESIZE] = "resize",
};

const char *plan_kind_name(enum plan_kind kind)
{
  return name_of(kind_names, PLAN_KINDS, kind);
}

gboolean plan_kind_parse(const char *name, enum plan_kind *kind)
{
  return name_find(kind_names, PLAN_KINDS, name, kind);
}

const char *move_method_name(enum move_method method)
{
  return name_of(method_names, METHODS, method);
}

gboolean move_method_parse(const char *name, enum move_method *method)
{
  return name_find(method_names, METHODS, name, method);
}

static void prediction_free(struct prediction *prediction)
{
  g_free(prediction->object);
  g_free(prediction);
}

struct plan *plan_new(void)
{
  struct plan *plan = g_new0(struct plan, 1);
  plan->moves = g_ptr_array_new_with_free_func((GDestroyNotify)move_free);
  plan->candidates = g_ptr_array_new_with_free_func((GDestroyNotify)candidate_free);
  plan->predictions = g_ptr_array_new_with_free_func((GDestroyNotify)prediction_free);
  plan->why = g_strdup("");
  plan->flips = g_strdup("");
  plan->refused = g_ptr_array_new_with_free_func(g_free);
  plan->imbalance_before = plan->imbalance_after = NAN;
  return plan;
}

void plan_free(struct plan *plan)
{
  if (!plan)
    return;
  g_ptr_array_unref(plan->moves);
  g_ptr_array_unref(plan->candidates);
  g_ptr_array_unref(plan->predictions);
  g_ptr_array_unref(plan->refused);
  g_free(plan->why);
  g_free(plan->flips);
  g_free(plan);
}

struct move *move_new(void)
{
  struct move *move = g_new0(struct move, 1);
  move->duration_sec = move->downtime_sec = move->bytes = NAN;
  return move;
}

struct move *move_copy(const struct move *move)
{
  struct move *copy = move_new();
  *copy = *move;
  copy->guest_uuid = g_strdup(move->guest_uuid);
  copy->guest_name = g_strdup(move->guest_name);
  copy->from = g_strdup(move->from);
  copy->to = g_strdup(move->to);
  return copy;
}

void move_free(struct move *move)
{
  if (!move)
    return;
  g_free(move->guest_uuid);
  g_free(move->guest_name);
  g_free(move->from);
  g_free(move->to);
  g_free(move);
}

struct candidate *candidate_new(void)
{
  return g_new0(struct candidate, 1);
}

void candidate_free(struct candidate *candidate)
{
  g_free(candidate->host);
  g_free(candidate->excluded);
  g_free(candidate->reason);
  g_free(candidate);
}

struct prediction *prediction_new(const char *object, enum metric_id metric, double before, double after)
{
  struct prediction *prediction = g_new0(struct prediction, 1);
  *prediction = (struct prediction){g_strdup(object), metric, before, after};
  return prediction;
}
