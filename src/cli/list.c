#include "cli/list.h"

#include "cli/text.h"

int list_show(struct cli *cli, const struct list *what, const char *query)
{
  g_autofree char *path = g_strconcat("/v1/", what->noun, query, NULL);
  json_auto_t *reply = cli_get_list(cli, path, what->noun);
  const json_t *list = reply ? reply_list(reply, what->noun) : NULL, *each;
  gsize i;
  if (!list)
    return reply ? CLI_REFUSED : cli->status;
  struct table *table = table_new(what->titles);
  json_array_foreach (list, i, each)
    what->add(table, each);
  if (table_rows(table) == 0)
    text_print("%s", what->nothing);
  table_end(table, "");
  json_array_foreach (list, i, each)
    if (what->explain)
      what->explain(each);
  return CLI_DONE;
}
