#include "serve/routes.h"

#include "serve/plan_request.h"

static void on_planned(const struct plan *plan, guint64 action_id, const GError *error, gpointer token)
{
  struct call *call = call_continue(token);
  if (!call)
    return;
  if (error) {
    call_fail(call, error);
    return;
  }
  const struct action *action = action_id ? actions_action(call_options(call)->actions, action_id) : NULL;
  json_t *answer = json_pack("{s:o}", "plan", plan_to_json(plan));
  if (action)
    json_object_set_new(answer, "action", action_to_json(action));
  call_answer(call, action ? MHD_HTTP_ACCEPTED : MHD_HTTP_OK, answer);
}

static void answer(struct call *call, gboolean (*read)(struct plan_request *request, const json_t *body, GError **error))
{
  g_autoptr(GError) error = NULL;
  const struct serve_options *options = call_options(call);
  struct plan_request request;
  json_t *body = call_body(call, &error);
  plan_request_init(&request);
  gboolean is_good = body && read(&request, body, &error);
  if (is_good && request.apply) {
    const char *by = call_by(call);
    options->verbs->carry_out(&request.question, by, on_planned, call_wait(call), options->user);
  } else if (is_good)
    options->verbs->plan(&request.question, on_planned, call_wait(call), options->user);
  else
    call_fail(call, error);
  plan_request_clear(&request);
  json_decref(body);
}

void answer_placements(struct call *call)
{
  answer(call, plan_request_read_placement);
}

void answer_plans(struct call *call)
{
  answer(call, plan_request_read_plan);
}
