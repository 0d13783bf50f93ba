#include "cli/commands.h"

#include "cli/follow.h"
#include "cli/proposal.h"
#include "cli/text.h"

#include <string.h>

/* What the operator has seen: as he says, else as the tip is now, which he is shown. NULL: it was refused, and that was told. New
 * reference. */
static json_t *seen_facts(struct cli *cli, const char *id)
{
  g_autoptr(GError) error = NULL;
  if (cli->options.facts)
    return json_pack("{s:s}", "facts", cli->options.facts);
  g_autofree char *path = cli_path("tips", id, NULL);
  g_autofree char *query = g_strconcat(path, "?proposal=true", NULL);
  json_auto_t *tip = client_get(cli->client, query, &error);
  if (!tip) {
    cli_fail(cli, error);
    return NULL;
  }
  g_autofree char *line = proposal_line(tip);
  if (line && !cli->options.json)
    text_print("tip %s (%s): %s", id, reply_text(tip, "text"), line);
  const char *facts = reply_text(tip, "facts");
  return *facts ? json_pack("{s:s}", "facts", facts) : json_object();
}

/* One of several people who must has accepted it, or it is under way. */
static void print_accepted(const json_t *tip, const char *id)
{
  const char *state = reply_text(tip, "state");
  gboolean is_waiting = strcmp(state, "open") == 0 || strcmp(state, "failed") == 0;
  if (is_waiting && json_array_size(json_object_get(tip, "approvals")) > 0)
    text_print("tip %s is %s until somebody else accepts it, too; provost tip %s says who has", id, state, id);
  else
    text_print("tip %s is %s; provost tip %s says how it goes on", id, state, id);
}

int command_accept(struct cli *cli, char **words)
{
  g_autoptr(GError) error = NULL;
  if (cli->options.facts && !g_utf8_validate(cli->options.facts, -1, NULL))
    return cli_usage("what --facts says is not UTF-8");
  json_t *seen = seen_facts(cli, words[0]);
  if (!seen)
    return cli->status;
  g_autofree char *path = cli_path("tips", words[0], "accept");
  json_auto_t *tip = client_post(cli->client, path, seen, &error);
  if (!tip)
    return cli_fail(cli, error);
  if (cli->options.wait)
    return follow_tip(cli, reply_id(tip, "id"));
  if (cli->options.json)
    cli_print_json(tip);
  else
    print_accepted(tip, words[0]);
  return CLI_DONE;
}
