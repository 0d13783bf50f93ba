#include "policy/parser.h"

#include <string.h>

gboolean parser_is(const struct parser *parser, const char *text)
{
  return token_is(parser->script, parser->at, text);
}

gboolean parser_accept(struct parser *parser, const char *text)
{
  gboolean found = parser_is(parser, text);
  parser->at += found ? 1 : 0;
  return found;
}

static void lose(struct parser *parser)
{
  parser->is_lost = TRUE;
  parser->at = parser->script->tokens->len - 1;
}

void parser_expect(struct parser *parser, const char *text)
{
  if (!parser_accept(parser, text))
    lose(parser);
}

void parser_enter(struct parser *parser)
{
  if (++parser->depth > PARSER_DEPTH_MAX)
    lose(parser);
}

void parser_leave(struct parser *parser)
{
  parser->depth--;
}

gboolean parser_is_name(const struct parser *parser)
{
  return script_token(parser->script, parser->at)->kind == TOKEN_NAME;
}

guint parser_expect_name(struct parser *parser)
{
  if (!parser_is_name(parser))
    parser_expect(parser, " ");
  return parser->at++;
}

void parser_declare(struct parser *parser, guint token)
{
  g_array_append_val(parser->locals, token);
}

static gboolean same_text(const struct script *script, guint one, guint other)
{
  const struct token *a = script_token(script, one), *b = script_token(script, other);
  return a->length == b->length && memcmp(script->text + a->start, script->text + b->start, a->length) == 0;
}

void parser_use(struct parser *parser, guint token)
{
  struct variable_use variable = {token, SYNTAX_NONE, FALSE};
  for (guint i = parser->locals->len; i > 0; i--) {
    guint declaration = g_array_index(parser->locals, guint, i - 1);
    if (same_text(parser->script, declaration, token)) {
      variable.declaration = declaration;
      break;
    }
  }
  g_array_append_val(parser->syntax->variables, variable);
}
