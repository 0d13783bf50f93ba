#pragma once
/*
 * The text of a Lua file as its tokens, for what reads policies without running them: checks, coverage, mutants.
 * Comments and blanks are no tokens, so what stands in them is never taken for code. Makes sense of any bytes, but is
 * meant for what Lua has compiled. Plain values; pure.
 */
#include <glib.h>

enum token_kind {
  TOKEN_END, /* behind the last one */
  TOKEN_NAME,
  TOKEN_KEYWORD,
  TOKEN_NUMBER,
  TOKEN_STRING, /* with its quotes or long brackets */
  TOKEN_SYMBOL,
};

struct token {
  enum token_kind kind;
  guint start, length; /* bytes of the text */
  guint line, column;  /* of its first byte, from 1; a column is a byte */
};

struct script {
  char *text;
  gsize length;
  GArray *tokens; /* struct token, the last is TOKEN_END */
};

/* Copies the text. */
struct script *script_new(const char *text, gsize length);
void script_free(struct script *script);

/* The token at `index`, END behind the last. */
const struct token *script_token(const struct script *script, guint index);

/* Whether the token reads so; a string never does. */
gboolean token_is(const struct script *script, guint index, const char *text);

/* The token as it is written. Caller frees. */
char *token_text(const struct script *script, guint index);

/* What a string says; NULL where the token is none, or holds an escape. Caller frees. */
char *token_string(const struct script *script, guint index);

/* The line from 1, without its end; "" where there is none. Caller frees. */
char *script_line(const struct script *script, guint line);
