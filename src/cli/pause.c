#include "cli/commands.h"

#include "cli/text.h"

int command_pause(struct cli *cli, char **words)
{
  (void)words;
  const char *reason = cli->options.reason;
  if (reason && !g_utf8_validate(reason, -1, NULL))
    return cli_usage("a reason must be UTF-8");
  json_auto_t *answer = cli_post(cli, "/v1/pause", json_pack("{s:s*}", "reason", reason));
  if (!answer)
    return cli->status;
  text_print("%s", reply_text(answer, "paused"));
  return CLI_DONE;
}

int command_resume(struct cli *cli, char **words)
{
  (void)words;
  json_auto_t *answer = cli_post(cli, "/v1/resume", NULL);
  if (!answer)
    return cli->status;
  text_print("automation goes on");
  return CLI_DONE;
}
