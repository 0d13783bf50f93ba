#include "policy/lint_pass.h"

gboolean lint_is_full(const struct lint *lint)
{
  return g_hash_table_size(lint->told) > LINT_MAX;
}

void lint_say(struct lint *lint, gboolean is_error, guint index, char *text)
{
  const struct token *token = script_token(lint->syntax->script, index);
  const struct place place = {token->line, token->column, token->length};
  gboolean is_news = !lint_is_full(lint) && g_hash_table_add(lint->told, GUINT_TO_POINTER(index));
  if (is_news && lint_is_full(lint)) {
    g_free(text);
    text = g_strdup_printf("there is more from here on: %d things are said of a file", LINT_MAX);
  }
  if (is_news)
    g_ptr_array_add(lint->diagnostics, diagnostic_new(is_error, lint->file, place, text));
  else
    g_free(text);
}

const struct field_text *lint_field(const struct lint *lint, guint index)
{
  return index == SYNTAX_NONE ? NULL : &g_array_index(lint->syntax->fields, struct field_text, index);
}
