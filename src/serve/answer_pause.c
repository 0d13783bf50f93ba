/* The stop of all automation. */
#include "serve/routes.h"

/* {"paused": "automation is paused by ...", or null} */
static void answer_state(struct call *call)
{
  const struct pause *pause = fleet_paused(call_options(call)->fleet);
  g_autofree char *text = pause ? pause_text(pause) : NULL;
  call_answer(call, MHD_HTTP_OK, json_pack("{s:s?}", "paused", text));
}

void answer_pause(struct call *call)
{
  g_autoptr(GError) error = NULL;
  const struct serve_options *options = call_options(call);
  g_autofree char *reason = call_reason(call, "a pause", &error);
  if (reason && options->verbs->pause(reason, call_by(call), options->user, &error))
    answer_state(call);
  else
    call_fail(call, error);
}

void answer_resume(struct call *call)
{
  g_autoptr(GError) error = NULL;
  const struct serve_options *options = call_options(call);
  if (options->verbs->resume(call_by(call), options->user, &error))
    answer_state(call);
  else
    call_fail(call, error);
}
