#include "cli/event_line.h"

#include "cli/action_line.h"
#include "cli/alert_line.h"
#include "cli/text.h"

#include <string.h>

static char *action_text(const json_t *action)
{
  const char *error = reply_text(action, "error");
  gboolean is_done = strcmp(reply_text(action, "state"), "done") == 0;
  g_autofree char *how = is_done ? action_end(action) : action_line(action, FALSE);
  return g_strconcat(how, *error ? ": " : "", error, NULL);
}

static char *tip_text(const json_t *tip)
{
  const char *by = reply_text(tip, "state_by"), *reason = reply_text(tip, "state_reason"), *severity = reply_text(tip, "severity");
  return g_strdup_printf("%s%s%s: %s%s%s%s%s", severity, *severity ? ": " : "", reply_text(tip, "text"), reply_text(tip, "state"),
                         *by ? ", by " : "", by, *reason ? ": " : "", reason);
}

static char *alert_text(const json_t *alert)
{
  const char *text = reply_text(alert, "text");
  g_autofree char *what = alert_title(alert), *state = alert_state(alert);
  return g_strdup_printf("%s is %s, by %s%s%s", what, state, reply_text(alert, "source"), *text ? ": " : "", text);
}

/* Of what has a name and no number: "guest g1 was moved from h1 to h2". */
static char *named_text(const struct told *told, const json_t *thing)
{
  const char *name = reply_text(thing, "name"), *what = reply_text(told->data, "what"), *from = reply_text(told->data, "from");
  if (strcmp(told->kind, "guest") == 0)
    return *from ? g_strdup_printf("guest %s was moved from %s to %s", name, from, reply_text(thing, "host"))
                 : g_strdup_printf("guest %s was %s on %s", name, what, reply_text(thing, "host"));
  if (strcmp(told->kind, "host") == 0)
    return g_strdup_printf("host %s is %s", name, what);
  return g_strdup_printf("provost %s %s", reply_text(thing, "version"), what);
}

/* A kind that is newer than we are is told by its name. */
static char *event_text(const struct told *told)
{
  const char *kind = told->kind;
  const json_t *thing = json_object_get(told->data, kind);
  if (strcmp(kind, "lost") == 0)
    return g_strdup("events before these are not known any more: read the lists (provost tips, provost actions)");
  if (*reply_text(told->data, "what"))
    return named_text(told, thing);
  static const struct {
    const char *kind;
    char *(*text)(const json_t *thing);
  } kinds[] = {{"action", action_text}, {"tip", tip_text}, {"alert", alert_text}};
  g_autofree char *text = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (strcmp(kind, kinds[i].kind) == 0)
      text = kinds[i].text(thing);
  return g_strdup_printf("%s %" G_GUINT64_FORMAT " %s", kind, reply_id(thing, "id"), text ? text : "");
}

gboolean event_is_heartbeat(const struct told *told)
{
  return strcmp(reply_text(told->data, "what"), "heartbeat") == 0;
}

char *event_line(const struct told *told)
{
  const char *when = reply_text(told->data, "time");
  g_autofree char *time = *when ? text_time(when) : g_strdup("-");
  g_autofree char *text = event_text(told);
  return g_strdup_printf("%s %s", time, text);
}
