#include "serve/routes.h"

static void on_flushed(const char *directory, const GError *error, gpointer token)
{
  struct call *call = call_continue(token);
  if (!call)
    return;
  if (error)
    call_fail(call, error);
  else
    call_answer(call, MHD_HTTP_OK, json_pack("{s:s}", "directory", directory));
}

void answer_flush(struct call *call)
{
  const struct serve_options *options = call_options(call);
  options->verbs->flush(on_flushed, call_wait(call), options->user);
}
