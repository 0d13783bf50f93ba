#include "serve/routes.h"

#include "base/error.h"
#include "serve/subject.h"

#include <string.h>

void answer_alerts(struct call *call)
{
  const struct fleet *fleet = call_options(call)->fleet;
  g_autoptr(GPtrArray) alerts = alert_book_list(fleet_alerts(fleet));
  json_t *array = json_array();
  for (guint i = 0; i < alerts->len; i++)
    json_array_append_new(array, alert_to_json(fleet, alerts->pdata[i]));
  call_answer_list(call, "alerts", array);
}

/* The strings belong to the body. */
static gboolean read_alert(const json_t *body, const char **subject, struct alert *alert, GError **error)
{
  json_error_t where;
  const char *state = NULL;
  *alert = (struct alert){.source = "provost", .text = ""};
  if (json_unpack_ex((json_t *)body, &where, 0, "{s:s, s:s, s:s, s?s, s?s !}", "subject", subject, "name", &alert->name,
                     "state", &state, "source", &alert->source, "text", &alert->text) < 0)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "an alert is {\"subject\": \"host:h1\", \"name\": what, \"state\": \"critical\", \"source\": who, \"text\": "
                "sentence}: %s", where.text);
  else if (!alert_state_parse(state, &alert->state))
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "state must be ok, warning, critical or unknown");
  else if (!*alert->name || strlen(alert->name) > LIMIT_NAME)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "name must have 1 to %d bytes", LIMIT_NAME);
  else
    return TRUE;
  return FALSE;
}

void answer_alert_take(struct call *call)
{
  g_autoptr(GError) error = NULL;
  struct fleet *fleet = call_options(call)->fleet;
  const char *named;
  struct alert alert;
  json_auto_t *body = call_body(call, &error);
  g_autofree char *subject = body && read_alert(body, &named, &alert, &error) ? subject_whole(fleet, named, &error) : NULL;
  alert.subject = subject;
  if (subject && fleet_take_alert(fleet, &alert, &error))
    call_answer(call, MHD_HTTP_OK, alert_to_json(fleet, alert_book_find(fleet_alerts(fleet), subject, alert.name)));
  else
    call_fail(call, error);
}
