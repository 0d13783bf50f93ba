#include "cli/commands.h"

#include "cli/pack.h"
#include "cli/text.h"

/* "provost-snmp, provost-virt". */
static char *names_of(const json_t *report, const char *key)
{
  const json_t *name;
  gsize i;
  GString *names = g_string_new(NULL);
  json_array_foreach (json_object_get(report, key), i, name)
    g_string_append_printf(names, "%s%s", names->len ? ", " : "", json_is_string(name) ? json_string_value(name) : "?");
  return g_string_free(names, FALSE);
}

static gboolean waits(const json_t *report, const char *key)
{
  const json_t *name;
  gsize i;
  json_array_foreach (json_object_get(report, "waits_for_restart"), i, name)
    if (g_strcmp0(json_string_value(name), key) == 0)
      return TRUE;
  return FALSE;
}

static void print_changes(const json_t *report, const json_t *changes)
{
  const json_t *change;
  gsize i;
  json_array_foreach (changes, i, change)
    text_print("%s%s", reply_text(change, "text"),
               waits(report, reply_text(change, "key")) ? " (not before provostd is restarted)" : "");
  double left_out = reply_number(report, "changes_left_out");
  if (left_out > 0)
    text_print("and %.0f more", left_out);
}

static void print_programs(const json_t *report, gboolean dry_run)
{
  g_autofree char *restarted = names_of(report, "restarted"), *told = names_of(report, "told");
  if (*restarted)
    text_print("%s: %s", dry_run ? "would be restarted" : "restarted", restarted);
  if (*told)
    text_print("%s: %s", dry_run ? "would be told" : "told", told);
}

/* Those that are as they should be are not worth a line. FALSE: one is not. */
static gboolean print_packs(const json_t *report)
{
  const json_t *pack;
  const char *error = reply_text(report, "packs_error");
  gboolean is_well = !*error;
  gsize i;
  json_array_foreach (json_object_get(report, "packs"), i, pack)
    if (pack_is_refused(pack) || pack_is_gone(pack)) {
      pack_print(pack);
      is_well &= !pack_is_refused(pack);
    }
  if (*error)
    text_print("packs: %s", error);
  return is_well;
}

int command_reload(struct cli *cli, char **words)
{
  (void)words;
  json_t *order = json_pack("{s:b}", "dry_run", cli->options.dry_run);
  json_auto_t *report = cli_post(cli, "/v1/reload", order);
  if (!report)
    return cli->status;
  const json_t *changes = reply_list(report, "changes");
  if (!changes)
    return CLI_REFUSED;
  print_changes(report, changes);
  print_programs(report, cli->options.dry_run);
  gboolean is_well = print_packs(report);
  if (json_array_size(changes) == 0)
    text_print("%s says what is in force already", reply_text(report, "file"));
  else if (cli->options.dry_run)
    text_print("nothing was changed: --dry-run");
  else
    text_print("%s is in force%s", reply_text(report, "file"),
               json_array_size(json_object_get(report, "waits_for_restart")) ? ", but for what waits" : "");
  return is_well ? CLI_DONE : CLI_REFUSED;
}
