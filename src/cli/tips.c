#include "cli/commands.h"

#include "cli/list.h"
#include "cli/text.h"
#include "cli/tips_follow.h"

static void add_tip(struct table *table, const json_t *tip)
{
  g_autofree char *id = g_strdup_printf("%" G_GUINT64_FORMAT, reply_id(tip, "id"));
  g_autofree char *raised = text_time(reply_text(tip, "raised"));
  table_add(table, id, reply_text(tip, "severity"), reply_text(tip, "state"), raised,
            reply_text(json_object_get(tip, "subject"), "name"), reply_text(tip, "text"), NULL);
}

int command_tips(struct cli *cli, char **words)
{
  (void)words;
  const char *state = cli->options.state;
  if (cli->options.follow && (state || cli->options.all))
    return cli_usage("--follow shows the unfinished tips and whatever becomes of them: leave --state and --all out");
  if (cli->options.follow)
    return tips_follow(cli);
  if (state && cli->options.all)
    return cli_usage("--state and --all are two wishes: choose one");
  g_autofree char *escaped = g_uri_escape_string(state ? state : "unfinished", NULL, FALSE);
  g_autofree char *query = cli->options.all ? g_strdup("") : g_strconcat("?state=", escaped, NULL);
  const struct list tips = {
      .noun = "tips",
      .titles = ">ID SEVERITY STATE RAISED SUBJECT TEXT",
      .nothing = cli->options.all ? "there were no tips yet"
                 : state          ? "no tip is in this state"
                                  : "no tip waits: nothing is wrong that a policy looks for",
      .add = add_tip,
  };
  return list_show(cli, &tips, query);
}
