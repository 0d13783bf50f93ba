/*
 * Values that must be one of a few words: provost.tip{severity = "warn"}. Which ones, api.def says with the types of what
 * a function is given; see policy/lint_pass.h.
 */
#include "policy/lint_pass.h"

#include "base/text.h"
#include "policy/api.h"

#include <string.h>

#define WORDS_MAX 16
#define ABBREVIATION_MIN 3

/* The words of an alias of api_annotations.c. */
static void alias_words(const char *type, const char **words)
{
  guint n = 0;
  if (g_str_has_prefix(type, "provost.severity"))
    for (enum severity severity = SEVERITY_NONE + 1; severity < SEVERITIES; severity++)
      words[n++] = severity_name(severity);
  else if (g_str_has_prefix(type, "provost.remedies"))
    for (enum remedy_kind kind = 0; kind < REMEDY_KINDS; kind++)
      words[n++] = remedy_kind_name(kind);
}

/* "cpu"|"memory": the words are kept in `texts`. */
static void union_words(const char *type, GPtrArray *texts, const char **words)
{
  guint n = 0;
  const char *end;
  while (*type == '"' && n < WORDS_MAX && (end = strchr(type + 1, '"'))) {
    g_ptr_array_add(texts, g_strndup(type + 1, (gsize)(end - type - 1)));
    words[n++] = texts->pdata[texts->len - 1];
    type = end + 1 + (end[1] == '|');
  }
}

/* The type of the field in "tip {severity: provost.severity, text?: string}"; NULL: it has none. */
static const char *type_of(const struct api_row *row, const char *key)
{
  for (const char *at = strchr(row->parameters, '{'); at; at = strpbrk(at + 1, "{,")) {
    const char *name = at + 1 + strspn(at + 1, " ");
    gsize length = strcspn(name, "?:");
    if (length == strlen(key) && strncmp(name, key, length) == 0)
      return name + length + strspn(name + length, "?: ");
  }
  return NULL;
}

/* An abbreviation stands for what it is of, too: warn. NULL: none is near. */
static const char *nearest_word(const char *given, const char **words)
{
  const char *nearest = nearest_name(given, words);
  for (guint i = 0; !nearest && words[i]; i++)
    if (strlen(given) >= ABBREVIATION_MIN && g_str_has_prefix(words[i], given))
      nearest = words[i];
  return nearest;
}

static char *sentence(const char *key, const char *given, const char **words)
{
  g_autofree char *all = g_strjoinv("\", \"", (char **)words);
  const char *nearest = nearest_word(given, words);
  return nearest ? g_strdup_printf("%s cannot be \"%s\"; did you mean \"%s\"? It is one of \"%s\"", key, given, nearest, all)
                 : g_strdup_printf("%s cannot be \"%s\": it is one of \"%s\"", key, given, all);
}

/* Remedies of a tip are listed with commas. */
static void check_word(struct lint *lint, guint token, const char *key, const char **words)
{
  g_autofree char *given = token_string(lint->syntax->script, token);
  g_auto(GStrv) pieces = g_strsplit(given ? given : "", ",", -1);
  for (char **piece = pieces; given && *piece; piece++)
    if (!g_strv_contains(words, *piece)) {
      lint_say(lint, TRUE, token, sentence(key, *piece, words));
      return;
    }
}

/* The string is what the expression may give: not compared, joined or handed to a function. */
static gboolean is_result(const struct script *script, guint token)
{
  static const char *const others[] = {"==", "~=", "..", "[", NULL};
  g_autofree char *before = token_text(script, token - 1), *behind = token_text(script, token + 1);
  return !g_strv_contains(others, before) && !g_strv_contains(others, behind);
}

/* The value of the field `key` begins at `token`; returns the token behind it. */
static guint check_value(struct lint *lint, const struct api_row *row, const char *key, guint token)
{
  const struct script *script = lint->syntax->script;
  const char *words[WORDS_MAX + 1] = {NULL}, *type = type_of(row, key);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
  if (type && *type == '"')
    union_words(type, texts, words);
  else if (type)
    alias_words(type, words);
  guint depth = 0;
  for (; script_token(script, token)->kind != TOKEN_END; token++) {
    gboolean opens = token_is(script, token, "{") || token_is(script, token, "(") || token_is(script, token, "[");
    gboolean closes = token_is(script, token, "}") || token_is(script, token, ")") || token_is(script, token, "]");
    if (depth == 0 && (closes || token_is(script, token, ",") || token_is(script, token, ";")))
      break;
    if (depth == 0 && words[0] && script_token(script, token)->kind == TOKEN_STRING && is_result(script, token))
      check_word(lint, token, key, words);
    depth = opens ? depth + 1 : closes ? depth - 1 : depth;
  }
  return token;
}

/* The table that is handed to the function begins at `open`. */
static void check_table(struct lint *lint, const struct api_row *row, guint open)
{
  const struct script *script = lint->syntax->script;
  guint at = open + 1;
  while (script_token(script, at)->kind != TOKEN_END && !token_is(script, at, "}")) {
    gboolean is_named = script_token(script, at)->kind == TOKEN_NAME && token_is(script, at + 1, "=");
    g_autofree char *key = is_named ? token_text(script, at) : g_strdup("");
    guint behind = check_value(lint, row, key, is_named ? at + 2 : at);
    gboolean goes_on = token_is(script, behind, ",") || token_is(script, behind, ";");
    if (!goes_on)
      return;
    at = behind + 1;
  }
}

/* provost.tip { or t:expect_tip { or ({. */
static const struct api_row *called(const struct script *script, guint token)
{
  for (enum api_id id = 0; id < API_ROWS; id++) {
    const struct api_row *row = api_row(id);
    gboolean is_of_provost = row->owners & OF_PROVOST && token_is(script, token - 1, ".") && token_is(script, token - 2, "provost");
    gboolean is_of_test = row->owners & OF_TEST && token_is(script, token - 1, ":");
    if (row->call && strchr(row->parameters, '{') && (is_of_provost || is_of_test) && token_is(script, token, row->name))
      return row;
  }
  return NULL;
}

void lint_choices(struct lint *lint)
{
  const struct script *script = lint->syntax->script;
  for (guint i = 2; i + 1 < script->tokens->len && !lint_is_full(lint); i++) {
    const struct api_row *row = called(script, i);
    guint open = token_is(script, i + 1, "(") ? i + 2 : i + 1;
    if (row && token_is(script, open, "{"))
      check_table(lint, row, open);
  }
}
