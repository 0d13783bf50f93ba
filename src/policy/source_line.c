#include "policy/source_line.h"

#include "policy/script.h"

#include <string.h>

/* Whether `key =` or `["key"] =` stands at the token. */
static gboolean is_assigned(const struct script *script, guint token, const char *key)
{
  g_autofree char *text = token_string(script, token);
  if (g_strcmp0(text, key) == 0)
    return token_is(script, token + 1, "]") && token_is(script, token + 2, "=");
  return token_is(script, token, key) && token_is(script, token + 1, "=") &&
         !(token > 0 && token_is(script, token - 1, "."));
}

guint source_line(const char *source, const char *key)
{
  struct script *script = script_new(source, strlen(source));
  guint line = 0;
  for (guint i = 0; i < script->tokens->len && line == 0; i++)
    if (is_assigned(script, i, key))
      line = script_token(script, i)->line;
  script_free(script);
  return line;
}
