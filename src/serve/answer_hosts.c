/* What is ordered about a host as a whole. */
#include "serve/routes.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"

typedef guint64 (*host_verb)(const struct host_order *order, gpointer user, GError **error);

/* "" where none is given. Caller frees; NULL with INVALID. */
static char *read_reason(const json_t *body, GError **error)
{
  json_error_t where;
  const char *reason = "";
  if (json_unpack_ex((json_t *)body, &where, 0, "{s?s !}", "reason", &reason) == 0)
    return g_strstrip(text_clean(reason, LIMIT_TEXT));
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "an order about a host is {\"reason\": sentence}: %s", where.text);
  return NULL;
}

/* Answers with the action. */
static void order(struct call *call, host_verb verb)
{
  g_autoptr(GError) error = NULL;
  const struct serve_options *options = call_options(call);
  json_t *body = call_body(call, &error);
  g_autofree char *reason = body ? read_reason(body, &error) : NULL;
  guint64 id = 0;
  if (reason)
    id = verb(&(struct host_order){call_key(call), reason, call_by(call)}, options->user, &error);
  if (id)
    call_answer(call, MHD_HTTP_ACCEPTED, action_to_json(actions_action(options->actions, id)));
  else
    call_fail(call, error);
  json_decref(body);
}

void answer_host_restrict(struct call *call)
{
  order(call, call_options(call)->verbs->restrict_host);
}

void answer_host_release(struct call *call)
{
  order(call, call_options(call)->verbs->release_host);
}

void answer_host_evacuate(struct call *call)
{
  order(call, call_options(call)->verbs->evacuate_host);
}
