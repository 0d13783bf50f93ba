#include "policy/source_line.h"

#include <string.h>

static gboolean is_word(char c)
{
  return g_ascii_isalnum(c) || c == '_';
}

/* Whether `key = ` or `["key"] = ` stands at `at`. */
static gboolean is_assigned(const char *line, const char *at, const char *key)
{
  if (at > line && (is_word(at[-1]) || at[-1] == '.'))
    return FALSE;
  const char *after = at + strlen(key);
  after += strspn(after, "\"'");
  after += strspn(after, " ]\t");
  return after[0] == '=' && after[1] != '=';
}

guint source_line(const char *source, const char *key)
{
  guint number = 0;
  while (*source) {
    number++;
    gsize length = strcspn(source, "\n");
    g_autofree char *line = g_strndup(source, length);
    char *comment = strstr(line, "--");
    if (comment)
      *comment = '\0';
    for (const char *at = line; key[0] && (at = strstr(at, key)); at++)
      if (is_assigned(line, at, key))
        return number;
    source += length + (source[length] == '\n');
  }
  return 0;
}
