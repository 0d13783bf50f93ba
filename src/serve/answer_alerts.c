#include "serve/routes.h"

#include "serve/page.h"
#include "serve/subject.h"

#include "base/error.h"

#include <string.h>

static json_t *shown(const struct call *call, gconstpointer entry)
{
  return alert_to_json(call_options(call)->fleet, entry);
}

/* Neither has a line end in it, so that these are in the order of the book. */
static char *name_of(gconstpointer entry)
{
  const struct alert *alert = entry;
  return g_strconcat(alert->subject, "\n", alert->name, NULL);
}

void answer_alerts(struct call *call)
{
  g_autoptr(GPtrArray) alerts = alert_book_list(fleet_alerts(call_options(call)->fleet));
  page_answer(call, &(struct page_list){.noun = "alerts", .entries = alerts, .to_json = shown, .name = name_of});
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
