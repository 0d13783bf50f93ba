#include "serve/tip_query.h"

#include "base/error.h"
#include "base/text.h"
#include "serve/history_query.h"

#include <string.h>

static gboolean no_state(const char *text, GError **error)
{
  const char *names[TIP_STATES + 2] = {"unfinished"};
  for (guint i = 0; i < TIP_STATES; i++)
    names[i + 1] = tip_state_name(i);
  const char *nearest = nearest_name(text, names);
  g_autofree char *choices = g_strjoinv(", ", (char **)names);
  if (nearest)
    return error_refuse(error, PROVOST_ERROR_INVALID, "no tip is ever \"%s\": did you mean %s?", text, nearest);
  return error_refuse(error, PROVOST_ERROR_INVALID, "no tip is ever \"%s\": choose one of %s", text, choices);
}

static gboolean read_states(const char *text, guint *states, GError **error)
{
  enum tip_state state;
  if (!text)
    *states = TIP_STATES_ALL;
  else if (strcmp(text, "unfinished") == 0)
    *states = TIP_STATES_ALL & ~tip_states_finished();
  else if (tip_state_parse(text, &state))
    *states = 1u << state;
  else
    return no_state(text, error);
  return TRUE;
}

static gboolean read_severity(const char *text, enum severity *severity, GError **error)
{
  return !text || (severity_parse(text, severity) && *severity != SEVERITY_NONE) ||
         error_refuse(error, PROVOST_ERROR_INVALID, "severity=%s is none: it is info, warning or critical", text);
}

static gboolean read_moment(const struct call *call, const char *name, gint64 *us, GError **error)
{
  gint64 sec = 0;
  if (!query_moment(call, name, &sec, error))
    return FALSE;
  *us = sec * G_USEC_PER_SEC;
  return TRUE;
}

gboolean tip_query(const struct call *call, struct tip_filter *filter, GError **error)
{
  *filter = (struct tip_filter){
      .policy = call_query(call, "policy"), .subject = call_query(call, "subject"), .before_id = G_MAXUINT64};
  return read_states(call_query(call, "state"), &filter->states, error) &&
         read_severity(call_query(call, "severity"), &filter->severity, error) &&
         read_moment(call, "from", &filter->from_us, error) && read_moment(call, "to", &filter->to_us, error);
}
