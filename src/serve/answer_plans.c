#include "serve/routes.h"

#include "base/error.h"

#define MEMORY_MAX (G_GUINT64_CONSTANT(64) << 40)

static void on_planned(const struct plan *plan, guint64 action_id, const GError *error, gpointer token)
{
  (void)action_id;
  struct call *call = call_continue(token);
  if (!call)
    return;
  if (error)
    call_fail(call, error);
  else
    call_answer(call, MHD_HTTP_OK, json_pack("{s:o}", "plan", plan_to_json(plan)));
}

/* Reads a question from the body; its strings borrow from it. */
typedef gboolean (*read_question)(const json_t *body, struct plan_question *question, GError **error);

static void answer(struct call *call, read_question read)
{
  g_autoptr(GError) error = NULL;
  const struct serve_options *options = call_options(call);
  struct plan_question question = {0};
  json_t *body = call_body(call, &error);
  if (body && read(body, &question, &error))
    options->verbs->plan(&question, on_planned, call_wait(call), options->user);
  else
    call_fail(call, error);
  json_decref(body);
}

/* ---- where would a guest do best ----------------------------------------------------------------- */

static gboolean is_goal(const char *goal)
{
  return !goal || strcmp(goal, "load-balancing") == 0 || strcmp(goal, "resource-maximization") == 0;
}

static gboolean read_profile(json_t *json, struct guest_profile *profile, GError **error)
{
  json_int_t memory = 0, vcpus = 0;
  double cpu_pct = PROFILE_CPU_PCT;
  json_error_t where;
  if (json_unpack_ex(json, &where, 0, "{s:I, s:I, s?F !}", "memory_bytes", &memory, "vcpus", &vcpus, "cpu_pct", &cpu_pct) < 0)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "a new guest is {\"memory_bytes\": number, \"vcpus\": number, \"cpu_pct\": number}: %s", where.text);
  else if (memory < 1 || (guint64)memory > MEMORY_MAX || vcpus < 1 || vcpus > PROFILE_VCPUS_MAX || !(cpu_pct >= 0 && cpu_pct <= 100))
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "a new guest has memory up to 64 TiB, 1 to %d vcpus and a cpu_pct of 0 to 100", PROFILE_VCPUS_MAX);
  else {
    *profile = (struct guest_profile){(guint)vcpus, (guint64)memory, cpu_pct};
    return TRUE;
  }
  return FALSE;
}

static gboolean read_placement(const json_t *body, struct plan_question *question, GError **error)
{
  json_error_t where;
  json_t *new_guest = NULL;
  question->kind = PLAN_PLACE;
  if (json_unpack_ex((json_t *)body, &where, 0, "{s?s, s?o, s?s !}", "guest", &question->guest_uuid, "new", &new_guest,
                     "goal", &question->goal) == 0 &&
      !question->guest_uuid != !new_guest && is_goal(question->goal))
    return !new_guest || read_profile(new_guest, &question->profile, error);
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
              "a placement is {\"guest\": name} or {\"new\": {...}}, and \"goal\": \"load-balancing\" or "
              "\"resource-maximization\"");
  return FALSE;
}

void answer_placements(struct call *call)
{
  answer(call, read_placement);
}

/* ---- plans of several moves ----------------------------------------------------------------------- */

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

static gboolean read_plan(const json_t *body, struct plan_question *question, GError **error)
{
  const char *kind = "", *resource = "cpu";
  if (json_unpack((json_t *)body, "{s:s, s?s, s?s, s?s !}", "kind", &kind, "cluster", &question->cluster, "host",
                  &question->host, "resource", &resource) == 0 &&
      plan_kind_parse(kind, &question->kind) && resource_parse(resource, &question->resource) && fits_kind(question))
    return TRUE;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
              "a plan is {\"kind\": \"balance\", \"consolidate\" or \"rules\", \"cluster\": name or left out} or {\"kind\": "
              "\"evacuate\" or \"relieve\", \"host\": name, \"resource\": \"cpu\", \"memory\", \"disk\" or \"network\"}");
  return FALSE;
}

void answer_plans(struct call *call)
{
  answer(call, read_plan);
}
