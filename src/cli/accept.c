#include "cli/commands.h"

#include "cli/follow.h"
#include "cli/proposal.h"
#include "cli/text.h"

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
    text_print("tip %s is %s; provost tip %s says how it goes on", words[0], reply_text(tip, "state"), words[0]);
  return CLI_DONE;
}
