#include "model/program.h"

#include "base/text.h"
#include "model/names.h"

#include <string.h>

static const char *const macro_names[PROGRAM_MACROS] = {
    [MACRO_TIP_ID] = "tip.id",
    [MACRO_TIP_POLICY] = "tip.policy",
    [MACRO_TIP_SEVERITY] = "tip.severity",
    [MACRO_TIP_SUBJECT] = "tip.subject",
    [MACRO_TIP_TEXT] = "tip.text",
    [MACRO_GUEST_NAME] = "guest.name",
    [MACRO_GUEST_UUID] = "guest.uuid",
    [MACRO_HOST_NAME] = "host.name",
    [MACRO_ACTION_ID] = "action.id",
};

struct program *program_new(const char *name)
{
  struct program *program = g_new0(struct program, 1);
  program->name = g_strdup(name);
  program->words = g_ptr_array_new_with_free_func(g_free);
  return program;
}

void program_free(struct program *program)
{
  if (!program)
    return;
  g_free(program->name);
  g_ptr_array_unref(program->words);
  g_free(program);
}

const char *program_macro_name(enum program_macro macro)
{
  return name_of(macro_names, PROGRAM_MACROS, macro);
}

/* The next macro at or behind `text`; NULL: there is none. `*end` is what follows it, NULL where it has no end. */
static const char *next_macro(const char *text, const char **end)
{
  const char *begin = strstr(text, "%{");
  const char *close = begin ? strchr(begin, '}') : NULL;
  *end = close ? close + 1 : NULL;
  return begin;
}

/* What stands in the brackets. Caller frees. */
static char *macro_text(const char *begin, const char *end)
{
  return end ? g_strndup(begin + 2, (gsize)(end - begin) - 3) : g_strdup(begin + 2);
}

gboolean program_word_is_sound(const char *word, char **unknown)
{
  const char *end, *begin;
  for (; (begin = next_macro(word, &end)) != NULL; word = end) {
    g_autofree char *name = macro_text(begin, end);
    guint macro;
    if (!end || !name_find(macro_names, PROGRAM_MACROS, name, &macro)) {
      *unknown = g_steal_pointer(&name);
      return FALSE;
    }
  }
  return TRUE;
}

char *program_value(const char *value)
{
  return text_clean(value, PROGRAM_VALUE_MAX);
}

/* What is no macro stays as it is. */
static char *fill(const char *word, const char *const *values)
{
  GString *filled = g_string_new(NULL);
  const char *end, *begin;
  while ((begin = next_macro(word, &end)) != NULL && end) {
    g_autofree char *name = macro_text(begin, end);
    guint macro;
    gboolean is_known = name_find(macro_names, PROGRAM_MACROS, name, &macro);
    g_autofree char *value = is_known ? program_value(values[macro]) : g_strndup(begin, (gsize)(end - begin));
    g_string_append_len(filled, word, begin - word);
    g_string_append(filled, value);
    word = end;
  }
  return g_string_free(g_string_append(filled, word), FALSE);
}

char **program_arguments(const struct program *program, const char *const *values)
{
  char **arguments = g_new0(char *, program->words->len + 1);
  for (guint i = 0; i < program->words->len; i++)
    arguments[i] = i == 0 ? g_strdup(program->words->pdata[0]) : fill(program->words->pdata[i], values);
  return arguments;
}

/* "PROVOST_TIP_ID". Caller frees. */
static char *variable_name(enum program_macro macro)
{
  g_autofree char *upper = g_ascii_strup(macro_names[macro], -1);
  return g_strconcat("PROVOST_", g_strdelimit(upper, ".", '_'), NULL);
}

char **program_environment(const char *const *values)
{
  GPtrArray *environment = g_ptr_array_new();
  g_ptr_array_add(environment, g_strdup("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
  g_ptr_array_add(environment, g_strdup("LANG=C.UTF-8"));
  for (enum program_macro macro = 0; macro < PROGRAM_MACROS; macro++) {
    g_autofree char *name = variable_name(macro), *value = program_value(values[macro]);
    g_ptr_array_add(environment, g_strconcat(name, "=", value, NULL));
  }
  g_ptr_array_add(environment, NULL);
  return (char **)g_ptr_array_free(environment, FALSE);
}
