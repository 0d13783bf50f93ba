#include "cli/commands.h"

#include "cli/list.h"
#include "cli/text.h"

static void add_alert(struct table *table, const json_t *alert)
{
  g_autofree char *since = text_time(reply_text(alert, "since"));
  table_add(table, reply_text(alert, "subject_name"), reply_text(alert, "name"), reply_text(alert, "state"), since,
            reply_text(alert, "source"), reply_text(alert, "text"), NULL);
}

int command_alerts(struct cli *cli, char **words)
{
  (void)words;
  static const struct list alerts = {"alerts", "SUBJECT NAME STATE SINCE SOURCE TEXT", "nobody has said anything",
                                     add_alert, NULL};
  return list_show(cli, &alerts, "");
}

static gboolean is_utf8(const char *text)
{
  return !text || g_utf8_validate(text, -1, NULL);
}

int command_alert(struct cli *cli, char **words)
{
  if (!is_utf8(words[0]) || !is_utf8(words[1]) || !is_utf8(words[2]) || !is_utf8(cli->options.text) ||
      !is_utf8(cli->options.source))
    return cli_usage("an alert must be UTF-8");
  json_t *body = json_pack("{s:s, s:s, s:s, s:s*, s:s*}", "subject", words[0], "name", words[1], "state", words[2], "source",
                           cli->options.source, "text", cli->options.text);
  json_auto_t *alert = cli_post(cli, "/v1/alerts", body);
  if (!alert)
    return cli->status;
  text_print("%s of %s is %s", reply_text(alert, "name"), reply_text(alert, "subject_name"), reply_text(alert, "state"));
  return CLI_DONE;
}
