#include "serve/routes.h"

#include "serve/page.h"
#include "serve/plan_request.h"

#include "base/error.h"

static json_t *shown(const struct call *call, gconstpointer entry)
{
  (void)call;
  return action_to_json(entry);
}

static guint64 id_of(gconstpointer entry)
{
  return ((const struct action *)entry)->id;
}

void answer_actions(struct call *call)
{
  g_autoptr(GPtrArray) actions = actions_list(call_options(call)->actions);
  page_answer(call, &(struct page_list){.noun = "actions", .entries = actions, .to_json = shown, .id = id_of});
}

static const struct action *find_action(const struct call *call, GError **error)
{
  guint64 id;
  if (!call_number(call, "action", &id, error))
    return NULL;
  const struct action *action = actions_action(call_options(call)->actions, id);
  if (!action)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND,
                "there is no action %" G_GUINT64_FORMAT ": provost actions lists them", id);
  return action;
}

void answer_action(struct call *call)
{
  g_autoptr(GError) error = NULL;
  const struct action *action = find_action(call, &error);
  if (action)
    call_answer(call, MHD_HTTP_OK, action_to_json(action));
  else
    call_fail(call, error);
}

void answer_action_cancel(struct call *call)
{
  g_autoptr(GError) error = NULL;
  struct actions *actions = call_options(call)->actions;
  const struct action *action = find_action(call, &error);
  guint64 id = action ? action->id : 0;
  if (action && actions_cancel(actions, id, call_by(call), &error))
    call_answer(call, MHD_HTTP_ACCEPTED, action_to_json(actions_action(actions, id)));
  else
    call_fail(call, error);
}

/* ---- moves ordered by hand ----------------------------------------------------------------------- */

/* The strings borrow from the body, the excluded hosts from the request. */
static gboolean read_move(struct plan_request *request, const json_t *body, struct move_request *move, GError **error)
{
  json_error_t where;
  json_t *excluded = NULL;
  const char *guest = "", *to = NULL, *method = "auto";
  int dry_run = 0;
  if (json_unpack_ex((json_t *)body, &where, 0, "{s:s, s?s, s?s, s?b, s?o !}", "guest", &guest, "to", &to,
                     "method", &method, "dry_run", &dry_run, "exclude", &excluded) < 0) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "a move is {\"guest\": name, \"to\": host, \"method\": \"live\", \"converge\", \"postcopy\", \"quick\" or "
                "\"cold\", \"dry_run\": true or false, \"exclude\": [host, ...]}: %s",
                where.text);
    return FALSE;
  }
  if (!plan_request_read_excluded(request, body, error))
    return FALSE;
  *move = (struct move_request){
      .guest = guest, .to = to, .excluded = request->question.excluded, .dry_run = dry_run != 0};
  if (move_method_parse(method, &move->method))
    return TRUE;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
              "guests do not move by method \"%s\": choose live, converge, postcopy, quick or cold", method);
  return FALSE;
}

static void on_planned(const struct plan *plan, guint64 action_id, const GError *error, gpointer token)
{
  struct call *call = call_continue(token);
  if (!call)
    return;
  if (error) {
    call_fail(call, error);
    return;
  }
  json_t *answer = json_pack("{s:o}", "plan", plan ? plan_to_json(plan) : json_null());
  const struct action *action =
      action_id ? actions_action(call_options(call)->actions, action_id) : NULL;
  if (action)
    json_object_set_new(answer, "action", action_to_json(action));
  call_answer(call, action ? MHD_HTTP_ACCEPTED : MHD_HTTP_OK, answer);
}

void answer_moves(struct call *call)
{
  g_autoptr(GError) error = NULL;
  const struct serve_options *options = call_options(call);
  struct plan_request request;
  struct move_request move;
  json_t *body = call_body(call, &error);
  plan_request_init(&request);
  if (body && read_move(&request, body, &move, &error)) {
    const char *by = call_by(call);
    options->verbs->move(&move, by, on_planned, call_wait(call), options->user);
  } else {
    call_fail(call, error);
  }
  plan_request_clear(&request);
  json_decref(body);
}
