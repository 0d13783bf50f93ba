#include "serve/routes.h"

#include "base/error.h"

static void on_reloaded(json_t *report, const GError *error, gpointer token)
{
  struct call *call = call_continue(token);
  if (call && error)
    call_fail(call, error);
  else if (call)
    call_answer(call, MHD_HTTP_OK, json_incref(report));
}

static gboolean read_order(const json_t *body, int *dry_run, GError **error)
{
  json_error_t where;
  if (json_unpack_ex((json_t *)body, &where, 0, "{s?b !}", "dry_run", dry_run) == 0)
    return TRUE;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "a reload is {} or {\"dry_run\": true or false}: %s",
              where.text);
  return FALSE;
}

void answer_reload(struct call *call)
{
  g_autoptr(GError) error = NULL;
  const struct serve_options *options = call_options(call);
  int dry_run = 0;
  json_t *body = call_body(call, &error);
  if (body && read_order(body, &dry_run, &error)) {
    const char *by = call_by(call);
    options->verbs->reload(dry_run != 0, by, on_reloaded, call_wait(call), options->user);
  } else {
    call_fail(call, error);
  }
  json_decref(body);
}
