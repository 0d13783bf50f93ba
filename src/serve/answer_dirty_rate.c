#include "serve/routes.h"

#include "base/error.h"
#include "base/limits.h"

static void on_measured(gint64 bytes_per_sec, const GError *error, gpointer token)
{
  struct call *call = call_continue(token);
  if (!call)
    return;
  if (error)
    call_fail(call, error);
  else
    call_answer(call, MHD_HTTP_OK, json_pack("{s:I}", "bytes_per_sec", (json_int_t)bytes_per_sec));
}

static gboolean read_seconds(const json_t *body, guint *seconds, GError **error)
{
  json_int_t wanted = 1;
  if (json_unpack((json_t *)body, "{s?I !}", "seconds", &wanted) == 0 && wanted >= 1 && wanted <= LIMIT_DIRTY_RATE_SEC) {
    *seconds = (guint)wanted;
    return TRUE;
  }
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
              "a measurement is {\"seconds\": 1} to %d, or {} for one second", LIMIT_DIRTY_RATE_SEC);
  return FALSE;
}

void answer_dirty_rate(struct call *call)
{
  guint seconds;
  g_autoptr(GError) error = NULL;
  const struct serve_options *options = call_options(call);
  json_t *body = call_body(call, &error);
  if (body && read_seconds(body, &seconds, &error))
    options->verbs->dirty_rate(call_key(call), seconds, on_measured, call_wait(call), options->user);
  else
    call_fail(call, error);
  json_decref(body);
}
