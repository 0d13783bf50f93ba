/* Why a guest or host is as it is, and why nothing is done about it. */
#include "serve/routes.h"

#include "serve/subject.h"

#include "base/error.h"
#include "model/object.h"

static void answer_lines(struct call *call, const char *subject)
{
  g_autoptr(GError) error = NULL;
  const struct serve_options *options = call_options(call);
  json_t *lines = options->verbs->why(subject, options->user);
  if (json_array_size(lines) > 0) {
    call_answer(call, MHD_HTTP_OK, json_pack("{s:s, s:o}", "subject", subject, "lines", lines));
    return;
  }
  json_decref(lines);
  g_set_error(&error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "provost knows nothing of %s now", subject);
  call_fail(call, error);
}

void answer_why(struct call *call)
{
  g_autoptr(GError) error = NULL;
  const char *asked = call_query(call, "subject");
  g_autofree char *subject = asked ? subject_whole(call_options(call)->fleet, asked, &error) : NULL;
  if (!asked)
    g_set_error(&error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "why is asked as /v1/why?subject=NAME of a guest or host");
  else if (subject && !subject_key(subject, SUBJECT_GUEST) && !subject_key(subject, SUBJECT_HOST))
    g_set_error(&error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "why is asked of guests and hosts, not of %s", asked);
  if (error)
    call_fail(call, error);
  else
    answer_lines(call, subject);
}
