#include "cli/commands.h"

#include "cli/history_path.h"
#include "cli/list.h"
#include "cli/text.h"

static void add_row(struct table *table, const json_t *row)
{
  g_autofree char *time = text_time(reply_text(row, "time"));
  table_add(table, time, reply_text(row, "by"), reply_text(row, "subject"), reply_text(row, "event"), reply_text(row, "why"), NULL);
}

int command_audit(struct cli *cli, char **words)
{
  (void)words;
  const struct list audit = {
      .noun = "audit", .titles = "TIME BY SUBJECT EVENT WHY", .nothing = "nobody did anything of the kind then", .add = add_row};
  g_autoptr(GString) query = g_string_new(NULL);
  history_path_append_time(query, "from", cli->options.from ? cli->options.from : "-1d");
  history_path_append_time(query, "to", cli->options.to);
  history_path_append(query, "subject", cli->options.subject);
  history_path_append(query, "by", cli->options.by);
  query->str[0] = '?';
  return list_show(cli, &audit, query->str);
}
