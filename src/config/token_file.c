#include "config/token_file.h"

#include "base/error.h"
#include "config/secret_file.h"
#include "model/object.h"

#include <string.h>

#define BYTES_MAX 262144

/* FALSE: that is no digest in hexadecimal digits. */
static gboolean read_digest(const char *text, guint8 digest[ACCESS_DIGEST])
{
  if (strlen(text) != 2 * ACCESS_DIGEST)
    return FALSE;
  for (gsize i = 0; i < ACCESS_DIGEST; i++) {
    gint high = g_ascii_xdigit_value(text[2 * i]), low = g_ascii_xdigit_value(text[2 * i + 1]);
    if (high < 0 || low < 0)
      return FALSE;
    digest[i] = (guint8)(high << 4 | low);
  }
  return TRUE;
}

static gboolean is_known(const GPtrArray *tokens, const struct access_token *token)
{
  for (guint i = 0; i < tokens->len; i++) {
    const struct access_token *other = tokens->pdata[i];
    if (strcmp(other->name, token->name) == 0 || memcmp(other->digest, token->digest, ACCESS_DIGEST) == 0)
      return TRUE;
  }
  return FALSE;
}

/* What is wrong with the line, or NULL: then it is among the tokens, where it holds one. */
static const char *take_line(GPtrArray *tokens, char *line)
{
  g_auto(GStrv) words = g_strsplit_set(g_strstrip(line), " \t", -1);
  const char *parts[4];
  guint n = 0;
  for (char **word = words; *word && n < G_N_ELEMENTS(parts); word++)
    if (**word)
      parts[n++] = *word;
  if (n == 0 || parts[0][0] == '#')
    return NULL;
  struct access_token token = {0};
  if (n != 3)
    return "is not NAME ROLE SHA256";
  if (!name_is_valid(parts[0]))
    return "has a name that is none: letters, digits, '.', '_' and '-'";
  if (!access_parse(parts[1], &token.access) || token.access == ACCESS_NONE)
    return "has a role that is not viewer, operator or admin";
  if (!read_digest(parts[2], token.digest))
    return "does not end with the 64 hexadecimal digits of a SHA-256: make them with printf %s TOKEN | sha256sum";
  token.name = (char *)parts[0];
  if (is_known(tokens, &token))
    return "has the name or the token of one before it";
  if (tokens->len == ACCESS_TOKENS_MAX)
    return "is one more than the 1000 tokens that there may be";
  token.name = g_strdup(token.name);
  g_ptr_array_add(tokens, g_memdup2(&token, sizeof token));
  return NULL;
}

GPtrArray *token_file_read(const char *path, GError **error)
{
  g_autoptr(GString) text = secret_file_read_all(path, BYTES_MAX, error);
  if (!text)
    return NULL;
  g_autoptr(GPtrArray) tokens = g_ptr_array_new_with_free_func((GDestroyNotify)access_token_free);
  g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    const char *wrong = take_line(tokens, lines[i]);
    if (!wrong)
      continue;
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "line %u of %s %s", i + 1, path, wrong);
    return NULL;
  }
  return g_steal_pointer(&tokens);
}
