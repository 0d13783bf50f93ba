#include "cli/commands.h"

#include "cli/follow.h"
#include "cli/plan.h"
#include "cli/text.h"

#include "model/plan.h"

/* That one may ask for. */
static gboolean is_method(const char *name)
{
  enum move_method method;
  return move_method_parse(name, &method) && method != METHOD_AUTO;
}

static json_t *request_body(const struct cli *cli, char **words)
{
  const char *method = cli->options.method;
  json_t *body = json_pack("{s:s, s:s*, s:s*, s:b}", "guest", words[0], "to", words[1], "method", method, "dry_run",
                           cli->options.dry_run);
  if (!body)
    cli_usage("the name is not UTF-8");
  else if (!cli_add_names(body, "exclude", cli->options.exclude))
    g_clear_pointer(&body, json_decref);
  return body;
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
  if (method && !is_method(method))
    return cli_usage("--method %s: guests move by method live, converge, postcopy, quick or cold", method);
  if (cli->options.dry_run && cli->options.wait)
    return cli_usage("--dry-run moves nothing, so there is nothing to --wait for");
  json_t *body = request_body(cli, words);
  if (!body)
    return CLI_USAGE;
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
