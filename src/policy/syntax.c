#include "policy/syntax.h"

#include "policy/parser.h"

/* The name at that token is what is assigned, unless only a field of it is. */
static void mark_assigned(struct parser *parser, guint token)
{
  for (guint i = parser->syntax->variables->len; i > 0; i--) {
    struct variable_use *variable = &g_array_index(parser->syntax->variables, struct variable_use, i - 1);
    if (variable->token == token) {
      variable->is_assigned = TRUE;
      return;
    }
  }
}

static void read_scope(struct parser *parser, const char *end)
{
  guint scope = parser->locals->len;
  parse_block(parser);
  g_array_set_size(parser->locals, scope);
  parser_expect(parser, end);
}

static void read_if(struct parser *parser)
{
  do {
    parse_expression(parser);
    parser_expect(parser, "then");
    guint scope = parser->locals->len;
    parse_block(parser);
    g_array_set_size(parser->locals, scope);
  } while (parser_accept(parser, "elseif"));
  if (parser_accept(parser, "else"))
    read_scope(parser, "end");
  else
    parser_expect(parser, "end");
}

static void read_for(struct parser *parser)
{
  guint first = parser->at, scope = parser->locals->len;
  do
    parser_expect_name(parser);
  while (parser_accept(parser, ","));
  guint names_end = parser->at;
  if (!parser_accept(parser, "="))
    parser_expect(parser, "in");
  parse_expressions(parser);
  for (guint token = first; token < names_end; token += 2)
    parser_declare(parser, token);
  parser_expect(parser, "do");
  read_scope(parser, "end");
  g_array_set_size(parser->locals, scope);
}

/* What `until` asks sees the block's locals. */
static void read_repeat(struct parser *parser)
{
  guint scope = parser->locals->len;
  parse_block(parser);
  parser_expect(parser, "until");
  parse_expression(parser);
  g_array_set_size(parser->locals, scope);
}

static void read_values(struct parser *parser, const GArray *names)
{
  guint n = 0;
  do {
    struct local_value value = {.first = parser->at};
    parse_expression(parser);
    value.last = parser->at;
    if (n < names->len) {
      value.declaration = g_array_index(names, guint, n++);
      g_array_append_val(parser->syntax->locals, value);
    }
  } while (parser_accept(parser, ","));
}

static void read_local(struct parser *parser)
{
  if (parser_accept(parser, "function")) {
    parser_declare(parser, parser_expect_name(parser));
    parse_function(parser);
    return;
  }
  g_autoptr(GArray) names = g_array_new(FALSE, FALSE, sizeof(guint));
  do {
    guint name = parser_expect_name(parser);
    g_array_append_val(names, name);
    if (parser_accept(parser, "<")) {
      parser_expect_name(parser);
      parser_expect(parser, ">");
    }
  } while (parser_accept(parser, ","));
  if (parser_accept(parser, "="))
    read_values(parser, names);
  g_array_append_vals(parser->locals, names->data, names->len);
}

/* `function name.field:method(...)`: a global is assigned by its plain name only. */
static void read_named_function(struct parser *parser)
{
  guint name = parser_expect_name(parser);
  parser_use(parser, name);
  if (parser_is(parser, "("))
    mark_assigned(parser, name);
  while (parser_accept(parser, ".") || parser_accept(parser, ":"))
    parser_expect_name(parser);
  parse_function(parser);
}

static gboolean ends_block(const struct parser *parser)
{
  return parser->is_lost || script_token(parser->script, parser->at)->kind == TOKEN_END || parser_is(parser, "end") ||
         parser_is(parser, "else") || parser_is(parser, "elseif") || parser_is(parser, "until");
}

static void add_return(struct parser *parser, struct return_value *value)
{
  value->last = parser->at;
  g_array_append_val(parser->syntax->returns, *value);
  value->nth++;
}

static void read_return(struct parser *parser)
{
  struct return_value value = {.function = parser->function, .statement = parser->at - 1, .first = parser->at};
  if (ends_block(parser) || parser_is(parser, ";")) {
    add_return(parser, &value);
  } else {
    do {
      value.first = parser->at;
      parse_expression(parser);
      add_return(parser, &value);
    } while (parser_accept(parser, ","));
  }
  parser_accept(parser, ";");
}

