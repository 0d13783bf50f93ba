/* A test tip is played through all stations: POST /v1/doctor/tip. */
#include "serve/routes.h"

#include "base/error.h"
#include "serve/subject.h"

static gboolean read_request(const json_t *body, struct rehearsal_request *request, GError **error)
{
  json_error_t where;
  int apply = FALSE;
  if (json_unpack_ex((json_t *)body, &where, 0, "{s:s, s:s, s?b !}", "policy", &request->policy, "subject", &request->asked, "apply",
                     &apply) < 0)
    return error_refuse(error, PROVOST_ERROR_INVALID,
                        "a test is {\"policy\": name, \"subject\": name, \"apply\": true or false}: %s", where.text);
  request->apply = apply != 0;
  return TRUE;
}

static void on_rehearsed(json_t *report, const GError *error, gpointer token)
{
  struct call *call = call_continue(token);
  if (!call)
    json_decref(report);
  else if (error)
    call_fail(call, error);
  else
    call_answer(call, json_is_true(json_object_get(report, "applied")) ? MHD_HTTP_ACCEPTED : MHD_HTTP_OK, report);
}

void answer_rehearsal(struct call *call)
{
  g_autoptr(GError) error = NULL;
  const struct serve_options *options = call_options(call);
  struct rehearsal_request request = {0};
  json_t *body = call_body(call, &error);
  if (body && read_request(body, &request, &error)) {
    /* That there is none of that name is what the test says. */
    g_autofree char *subject = subject_whole(options->fleet, request.asked, NULL);
    request.subject = subject;
    request.by = call_by(call);
    options->verbs->rehearse(&request, on_rehearsed, call_wait(call), options->user);
  } else {
    call_fail(call, error);
  }
  json_decref(body);
}
