#pragma once
/*
 * The parser behind syntax.h: syntax.c reads statements with it, syntax_expression.c expressions. For these only.
 */
#include "policy/syntax.h"

#define PARSER_DEPTH_MAX 400 /* Lua itself takes at most 200 */

struct parser {
  struct syntax *syntax;
  const struct script *script;
  guint at;        /* token */
  GArray *locals;  /* guint: tokens of the names in scope, innermost last */
  guint function;  /* index of the one that is read */
  guint field;     /* index of the one whose value is read */
  guint depth;     /* of expressions and blocks in each other */
  gboolean is_lost;
};

gboolean parser_is(const struct parser *parser, const char *text);
gboolean parser_is_name(const struct parser *parser);

/* Steps over the token if it reads so. */
gboolean parser_accept(struct parser *parser, const char *text);

/* The same of one that must come: without it the parser is lost, stands at the end, and all loops end. */
void parser_expect(struct parser *parser, const char *text);
guint parser_expect_name(struct parser *parser); /* its token */

/* One deeper, and back. Too deep, and it is lost. */
void parser_enter(struct parser *parser);
void parser_leave(struct parser *parser);

/* The name at that token is a local from here on; is used as a variable. */
void parser_declare(struct parser *parser, guint token);
void parser_use(struct parser *parser, guint token);

void parse_block(struct parser *parser);
void parse_expression(struct parser *parser);
void parse_expressions(struct parser *parser); /* with commas */
void parse_suffixed(struct parser *parser);    /* a name or parenthesis with what is read of it, or called */
void parse_function(struct parser *parser);    /* from '(' to the 'end' */
