/* What could stand where a person is typing, for completions/: from the table of commands and from what provostd knows. */
#include "cli/commands.h"

#include "cli/text.h"

#include <string.h>

/* Which list of the API names what a word of the usage stands for. */
static const struct {
  const char *word, *path, *noun, *key;
} sources[] = {
    {"GUEST", "/v1/guests", "guests", "name"},         {"HOST", "/v1/hosts", "hosts", "name"},
    {"CLUSTER", "/v1/clusters", "clusters", "name"},   {"POLICY", "/v1/policies", "policies", "name"},
    {"SUBJECT", "/v1/guests", "guests", "name"},       {"SUBJECT", "/v1/hosts", "hosts", "name"},
    {"ID", "/v1/tips?brief=true&state=unfinished", "tips", "id"}, {"ACTION", "/v1/actions", "actions", "id"},
};

/* What is typed, and what begins like it. */
struct typing {
  struct cli *cli;
  const char *begun; /* the word so far; "" */
};

static void offer(const struct typing *typing, const char *candidate)
{
  if (g_str_has_prefix(candidate, typing->begun))
    text_print("%s", candidate);
}

/* Names that the shell would tear apart are not offered. A silent provostd offers nothing. */
static void offer_known(const struct typing *typing, const char *path, const char *noun, const char *key)
{
  json_auto_t *answer = client_get_list(typing->cli->client, path, noun, NULL);
  const json_t *each;
  gsize i;
  json_array_foreach (json_object_get(answer, noun), i, each) {
    g_autofree char *id = g_strdup_printf("%" G_GUINT64_FORMAT, reply_id(each, key));
    const char *name = json_is_integer(json_object_get(each, key)) ? id : reply_text(each, key);
    if (*name && !strpbrk(name, " \t\n\"'\\$`"))
      offer(typing, name);
  }
}

/* "GUEST|HOST", "balance|consolidate". */
static void offer_word(const struct typing *typing, const char *usage)
{
  g_auto(GStrv) choices = g_strsplit(usage, "|", -1);
  for (char **choice = choices; *choice; choice++) {
    gboolean is_name = FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(sources); i++)
      if (strcmp(sources[i].word, *choice) == 0) {
        offer_known(typing, sources[i].path, sources[i].noun, sources[i].key);
        is_name = TRUE;
      }
    if (!is_name && g_ascii_islower(**choice))
      offer(typing, *choice);
  }
}

/* The words of a usage that are no options, in order: "GUEST", "HOST". */
static GPtrArray *places_of(const struct command *command)
{
  GPtrArray *places = g_ptr_array_new_with_free_func(g_free);
  g_auto(GStrv) words = g_strsplit(command->words, " ", -1);
  gboolean in_option = FALSE;
  for (char **word = words; *word; word++) {
    gboolean is_closed = g_str_has_suffix(*word, "]");
    in_option |= g_str_has_prefix(*word, "[--");
    if (!in_option && **word && strcmp(*word, "|") != 0)
      g_ptr_array_add(places, g_strdelimit(g_strdup(*word), "[].", ' '));
    in_option = in_option && !is_closed;
  }
  return places;
}

static void offer_place(const struct typing *typing, const struct command *command, guint place)
{
  g_autoptr(GPtrArray) places = places_of(command);
  const char *word = place < places->len ? g_strstrip(places->pdata[place]) : "";
  offer_word(typing, strcmp(command->name, "cancel") == 0 ? "ACTION" : word);
}

static void offer_options(const struct typing *typing, const struct command *command)
{
  g_autoptr(GPtrArray) names = cli_options_of(command);
  for (guint i = 0; i < names->len; i++)
    offer(typing, names->pdata[i]);
}

/* "policy" once, and behind it "list", "show" ... */
static void offer_commands(const struct typing *typing, const char *group)
{
  gsize n;
  const struct command *commands = cli_commands(&n);
  g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; i < n; i++) {
    g_auto(GStrv) name = g_strsplit(commands[i].name, " ", 2);
    const char *word = !group ? name[0] : strcmp(name[0], group) == 0 && name[1] ? name[1] : NULL;
    if (word && *commands[i].summary && g_hash_table_add(told, g_strdup(word)))
      offer(typing, word);
  }
}

int command_complete(struct cli *cli, char **words)
{
  words += strcmp(words[0], "--") == 0 && words[1]; /* GLib leaves it where options follow */
  guint n = g_strv_length(words), used = 0, place = 0;
  const struct typing typing = {cli, words[n - 1]};
  words[n - 1] = NULL;
  const struct command *command = cli_find_command(words, &used);
  for (guint i = used; i + 1 < n; i++)
    place += words[i][0] != '-';
  if (!command)
    offer_commands(&typing, words[0]);
  else if (typing.begun[0] == '-')
    offer_options(&typing, command);
  else
    offer_place(&typing, command, place);
  words[n - 1] = (char *)typing.begun;
  return CLI_DONE;
}
