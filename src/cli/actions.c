#include "cli/commands.h"

#include "cli/move_line.h"
#include "cli/order.h"
#include "cli/resize.h"
#include "cli/table.h"
#include "cli/text.h"

#include <string.h>

/* Caller frees. */
static char *way_of(const json_t *action)
{
  if (order_is(action))
    return order_parts(action);
  if (resize_is(action))
    return resize_describe(action);
  return g_strdup_printf("%s -> %s", reply_text(action, "from"), reply_text(action, "to"));
}

/* "move", "  move" of a part, "balance" of a plan. Caller frees. */
static char *kind_of(const json_t *action, gboolean is_part)
{
  const char *plan = reply_text(action, "plan");
  return g_strconcat(is_part ? "  " : "", *plan ? plan : reply_text(action, "kind"), NULL);
}

static void add_action(struct table *table, const json_t *action, gboolean is_part)
{
  g_autofree char *id = g_strdup_printf("%" G_GUINT64_FORMAT, reply_id(action, "id"));
  g_autofree char *started = text_time(reply_text(action, "started"));
  g_autofree char *progress = reply_quantity(action, "progress_pct", "%");
  g_autofree char *downtime = order_is(action) ? g_strdup("") : reply_quantity(action, "downtime_ms", "ms");
  g_autofree char *way = way_of(action);
  g_autofree char *kind = kind_of(action, is_part);
  const char *guest = reply_text(action, "guest");
  table_add(table, id, started, kind, *guest ? guest : reply_text(action, "target"), way, reply_text(action, "method"),
            reply_text(action, "state"), progress, downtime, reply_text(action, "by"), NULL);
}

static gboolean has_id(const json_t *list, guint64 id)
{
  const json_t *each;
  gsize i;
  json_array_foreach (list, i, each)
    if (reply_id(each, "id") == id)
      return TRUE;
  return FALSE;
}

/* Newest first, the parts of one below it in the order in which they began. */
static void add_actions(struct table *table, const json_t *list)
{
  const json_t *each;
  gsize i;
  json_array_foreach (list, i, each) {
    guint64 parent = reply_id(each, "part_of"), id = reply_id(each, "id");
    if (parent && has_id(list, parent))
      continue;
    add_action(table, each, FALSE);
    for (gsize k = json_array_size(list); id && k > 0; k--)
      if (reply_id(json_array_get(list, k - 1), "part_of") == id)
        add_action(table, json_array_get(list, k - 1), TRUE);
  }
}

static void explain_action(const json_t *action)
{
  const char *check = reply_text(action, "check");
  if (*reply_text(action, "error"))
    text_print("action %" G_GUINT64_FORMAT ": %s", reply_id(action, "id"), reply_text(action, "error"));
  if (g_str_has_prefix(check, "not "))
    text_print("action %" G_GUINT64_FORMAT ": %s was %s", reply_id(action, "id"), reply_text(action, "guest"), check);
  if (reply_number(action, "bytes_total") > 0 && strcmp(reply_text(action, "state"), "acting") == 0) {
    g_autofree char *line = move_line(action, FALSE);
    text_print("action %" G_GUINT64_FORMAT ": %s", reply_id(action, "id"), line);
  }
}

int command_actions(struct cli *cli, char **words)
{
  (void)words;
  json_auto_t *reply = cli_get_list(cli, "/v1/actions", "actions");
  const json_t *list = reply ? reply_list(reply, "actions") : NULL, *each;
  gsize i;
  if (!list)
    return reply ? CLI_REFUSED : cli->status;
  struct table *table = table_new(">ID STARTED KIND WHAT WAY METHOD STATE >DONE >DOWNTIME BY");
  add_actions(table, list);
  if (table_rows(table) == 0)
    text_print("nothing was carried out yet");
  table_end(table, "");
  json_array_foreach (list, i, each)
    explain_action(each);
  return CLI_DONE;
}

static void print_cancelled(const json_t *action, const char *id)
{
  if (g_str_equal(reply_text(action, "state"), "ambiguous"))
    text_print("action %s is ambiguous: %s\nonce you have looked where the guest runs, release it with: provost cancel %s", id,
               reply_text(action, "error"), id);
  else if (*reply_text(action, "ended"))
    text_print("action %s is over and %s: %s", id, reply_text(action, "state"), reply_text(action, "error"));
  else if (order_is(action))
    text_print("action %s is being cancelled: no further move is begun, those under way are stopped or end", id);
  else if (g_str_has_prefix(reply_text(action, "phase"), "being stopped"))
    text_print("action %s is %s", id, reply_text(action, "phase"));
  else
    text_print("action %s is being cancelled; %s stays on %s", id, reply_text(action, "guest"), reply_text(action, "from"));
}

int command_cancel(struct cli *cli, char **words)
{
  g_autofree char *path = cli_path("actions", words[0], "cancel");
  json_auto_t *action = cli_post(cli, path, NULL);
  if (!action)
    return cli->status;
  print_cancelled(action, words[0]);
  return CLI_DONE;
}
