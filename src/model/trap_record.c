#include "model/trap_record.h"

#include "base/text.h"

#include <string.h>

#define OID_TEXT_MAX 64

static void variable_free(gpointer data)
{
  struct trap_variable *variable = data;
  g_free(variable->oid);
  g_free(variable->type);
  g_free(variable->text);
  g_free(variable);
}

static char **texts_of(struct trap_record *trap, guint i)
{
  char **const texts[] = {&trap->from, &trap->host, &trap->subject, &trap->version, &trap->oid,
                          &trap->agent, &trap->key, &trap->pack, &trap->name};
  return i < G_N_ELEMENTS(texts) ? texts[i] : NULL;
}

struct trap_record *trap_record_new(void)
{
  struct trap_record *trap = g_new0(struct trap_record, 1);
  char **text;
  for (guint i = 0; (text = texts_of(trap, i)); i++)
    *text = g_strdup("");
  trap->variables = g_ptr_array_new_with_free_func(variable_free);
  return trap;
}

void trap_record_free(struct trap_record *trap)
{
  char **text;
  if (!trap)
    return;
  for (guint i = 0; (text = texts_of(trap, i)); i++)
    g_free(*text);
  g_ptr_array_unref(trap->variables);
  g_free(trap);
}

void trap_record_add(struct trap_record *trap, const char *oid, const char *type, const char *text)
{
  if (trap->variables->len == TRAP_VARIABLES_MAX)
    return;
  struct trap_variable *variable = g_new(struct trap_variable, 1);
  *variable = (struct trap_variable){text_clean(oid, LIMIT_URI), text_clean(type, LIMIT_NAME), text_clean(text, LIMIT_URI)};
  g_ptr_array_add(trap->variables, variable);
}

const char *trap_record_value(const struct trap_record *trap, const char *oid)
{
  gsize length = strlen(oid);
  for (guint i = 0; i < trap->variables->len; i++) {
    const struct trap_variable *variable = trap->variables->pdata[i];
    if (strncmp(variable->oid, oid, length) == 0 && (variable->oid[length] == '.' || !variable->oid[length]))
      return variable->text;
  }
  return NULL;
}

gboolean oid_text_is_valid(const char *text)
{
  g_auto(GStrv) parts = g_strsplit(text, ".", OID_TEXT_MAX + 1);
  guint n = 0;
  guint64 number;
  for (; parts[n]; n++)
    if (n == OID_TEXT_MAX || !g_ascii_string_to_unsigned(parts[n], 10, 0, G_MAXUINT32, &number, NULL))
      return FALSE;
  return n >= 2;
}
