#include "cli/commands.h"

#include "cli/text.h"

int command_dirty_rate(struct cli *cli, char **words)
{
  guint64 seconds = 1;
  if (cli->options.seconds && !g_ascii_string_to_unsigned(cli->options.seconds, 10, 1, G_MAXINT32, &seconds, NULL))
    return cli_usage("--seconds %s is no whole number of seconds", cli->options.seconds);
  g_autofree char *path = cli_path("guests", words[0], "dirty-rate");
  json_auto_t *reply = cli_post(cli, path, json_pack("{s:I}", "seconds", (json_int_t)seconds));
  if (!reply)
    return cli->status;
  g_autofree char *rate = reply_quantity(reply, "bytes_per_sec", "bytes/s");
  text_print("%s writes to %s of its memory", words[0], rate);
  return CLI_DONE;
}
