#include "cli/commands.h"

#include "cli/follow.h"
#include "cli/plan.h"
#include "cli/text.h"

#include <string.h>

static json_t *request_body(const struct cli *cli, char **words)
{
  const char *method = cli->options.method;
  return json_pack("{s:s, s:s*, s:s*, s:b}", "guest", words[0], "to", words[1], "method", method, "dry_run",
                   cli->options.dry_run);
}

static void print_started(const json_t *action)
{
  guint64 id = reply_id(action, "id");
  text_print("action %" G_GUINT64_FORMAT " moves %s from %s to %s; provost actions says how it goes on, provost "
             "cancel %" G_GUINT64_FORMAT " stops it",
             id, reply_text(action, "guest"), reply_text(action, "from"), reply_text(action, "to"), id);
}

int command_move(struct cli *cli, char **words)
{
  const char *method = cli->options.method;
  g_autoptr(GError) error = NULL;
  if (method && strcmp(method, "live") != 0 && strcmp(method, "quick") != 0)
    return cli_usage("--method %s: guests move by method live or quick", method);
  if (cli->options.dry_run && cli->options.wait)
    return cli_usage("--dry-run moves nothing, so there is nothing to --wait for");
  json_t *body = request_body(cli, words);
  if (!body)
    return cli_usage("the name is not UTF-8");
  json_auto_t *reply = client_post(cli->client, "/v1/moves", body, &error);
  if (!reply)
    return cli_fail(cli, error);
  const json_t *action = json_object_get(reply, "action");
  if (cli->options.json && !cli->options.wait) {
    cli_print_json(reply);
    return CLI_DONE;
  }
  if (!cli->options.json && json_is_object(json_object_get(reply, "plan")))
    plan_print(json_object_get(reply, "plan"), cli->options.dry_run);
  if (cli->options.wait)
    return follow_action(cli, reply_id(action, "id"));
  if (json_is_object(action))
    print_started(action);
  return CLI_DONE;
}