/* A call, or an assignment. */
static void read_plain(struct parser *parser)
{
  g_autoptr(GArray) targets = g_array_new(FALSE, FALSE, sizeof(guint));
  do {
    guint first = parser->at;
    parse_suffixed(parser);
    if (parser->at == first + 1)
      g_array_append_val(targets, first);
  } while (parser_accept(parser, ","));
  if (!parser_accept(parser, "="))
    return;
  for (guint i = 0; i < targets->len; i++)
    mark_assigned(parser, g_array_index(targets, guint, i));
  parse_expressions(parser);
}

static void read_statement(struct parser *parser)
{
  if (parser_accept(parser, ";") || parser_accept(parser, "break"))
    return;
  if (parser_accept(parser, "::")) {
    parser_expect_name(parser);
    parser_expect(parser, "::");
  } else if (parser_accept(parser, "goto")) {
    parser_expect_name(parser);
  } else if (parser_accept(parser, "do")) {
    read_scope(parser, "end");
  } else if (parser_accept(parser, "while")) {
    parse_expression(parser);
    parser_expect(parser, "do");
    read_scope(parser, "end");
  } else if (parser_accept(parser, "repeat")) {
    read_repeat(parser);
  } else if (parser_accept(parser, "if")) {
    read_if(parser);
  } else if (parser_accept(parser, "for")) {
    read_for(parser);
  } else if (parser_accept(parser, "function")) {
    read_named_function(parser);
  } else if (parser_accept(parser, "local")) {
    read_local(parser);
  } else if (parser_accept(parser, "return")) {
    read_return(parser);
  } else {
    read_plain(parser);
  }
}

void parse_block(struct parser *parser)
{
  parser_enter(parser);
  while (!ends_block(parser))
    read_statement(parser);
  parser_leave(parser);
}

struct syntax *syntax_new(const struct script *script)
{
  struct syntax *syntax = g_new0(struct syntax, 1);
  struct parser parser = {.syntax = syntax, .script = script, .field = SYNTAX_NONE};
  const struct function_text file = {SYNTAX_NONE, 0, 0, script->tokens->len - 1};
  syntax->script = script;
  syntax->variables = g_array_new(FALSE, FALSE, sizeof(struct variable_use));
  syntax->functions = g_array_new(FALSE, FALSE, sizeof(struct function_text));
  syntax->locals = g_array_new(FALSE, FALSE, sizeof(struct local_value));
  syntax->returns = g_array_new(FALSE, FALSE, sizeof(struct return_value));
  syntax->fields = g_array_new(FALSE, FALSE, sizeof(struct field_text));
  syntax->operators = g_array_new(FALSE, FALSE, sizeof(guint));
  parser.locals = g_array_new(FALSE, FALSE, sizeof(guint));
  g_array_append_val(syntax->functions, file);
  parse_block(&parser);
  g_array_unref(parser.locals);
  if (!parser.is_lost && script_token(script, parser.at)->kind == TOKEN_END)
    return syntax;
  syntax_free(syntax);
  return NULL;
}

void syntax_free(struct syntax *syntax)
{
  g_array_unref(syntax->variables);
  g_array_unref(syntax->functions);
  g_array_unref(syntax->locals);
  g_array_unref(syntax->returns);
  g_array_unref(syntax->fields);
  g_array_unref(syntax->operators);
  g_free(syntax);
}

guint syntax_field(const struct syntax *syntax, guint parent, const char *key)
{
  for (guint i = 0; i < syntax->fields->len; i++) {
    const struct field_text *field = &g_array_index(syntax->fields, struct field_text, i);
    g_autofree char *name = token_string(syntax->script, field->key);
    if (field->parent == parent && (parent != SYNTAX_NONE || field->function == 0) &&
        (token_is(syntax->script, field->key, key) || g_strcmp0(name, key) == 0))
      return i;
  }
  return SYNTAX_NONE;
}

gboolean field_holds(const struct field_text *field, guint token)
{
  return token >= field->key && token < field->last;
}
