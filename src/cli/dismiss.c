#include "cli/commands.h"

#include "cli/text.h"

#include "base/quantity.h"

int command_dismiss(struct cli *cli, char **words)
{
  guint64 for_sec = 0;
  if (!cli->options.reason)
    return cli_usage("a dismissal needs --reason TEXT: whoever looks next wants to know why");
  if (!g_utf8_validate(cli->options.reason, -1, NULL))
    return cli_usage("the reason is not UTF-8");
  if (cli->options.snooze && !duration_parse(cli->options.snooze, &for_sec))
    return cli_usage("--for %s is no time: write 30m, 2h or 7d", cli->options.snooze);
  g_autofree char *path = cli_path("tips", words[0], "dismiss");
  json_t *body = json_pack("{s:s, s:I}", "reason", cli->options.reason, "for_sec", (json_int_t)for_sec);
  json_auto_t *tip = cli_post(cli, path, body);
  if (!tip)
    return cli->status;
  g_autofree char *until = text_time(reply_text(tip, "snoozed_until"));
  if (*reply_text(tip, "snoozed_until"))
    text_print("tip %s is dismissed; new ones are held back until %s", words[0], until);
  else
    text_print("tip %s is dismissed", words[0]);
  return CLI_DONE;
}
