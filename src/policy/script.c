#include "policy/script.h"

#include <string.h>

static const char *const keywords[] = {"and",   "break", "do",  "else", "elseif", "end",    "false", "for",
                                       "function", "goto", "if",  "in",   "local",  "nil",    "not",   "or",
                                       "repeat", "return", "then", "true", "until",  "while",  NULL};

/* Longest first. */
static const char *const symbols[] = {"...", "..", "==", "~=", "<=", ">=", "//", "::", "<<", ">>", NULL};

struct reader {
  const char *text;
  gsize length, at;
  guint line;
  gsize line_start;
};

static char peek(const struct reader *reader, gsize ahead)
{
  return reader->at + ahead < reader->length ? reader->text[reader->at + ahead] : '\0';
}

static void advance(struct reader *reader, gsize n)
{
  for (gsize end = MIN(reader->at + n, reader->length); reader->at < end; reader->at++)
    if (reader->text[reader->at] == '\n') {
      reader->line++;
      reader->line_start = reader->at + 1;
    }
}

static gboolean is_word(char c)
{
  return g_ascii_isalnum(c) || c == '_';
}

/* The bytes of "[==[" at `ahead`; 0 where no long bracket opens. */
static gsize long_bracket(const struct reader *reader, gsize ahead)
{
  if (peek(reader, ahead) != '[')
    return 0;
  gsize n = 1;
  while (peek(reader, ahead + n) == '=')
    n++;
  return peek(reader, ahead + n) == '[' ? n + 1 : 0;
}

/* Steps over what follows "[==[" of `n` bytes, up to and including "]==]". */
static void skip_long(struct reader *reader, gsize n)
{
  g_autofree char *close = g_strnfill(n, '=');
  close[0] = close[n - 1] = ']';
  advance(reader, n);
  const char *end = g_strstr_len(reader->text + reader->at, (gssize)(reader->length - reader->at), close);
  advance(reader, end ? (gsize)(end - reader->text) - reader->at + n : reader->length);
}

static void skip_comment(struct reader *reader)
{
  gsize bracket = long_bracket(reader, 2);
  advance(reader, 2);
  if (bracket > 0) {
    skip_long(reader, bracket);
    return;
  }
  while (reader->at < reader->length && peek(reader, 0) != '\n')
    advance(reader, 1);
}

static void skip_blank(struct reader *reader)
{
  while (reader->at < reader->length) {
    if (peek(reader, 0) == '-' && peek(reader, 1) == '-')
      skip_comment(reader);
    else if (g_ascii_isspace(peek(reader, 0)) || peek(reader, 0) == '\v')
      advance(reader, 1);
    else
      return;
  }
}

/* A line break ends it, too, unless it is escaped: then the string was never closed. \z skips what is blank. */
static void skip_quoted(struct reader *reader)
{
  char quote = peek(reader, 0);
  advance(reader, 1);
  while (reader->at < reader->length && peek(reader, 0) != quote && peek(reader, 0) != '\n') {
    gboolean skips = peek(reader, 0) == '\\' && peek(reader, 1) == 'z';
    advance(reader, peek(reader, 0) == '\\' ? 2 : 1);
    while (skips && g_ascii_isspace(peek(reader, 0)))
      advance(reader, 1);
  }
  if (peek(reader, 0) == quote)
    advance(reader, 1);
}

/* As llex.c reads numerals: digits, letters and points, and a sign behind the exponent. */
static void skip_number(struct reader *reader)
{
  const char *exponent = peek(reader, 0) == '0' && (peek(reader, 1) | 0x20) == 'x' ? "Pp" : "Ee";
  while (is_word(peek(reader, 0)) || peek(reader, 0) == '.') {
    gboolean has_exponent = strchr(exponent, peek(reader, 0)) != NULL;
    advance(reader, 1);
    if (has_exponent && (peek(reader, 0) == '+' || peek(reader, 0) == '-'))
      advance(reader, 1);
  }
}

static gboolean is_keyword(const struct reader *reader, gsize start)
{
  g_autofree char *word = g_strndup(reader->text + start, reader->at - start);
  return g_strv_contains(keywords, word);
}

static enum token_kind skip_token(struct reader *reader)
{
  gsize start = reader->at, bracket = long_bracket(reader, 0);
  char first = peek(reader, 0);
  if (g_ascii_isdigit(first) || (first == '.' && g_ascii_isdigit(peek(reader, 1)))) {
    skip_number(reader);
    return TOKEN_NUMBER;
  }
  if (is_word(first)) {
    while (is_word(peek(reader, 0)))
      advance(reader, 1);
    return is_keyword(reader, start) ? TOKEN_KEYWORD : TOKEN_NAME;
  }
  if (first == '"' || first == '\'') {
    skip_quoted(reader);
    return TOKEN_STRING;
  }
  if (bracket > 0) {
    skip_long(reader, bracket);
    return TOKEN_STRING;
  }
  for (const char *const *symbol = symbols; *symbol; symbol++)
    if (strncmp(reader->text + start, *symbol, strlen(*symbol)) == 0) {
      advance(reader, strlen(*symbol));
      return TOKEN_SYMBOL;
    }
  advance(reader, 1);
  return TOKEN_SYMBOL;
}

static void read_tokens(struct script *script)
{
  struct reader reader = {.text = script->text, .length = script->length, .line = 1};
  for (;;) {
    skip_blank(&reader);
    struct token token = {TOKEN_END, (guint)reader.at, 0, reader.line, (guint)(reader.at - reader.line_start) + 1};
    if (reader.at < reader.length)
      token.kind = skip_token(&reader);
    token.length = (guint)reader.at - token.start;
    g_array_append_val(script->tokens, token);
    if (token.kind == TOKEN_END)
      return;
  }
}

struct script *script_new(const char *text, gsize length)
{
  struct script *script = g_new0(struct script, 1);
  script->text = g_malloc(length + 1);
  memcpy(script->text, text, length);
  script->text[length] = '\0';
  script->length = length;
  script->tokens = g_array_new(FALSE, FALSE, sizeof(struct token));
  read_tokens(script);
  return script;
}

void script_free(struct script *script)
{
  g_array_unref(script->tokens);
  g_free(script->text);
  g_free(script);
}

const struct token *script_token(const struct script *script, guint index)
{
  return &g_array_index(script->tokens, struct token, MIN(index, script->tokens->len - 1));
}

gboolean token_is(const struct script *script, guint index, const char *text)
{
  const struct token *token = script_token(script, index);
  return token->kind != TOKEN_STRING && token->length == strlen(text) &&
         strncmp(script->text + token->start, text, token->length) == 0;
}

char *token_text(const struct script *script, guint index)
{
  const struct token *token = script_token(script, index);
  return g_strndup(script->text + token->start, token->length);
}

char *token_string(const struct script *script, guint index)
{
  const struct token *token = script_token(script, index);
  if (token->kind != TOKEN_STRING || token->length < 2)
    return NULL;
  const char *from = script->text + token->start;
  if (*from == '[') {
    gsize bracket = strcspn(from + 1, "[") + 2;
    gsize skip = from[bracket] == '\n'; /* a first line break does not count */
    return g_strndup(from + bracket + skip, token->length - 2 * bracket - skip);
  }
  return memchr(from, '\\', token->length) ? NULL : g_strndup(from + 1, token->length - 2);
}

char *script_line(const struct script *script, guint line)
{
  const char *at = script->text;
  for (guint i = 1; i < line && at; i++) {
    at = strchr(at, '\n');
    at += at != NULL;
  }
  return at ? g_strndup(at, strcspn(at, "\r\n")) : g_strdup("");
}
