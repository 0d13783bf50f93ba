/* Accepting a tip: by somebody who may have said what he saw of it, and is refused where that has changed. */
#include "serve/routes.h"

#include "base/error.h"
#include "serve/shown_tip.h"

#include <string.h>

/* What the caller saw; NULL: he does not say. Borrowed from the body. FALSE with INVALID. */
static gboolean read_facts(const json_t *body, const char **token, gboolean *has_proposal, GError **error)
{
  json_error_t where;
  *token = NULL;
  *has_proposal = FALSE;
  if (json_unpack_ex((json_t *)body, &where, 0, "{s?s !}", "facts", token) < 0)
    return error_refuse(error, PROVOST_ERROR_INVALID, "an acceptance is {\"facts\": what the tip said} or nothing: %s", where.text);
  return !*token || tip_facts_parse(*token, has_proposal, error);
}

static gboolean is_as_seen(const struct call *call, const struct tip *tip, const struct proposal *proposal, const char *token,
                           GError **error)
{
  const struct tip_facts facts = called_facts(call, tip, proposal);
  return tip_facts_acceptable(&facts, error) && (!token || tip_facts_check(&facts, token, error));
}

static void accept_tip(struct call *call, const struct tip *tip, const struct proposal *proposal, const char *token)
{
  g_autoptr(GError) error = NULL;
  struct tipbook *book = call_options(call)->tips;
  struct tip_change change = {.by = call_by(call)};
  guint64 id = tip->id;
  if (is_as_seen(call, tip, proposal, token, &error) && tipbook_move(book, id, TIP_EVENT_ACCEPT, &change, &error))
    call_answer(call, MHD_HTTP_ACCEPTED, shown_tip(call, tipbook_tip(book, id), NULL));
  else
    call_fail(call, error);
}

/* What would be done is known: everything is compared anew, since time went by. */
static void on_proposed(const struct proposal *proposal, const GError *failure, gpointer token)
{
  g_autoptr(GError) error = NULL;
  struct call *call = call_continue(token);
  if (!call)
    return;
  const struct tip *tip = failure ? NULL : called_tip(call, &error);
  json_t *body = tip ? call_body(call, &error) : NULL;
  if (body)
    accept_tip(call, tip, proposal, json_string_value(json_object_get(body, "facts")));
  else
    call_fail(call, failure ? failure : error);
  json_decref(body);
}

static void accept_or_ask(struct call *call, const struct tip *tip, const char *token, gboolean has_proposal)
{
  const struct serve_options *options = call_options(call);
  g_autoptr(GError) error = NULL;
  if (!is_as_seen(call, tip, NULL, token, &error))
    call_fail(call, error);
  else if (has_proposal)
    options->verbs->propose(tip->id, call_by(call), on_proposed, call_wait(call), options->user);
  else
    accept_tip(call, tip, NULL, token);
}

void answer_tip_accept(struct call *call)
{
  g_autoptr(GError) error = NULL;
  const char *token;
  gboolean has_proposal;
  const struct tip *tip = called_tip(call, &error);
  json_t *body = tip ? call_body(call, &error) : NULL;
  if (body && read_facts(body, &token, &has_proposal, &error))
    accept_or_ask(call, tip, token, has_proposal);
  else
    call_fail(call, error);
  json_decref(body);
}
