#include "cli/list.h"

#include "cli/text.h"

static json_t *as_it_is(const json_t *list)
{
  return json_incref((json_t *)list);
}

int list_show(struct cli *cli, const struct list *what, const char *query)
{
  return list_show_arranged(cli, what, query, as_it_is);
}

int list_show_arranged(struct cli *cli, const struct list *what, const char *query, json_t *(*arrange)(const json_t *list))
{
  g_autofree char *path = g_strconcat("/v1/", what->noun, query, NULL);
  json_auto_t *reply = cli_get_list(cli, path, what->noun);
  const json_t *list = reply ? reply_list(reply, what->noun) : NULL, *each;
  gsize i;
  if (!list)
    return reply ? CLI_REFUSED : cli->status;
  json_auto_t *shown = arrange(list);
  struct table *table = table_new(what->titles);
  json_array_foreach (shown, i, each)
    what->add(table, each);
  if (table_rows(table) == 0)
    text_print("%s", what->nothing);
  table_end(table, "");
  json_array_foreach (list, i, each)
    if (what->explain)
      what->explain(each);
  return CLI_DONE;
}
