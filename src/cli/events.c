#include "cli/commands.h"

#include "cli/action_line.h"
#include "cli/text.h"

#include "base/error.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define NONE     "0" /* an id before all others */
#define RETRY_US (1 * G_USEC_PER_SEC)

struct listening {
  const struct cli *cli;
  char *id;              /* of the last event that was told; NONE */
  gboolean is_caught_up; /* all that was kept has been told */
  gboolean is_unheard;   /* nobody reads what is printed */
};

static char *action_text(const json_t *action)
{
  const char *error = reply_text(action, "error");
  gboolean is_done = strcmp(reply_text(action, "state"), "done") == 0;
  g_autofree char *how = is_done ? action_end(action) : action_line(action, FALSE);
  return g_strconcat(how, *error ? ": " : "", error, NULL);
}

static char *tip_text(const json_t *tip)
{
  const char *by = reply_text(tip, "state_by"), *reason = reply_text(tip, "state_reason");
  return g_strdup_printf("%s: %s%s%s%s%s", reply_text(tip, "text"), reply_text(tip, "state"), *by ? ", by " : "", by,
                         *reason ? ": " : "", reason);
}

/* A kind that is newer than we are is told by its name. */
static char *event_text(const char *kind, const json_t *thing)
{
  if (strcmp(kind, "lost") == 0)
    return g_strdup("events before these are not known any more: read the lists (provost tips, provost actions)");
  g_autofree char *text = strcmp(kind, "action") == 0 ? action_text(thing) : strcmp(kind, "tip") == 0 ? tip_text(thing) : g_strdup("");
  return g_strdup_printf("%s %" G_GUINT64_FORMAT " %s", kind, reply_id(thing, "id"), text);
}

static void print_event(const struct told *told)
{
  const char *when = reply_text(told->data, "time");
  g_autofree char *time = *when ? text_time(when) : g_strdup("-");
  g_autofree char *text = event_text(told->kind, json_object_get(told->data, told->kind));
  text_print("%s %s", time, text);
}

static void print_json(const struct told *told)
{
  json_auto_t *line = json_pack("{s:s, s:s, s:O}", "id", told->id, "event", told->kind, "data", (json_t *)told->data);
  g_autofree char *text = json_dumps(line, JSON_COMPACT | JSON_REAL_PRECISION(15));
  text_print("%s", text);
}

static gboolean take(const struct told *told, gpointer user)
{
  struct listening *listening = user;
  if (!told->kind) {
    listening->is_caught_up = TRUE;
    return listening->cli->options.follow;
  }
  text_replace(&listening->id, told->id);
  if (listening->cli->options.json)
    print_json(told);
  else
    print_event(told);
  listening->is_unheard = fflush(stdout) != 0;
  return !listening->is_unheard;
}

static gboolean listen_once(struct listening *listening, GError **error)
{
  g_autofree char *path = g_strconcat("/v1/events?after=", listening->id, NULL);
  return client_listen(listening->cli->client, path, take, listening, error);
}

static gboolean tell_all(struct listening *listening, GError **error)
{
  if (!listen_once(listening, error))
    return FALSE;
  if (!listening->is_caught_up)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "provostd stopped before all events were told: ask again");
  else if (strcmp(listening->id, NONE) == 0 && !listening->cli->options.json)
    text_print("nothing has happened to tips and actions since provostd started");
  return listening->is_caught_up;
}

/* Goes on after provostd was away, where it was. Ends only with an error. */
static gboolean follow(struct listening *listening, GError **error)
{
  g_autoptr(GError) failure = NULL;
  while (listen_once(listening, &failure) || (listening->is_caught_up && failure->code == PROVOST_ERROR_UNAVAILABLE)) {
    g_clear_error(&failure);
    if (listening->is_unheard) {
      g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "events cannot be printed any more: %s", g_strerror(errno));
      return FALSE;
    }
    g_usleep(RETRY_US);
  }
  g_propagate_error(error, g_steal_pointer(&failure));
  return FALSE;
}

int command_events(struct cli *cli, char **words)
{
  (void)words;
  g_autoptr(GError) error = NULL;
  struct listening listening = {.cli = cli, .id = g_strdup(NONE)};
  gboolean is_told = cli->options.follow ? follow(&listening, &error) : tell_all(&listening, &error);
  g_free(listening.id);
  return is_told ? CLI_DONE : cli_fail(cli, error);
}
