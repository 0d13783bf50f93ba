#include "cli/commands.h"

#include "cli/list.h"
#include "cli/resize.h"
#include "cli/text.h"

static void add_action(struct table *table, const json_t *action)
{
  g_autofree char *id = g_strdup_printf("%" G_GUINT64_FORMAT, reply_id(action, "id"));
  g_autofree char *started = text_time(reply_text(action, "started"));
  g_autofree char *progress = reply_quantity(action, "progress_pct", "%");
  g_autofree char *downtime = reply_quantity(action, "downtime_ms", "ms");
  gboolean is_resize = resize_is(action);
  g_autofree char *way = is_resize ? resize_describe(action)
                                   : g_strdup_printf("%s -> %s", reply_text(action, "from"), reply_text(action, "to"));
  table_add(table, id, started, reply_text(action, "guest"), way,
            reply_text(action, is_resize ? "kind" : "method"),
            reply_text(action, "state"), progress, downtime, reply_text(action, "by"), NULL);
}

static void explain_action(const json_t *action)
{
  if (*reply_text(action, "error"))
    text_print("action %" G_GUINT64_FORMAT ": %s", reply_id(action, "id"), reply_text(action, "error"));
}

int command_actions(struct cli *cli, char **words)
{
  (void)words;
  static const struct list actions = {"actions", ">ID STARTED GUEST WAY METHOD STATE >DONE >DOWNTIME BY",
                                      "nothing was carried out yet", add_action, explain_action};
  return list_show(cli, &actions, "");
}

int command_cancel(struct cli *cli, char **words)
{
  g_autofree char *path = cli_path("actions", words[0], "cancel");
  json_auto_t *action = cli_post(cli, path, NULL);
  if (!action)
    return cli->status;
  if (*reply_text(action, "ended"))
    text_print("action %s is over and %s: %s", words[0], reply_text(action, "state"), reply_text(action, "error"));
  else
    text_print("action %s is being cancelled; %s stays on %s", words[0], reply_text(action, "guest"),
               reply_text(action, "from"));
  return CLI_DONE;
}
