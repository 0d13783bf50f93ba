/* What is ordered about a host as a whole. */
#include "serve/routes.h"

typedef guint64 (*host_verb)(const struct host_order *order, gpointer user, GError **error);

/* Answers with the action. */
static void order(struct call *call, host_verb verb)
{
  g_autoptr(GError) error = NULL;
  const struct serve_options *options = call_options(call);
  g_autofree char *reason = call_reason(call, "an order about a host", &error);
  guint64 id = 0;
  if (reason)
    id = verb(&(struct host_order){call_key(call), reason, call_by(call)}, options->user, &error);
  if (id)
    call_answer(call, MHD_HTTP_ACCEPTED, action_to_json(actions_action(options->actions, id)));
  else
    call_fail(call, error);
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
