/* What is ordered about a host as a whole. */
#include "cli/commands.h"

#include "cli/follow.h"
#include "cli/order.h"
#include "cli/plan.h"
#include "cli/text.h"

/* FALSE, with the usage told: it is not UTF-8. */
static gboolean take_reason(const struct cli *cli, json_t **body)
{
  const char *reason = cli->options.reason;
  if (reason && !g_utf8_validate(reason, -1, NULL)) {
    cli_usage("the reason is not UTF-8");
    return FALSE;
  }
  *body = reason ? json_pack("{s:s}", "reason", reason) : NULL;
  return TRUE;
}

int command_restrict(struct cli *cli, char **words)
{
  json_t *body;
  g_autofree char *path = cli_path("hosts", words[0], "restrict");
  if (!take_reason(cli, &body))
    return CLI_USAGE;
  json_auto_t *action = cli_post(cli, path, body);
  if (!action)
    return cli->status;
  text_print("%s is given no new guests from now on; those that are there stay; provost release %s gives it guests again",
             reply_text(action, "target"), reply_text(action, "target"));
  return CLI_DONE;
}

int command_release(struct cli *cli, char **words)
{
  g_autofree char *path = cli_path("hosts", words[0], "release");
  json_auto_t *action = cli_post(cli, path, NULL);
  if (!action)
    return cli->status;
  text_print("%s is given guests again", reply_text(action, "target"));
  return CLI_DONE;
}

static int show_evacuation(struct cli *cli, const char *host)
{
  json_t *body = json_pack("{s:s, s:s}", "kind", "evacuate", "host", host);
  if (!body)
    return cli_usage("the name is not UTF-8");
  json_auto_t *reply = cli_post(cli, "/v1/plans", body);
  if (!reply)
    return cli->status;
  plan_print(json_object_get(reply, "plan"), FALSE);
  return CLI_DONE;
}

int command_evacuate(struct cli *cli, char **words)
{
  json_t *body;
  g_autoptr(GError) error = NULL;
  if (cli->options.dry_run && cli->options.wait)
    return cli_usage("--dry-run moves nothing, so there is nothing to --wait for");
  if (!take_reason(cli, &body))
    return CLI_USAGE;
  if (cli->options.dry_run) {
    json_decref(body);
    return show_evacuation(cli, words[0]);
  }
  g_autofree char *path = cli_path("hosts", words[0], "evacuate");
  json_auto_t *action = client_post(cli->client, path, body, &error);
  if (!action)
    return cli_fail(cli, error);
  if (cli->options.wait)
    return follow_action(cli, reply_id(action, "id"));
  if (cli->options.json)
    cli_print_json(action);
  else
    order_print_begun(action);
  return CLI_DONE;
}
