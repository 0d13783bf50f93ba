#include "cli/commands.h"

#include "cli/list.h"
#include "cli/text.h"

#include "base/quantity.h"

static void add_policy(struct table *table, const json_t *policy)
{
  double every_sec = reply_number(policy, "every_sec");
  g_autofree char *every = every_sec == 0 ? g_strdup("interval") : span_format(every_sec);
  g_autofree char *pack = g_strdup_printf("%s %s", reply_text(policy, "pack"), reply_text(policy, "version"));
  table_add(table, reply_text(policy, "name"), pack, reply_text(policy, "subject"), every,
            reply_text(policy, "state"), reply_text(policy, "title"), NULL);
}

static void explain_policy(const json_t *policy)
{
  if (*reply_text(policy, "reason"))
    text_print("%s is %s: %s", reply_text(policy, "name"), reply_text(policy, "state"),
               reply_text(policy, "reason"));
}

int command_policy_list(struct cli *cli, char **words)
{
  (void)words;
  static const struct list policies = {
      "policies", "NAME PACK SUBJECT >EVERY STATE TITLE",
      "no policies: packs are looked for in the folders that the configuration lists", add_policy, explain_policy};
  return list_show(cli, &policies, "");
}
