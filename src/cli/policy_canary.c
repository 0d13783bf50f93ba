#include "cli/commands.h"

#include "cli/table.h"
#include "cli/text.h"

#include <string.h>

static void add_policy(struct table *table, const json_t *policy)
{
  const json_t *counts = json_object_get(policy, "counts");
  static const char *const kinds[] = {"opens", "silent", "severity", "remedy", "error"};
  char *cells[G_N_ELEMENTS(kinds)];
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
    cells[i] = reply_quantity(counts, kinds[i], "");
  gboolean is_active = strcmp(reply_text(policy, "state"), "active") == 0;
  const char *state = is_active ? reply_text(policy, "place") : reply_text(policy, "state");
  const char *running = reply_text(policy, "running_version");
  g_autofree char *pack = g_strdup_printf("%s %s", reply_text(policy, "pack"), reply_text(policy, "version"));
  g_autofree char *now = reply_quantity(policy, "differing", "");
  table_add(table, reply_text(policy, "name"), pack, *running ? running : "-", state, now, cells[0], cells[1], cells[2],
            cells[3], cells[4], NULL);
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
    g_free(cells[i]);
}

static void explain_policy(const json_t *policy)
{
  if (*reply_text(policy, "reason"))
    text_print("%s is %s: %s", reply_text(policy, "name"), reply_text(policy, "state"), reply_text(policy, "reason"));
}

static void explain_pack(const json_t *pack)
{
  if (*reply_text(pack, "refused"))
    text_print("%s: %s is refused: %s", reply_text(pack, "name"), reply_text(pack, "folder"), reply_text(pack, "refused"));
}

static void print_difference(const json_t *difference)
{
  static const struct {
    const char *word, *meaning;
  } meanings[] = {
      {"opens", "would open a tip"},       {"silent", "is silent"},      {"severity", "is of another severity"},
      {"remedy", "has another remedy"}, {"error", "fails"},
  };
  const char *word = reply_text(difference, "difference"), *running = reply_text(difference, "running");
  for (guint i = 0; i < G_N_ELEMENTS(meanings); i++)
    if (strcmp(meanings[i].word, word) == 0)
      word = meanings[i].meaning;
  g_autofree char *time = text_time(reply_text(difference, "time"));
  text_print("%s %s, %s: the canary %s", time, reply_text(difference, "policy"), reply_text(difference, "subject_name"),
             word);
  text_print("  runs:   %s", *running ? running : "-");
  text_print("  canary: %s", reply_text(difference, "canary"));
}

static void show_each(const json_t *list, void (*show)(const json_t *each))
{
  const json_t *each;
  gsize i;
  json_array_foreach (list, i, each)
    show(each);
}

int command_policy_canary(struct cli *cli, char **words)
{
  (void)words;
  json_auto_t *reply = cli_get(cli, "/v1/canaries");
  if (!reply)
    return cli->status;
  const json_t *packs = reply_list(reply, "packs"), *policies = packs ? reply_list(reply, "policies") : NULL, *each;
  const json_t *differences = policies ? reply_list(reply, "differences") : NULL;
  gsize i;
  if (!differences)
    return CLI_REFUSED;
  struct table *table = table_new("POLICY PACK RUNS IN >NOW >OPENS >SILENT >SEVERITY >REMEDY >ERROR");
  json_array_foreach (policies, i, each)
    add_policy(table, each);
  if (table_rows(table) == 0)
    text_print("no pack is tried: the configuration names their folders under canaries");
  table_end(table, "");
  show_each(packs, explain_pack);
  show_each(policies, explain_policy);
  if (json_array_size(policies) > 0 && json_array_size(differences) == 0)
    text_print("so far they say the same");
  show_each(differences, print_difference);
  return CLI_DONE;
}
