#include "serve/routes.h"

#include "serve/page.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"

void answer_policies(struct call *call)
{
  const struct serve_options *options = call_options(call);
  struct serve_page page;
  if (page_take(call, &page))
    call_answer(call, MHD_HTTP_OK, options->verbs->policies(&page, options->user));
}

void answer_canaries(struct call *call)
{
  const struct serve_options *options = call_options(call);
  call_answer(call, MHD_HTTP_OK, options->verbs->canaries(options->user));
}

void answer_policy(struct call *call)
{
  const struct serve_options *options = call_options(call);
  json_t *policy = options->verbs->policy(call_key(call), options->user);
  if (policy) {
    call_answer(call, MHD_HTTP_OK, policy);
    return;
  }
  g_autofree char *clean = text_clean(call_key(call), LIMIT_NAME);
  g_autoptr(GError) error = g_error_new(PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND,
                                        "there is no policy %s: provost policy list names them all", clean);
  call_fail(call, error);
}

static void on_done(json_t *json, const GError *error, gpointer token)
{
  struct call *call = call_continue(token);
  if (!call)
    json_decref(json);
  else if (error)
    call_fail(call, error);
  else
    call_answer(call, MHD_HTTP_OK, json);
}

void answer_policies_reload(struct call *call)
{
  const struct serve_options *options = call_options(call);
  const char *by = call_by(call);
  options->verbs->policies_reload(by, on_done, call_wait(call), options->user);
}

static void switch_policy(struct call *call, gboolean enable)
{
  const struct serve_options *options = call_options(call);
  g_autoptr(GError) error = NULL;
  json_error_t where;
  const char *why = "";
  json_auto_t *body = call_body(call, &error);
  if (!name_is_valid(call_key(call)))
    g_set_error(&error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "that is no name of a policy");
  else if (body && json_unpack_ex(body, &where, 0, "{s?s !}", "reason", &why) < 0)
    g_set_error(&error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "this takes {\"reason\": sentence} or {}: %s", where.text);
  if (error) {
    call_fail(call, error);
    return;
  }
  g_autofree char *clean = text_clean(why, LIMIT_TEXT);
  const struct policy_switch asked = {call_key(call), enable, g_strstrip(clean)};
  const char *by = call_by(call);
  options->verbs->policy_switch(&asked, by, on_done, call_wait(call), options->user);
}

void answer_policy_enable(struct call *call)
{
  switch_policy(call, TRUE);
}

void answer_policy_disable(struct call *call)
{
  switch_policy(call, FALSE);
}
