/* The expressions of policy/syntax.h. */
#include "policy/parser.h"

void parse_function(struct parser *parser)
{
  struct function_text text = {parser->function, parser->at + 1, parser->at, 0};
  guint index = parser->syntax->functions->len, scope = parser->locals->len, field = parser->field;
  g_array_append_val(parser->syntax->functions, text);
  parser->function = index;
  parser->field = SYNTAX_NONE;
  parser_expect(parser, "(");
  while (parser_is_name(parser)) {
    parser_declare(parser, parser->at++);
    parser_accept(parser, ",");
  }
  parser_accept(parser, "...");
  parser_expect(parser, ")");
  parse_block(parser);
  g_array_index(parser->syntax->functions, struct function_text, index).last = parser->at;
  parser_expect(parser, "end");
  g_array_set_size(parser->locals, scope);
  parser->function = text.parent;
  parser->field = field;
}

static void read_field(struct parser *parser)
{
  struct field_text field = {parser->field, parser->function, parser->at, 0, 0};
  gboolean is_bracket = parser_is(parser, "[");
  gboolean is_plain = parser_is_name(parser) && token_is(parser->script, parser->at + 1, "=");
  if (!is_bracket && !is_plain) {
    guint outer = parser->field;
    parser->field = SYNTAX_NONE;
    parse_expression(parser);
    parser->field = outer;
    return;
  }
  parser->at++;
  if (is_bracket) {
    field.key = parser->at;
    parse_expression(parser);
    parser_expect(parser, "]");
  }
  parser_expect(parser, "=");
  guint index = parser->syntax->fields->len;
  field.first = parser->at;
  g_array_append_val(parser->syntax->fields, field);
  parser->field = index;
  parse_expression(parser);
  parser->field = field.parent;
  g_array_index(parser->syntax->fields, struct field_text, index).last = parser->at;
}

static void read_table(struct parser *parser)
{
  parser_expect(parser, "{");
  while (!parser_is(parser, "}") && !parser->is_lost) {
    read_field(parser);
    if (!parser_accept(parser, ",") && !parser_accept(parser, ";"))
      break;
  }
  parser_expect(parser, "}");
}

void parse_expressions(struct parser *parser)
{
  do
    parse_expression(parser);
  while (parser_accept(parser, ","));
}

static void read_arguments(struct parser *parser)
{
  guint field = parser->field;
  parser->field = SYNTAX_NONE;
  if (parser_is(parser, "{")) {
    read_table(parser);
  } else if (script_token(parser->script, parser->at)->kind == TOKEN_STRING) {
    parser->at++;
  } else {
    parser_expect(parser, "(");
    if (!parser_is(parser, ")"))
      parse_expressions(parser);
    parser_expect(parser, ")");
  }
  parser->field = field;
}

void parse_suffixed(struct parser *parser)
{
  if (parser_accept(parser, "(")) {
    parse_expression(parser);
    parser_expect(parser, ")");
  } else {
    parser_use(parser, parser_expect_name(parser));
  }
  while (!parser->is_lost) {
    if (parser_accept(parser, ".")) {
      parser_expect_name(parser);
    } else if (parser_accept(parser, "[")) {
      parse_expression(parser);
      parser_expect(parser, "]");
    } else if (parser_accept(parser, ":")) {
      parser_expect_name(parser);
      read_arguments(parser);
    } else if (parser_is(parser, "(") || parser_is(parser, "{") ||
               script_token(parser->script, parser->at)->kind == TOKEN_STRING) {
      read_arguments(parser);
    } else {
      return;
    }
  }
}

static void read_operand(struct parser *parser)
{
  static const char *const constants[] = {"nil", "true", "false", "...", NULL};
  while (parser_accept(parser, "not") || parser_accept(parser, "-") || parser_accept(parser, "#") || parser_accept(parser, "~"))
    ;
  enum token_kind kind = script_token(parser->script, parser->at)->kind;
  g_autofree char *text = token_text(parser->script, parser->at);
  if (kind == TOKEN_NUMBER || kind == TOKEN_STRING || g_strv_contains(constants, text))
    parser->at++;
  else if (parser_is(parser, "{"))
    read_table(parser);
  else if (parser_accept(parser, "function"))
    parse_function(parser);
  else
    parse_suffixed(parser);
}

/* Operators by precedence do not matter here. */
void parse_expression(struct parser *parser)
{
  static const char *const operators[] = {"+", "-",  "*",  "/", "%",  "^", "//", "&",  "|",   "~",  "<<",
                                          ">>", "..", "<", ">", "<=", ">=", "==", "~=", "and", "or", NULL};
  parser_enter(parser);
  while (!parser->is_lost) {
    read_operand(parser);
    g_autofree char *text = token_text(parser->script, parser->at);
    if (!g_strv_contains(operators, text))
      break;
    g_array_append_val(parser->syntax->operators, parser->at);
    parser->at++;
  }
  parser_leave(parser);
}
