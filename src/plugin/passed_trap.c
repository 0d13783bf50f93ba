#include "plugin/passed_trap.h"

#include "base/error.h"

#include <string.h>

#define VARIABLES_MAX 66

/* "10.0.0.7" of "UDP: [10.0.0.7]:50000->[10.0.0.1]:162", "2001:db8::7" of "UDP/IPv6: [2001:db8::7]:50000"; "" where there is none.
 * Caller frees. */
static char *address_of(const char *line)
{
  const char *begin = strchr(line, '['), *end = begin ? strchr(begin, ']') : NULL;
  return end ? g_strndup(begin + 1, (gsize)(end - begin - 1)) : g_strdup("");
}

/* Quotes are snmptrapd's own, with a backslash before what would end them. Caller frees. */
static char *value_of(const char *text)
{
  gsize length = strlen(text);
  if (length < 2 || text[0] != '"' || text[length - 1] != '"')
    return g_strdup(text);
  g_autofree char *inside = g_strndup(text + 1, length - 2);
  GString *value = g_string_new(NULL);
  for (const char *byte = inside; *byte; byte++) {
    if (*byte == '\\' && (byte[1] == '"' || byte[1] == '\\'))
      byte++;
    g_string_append_c(value, *byte);
  }
  return g_string_free(value, FALSE);
}

/* A text may go on in the next lines, which begin with no OID of numbers. */
static gboolean begins_variable(const char *line)
{
  const char *number = line[0] == '.' ? line + 1 : line;
  gsize digits = strspn(number, "0123456789.");
  return g_ascii_isdigit(*number) && digits > 2 && number[digits] == ' ' && strchr(number, '.') < number + digits;
}

static void add_variable(json_t *variables, const char *line)
{
  const char *space = strchr(line, ' ');
  g_autofree char *oid = g_strndup(line + (line[0] == '.'), (gsize)(space - line) - (line[0] == '.'));
  g_autofree char *value = value_of(space + 1);
  json_array_append_new(variables, json_pack("{s:s, s:s}", "oid", oid, "text", value));
}

static json_t *variables_of(char *const *lines)
{
  json_t *variables = json_array();
  g_autoptr(GString) whole = g_string_new(NULL);
  for (; *lines && json_array_size(variables) < VARIABLES_MAX; lines++) {
    if (whole->len > 0 && (begins_variable(*lines) || !**lines)) {
      add_variable(variables, whole->str);
      g_string_truncate(whole, 0);
    }
    if (whole->len > 0)
      g_string_append_printf(whole, "\n%s", *lines);
    else if (begins_variable(*lines))
      g_string_append(whole, *lines);
  }
  if (whole->len > 0)
    add_variable(variables, whole->str);
  return variables;
}

json_t *passed_trap_read(const char *text, GError **error)
{
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  g_auto(GStrv) lines = g_strsplit(valid, "\n", -1);
  for (char **line = lines; *line; line++)
    g_strchomp(*line);
  json_t *variables = lines[0] && lines[1] ? variables_of(lines + 2) : json_array();
  if (json_array_size(variables) == 0) {
    json_decref(variables);
    error_refuse(error, PROVOST_ERROR_INVALID, "what was read has no variable with an OID of numbers: snmptrapd must write these "
                                               "(start it with -One, or write outputOption ne in snmptrapd.conf)");
    return NULL;
  }
  g_autofree char *address = address_of(lines[1]);
  return json_pack("{s:s, s:s, s:o}", "host", lines[0], "address", address, "variables", variables);
}
