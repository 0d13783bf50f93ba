/* What is ordered about a host as a whole. */
#include "cli/commands.h"

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
