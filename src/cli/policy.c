#include "cli/commands.h"

#include "cli/table.h"
#include "cli/text.h"

static void add_policy(struct table *table, const json_t *policy)
{
  double every_sec = reply_number(policy, "every_sec");
  g_autofree char *every = every_sec == 0 ? g_strdup("interval") : text_span(every_sec);
  g_autofree char *pack = g_strdup_printf("%s %s", reply_text(policy, "pack"), reply_text(policy, "version"));
  table_add(table, reply_text(policy, "name"), pack, reply_text(policy, "subject"), every,
            reply_text(policy, "state"), reply_text(policy, "title"), NULL);
}

int command_policy_list(struct cli *cli, char **words)
{
  (void)words;
  json_auto_t *reply = cli_get(cli, "/v1/policies");
  const json_t *policies = reply ? reply_list(reply, "policies") : NULL, *policy;
  gsize i;
  if (!policies)
    return reply ? CLI_REFUSED : cli->status;
  struct table *table = table_new("NAME PACK SUBJECT >EVERY STATE TITLE");
  json_array_foreach (policies, i, policy)
    add_policy(table, policy);
  if (table_rows(table) == 0)
    text_print("no policies: packs are looked for in the folders that the configuration lists");
  table_end(table, "");
  json_array_foreach (policies, i, policy)
    if (*reply_text(policy, "reason"))
      text_print("%s is %s: %s", reply_text(policy, "name"), reply_text(policy, "state"),
                 reply_text(policy, "reason"));
  return CLI_DONE;
}
