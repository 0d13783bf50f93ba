#include "cli/commands.h"

#include "cli/event_line.h"
#include "cli/listen.h"
#include "cli/text.h"

#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct telling {
  struct cli *cli;
  int unheard; /* errno, where what was printed reached nobody; 0 */
};

static void print_text(const struct told *told)
{
  g_autofree char *line = event_line(told);
  text_print("%s", line);
}

static void print_json(const struct told *told)
{
  json_auto_t *line = json_pack("{s:s, s:s, s:O}", "id", told->id, "event", told->kind, "data", (json_t *)told->data);
  cli_print_json_line(line);
}

static gboolean take(const struct told *told, gpointer user)
{
  struct telling *telling = user;
  if (!told->kind)
    return telling->cli->options.follow;
  if (telling->cli->options.json)
    print_json(told);
  else if (!event_is_heartbeat(told))
    print_text(told);
  telling->unheard = fflush(stdout) == 0 ? 0 : errno;
  return !telling->unheard;
}

static gboolean tell(struct listener *listener, const struct telling *telling, GError **error)
{
  gboolean follows = telling->cli->options.follow;
  if (!(follows ? listen_on(listener, error) : listen_once(listener, error)))
    return FALSE;
  if (telling->unheard)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "events cannot be printed any more: %s", g_strerror(telling->unheard));
  else if (!listener->is_caught_up)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "provostd stopped before all events were told: ask again");
  else if (strcmp(listener->id, LISTEN_ALL) == 0 && !telling->cli->options.json)
    text_print("nothing has happened since provostd started");
  return !telling->unheard && listener->is_caught_up;
}

int command_events(struct cli *cli, char **words)
{
  (void)words;
  g_autoptr(GError) error = NULL;
  struct telling telling = {cli, 0};
  struct listener listener = {.client = cli->client, .take = take, .user = &telling, .id = g_strdup(LISTEN_ALL)};
  gboolean is_told = tell(&listener, &telling, &error);
  g_free(listener.id);
  return is_told ? CLI_DONE : cli_fail(cli, error);
}
