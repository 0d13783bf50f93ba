#include "policy/diagnostic.h"

#include "base/limits.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN_MAX 240 /* bytes shown of a line */

struct diagnostic *diagnostic_new(gboolean is_error, const char *file, struct place place, char *text)
{
  struct diagnostic *diagnostic = g_new0(struct diagnostic, 1);
  *diagnostic = (struct diagnostic){is_error, g_strdup(file), place, text_clean(text, LIMIT_TEXT)};
  g_free(text);
  return diagnostic;
}

void diagnostic_free(struct diagnostic *diagnostic)
{
  g_free(diagnostic->file);
  g_free(diagnostic->text);
  g_free(diagnostic);
}

/* "12:" before `*at`, which moves behind it; 0 where no number stands there. */
static guint take_number(const char **at)
{
  char *end;
  guint64 number = g_ascii_strtoull(*at, &end, 10);
  if (end == *at || *end != ':' || number > G_MAXINT)
    return 0;
  *at = end + 1;
  return (guint)number;
}

/* The ':' behind the name of the file that a sentence begins with; NULL: it begins with none. */
static const char *end_of_path(const char *sentence)
{
  for (const char *at = sentence; (at = strchr(at, ':')); at++) {
    g_autofree char *path = g_strndup(sentence, (gsize)(at - sentence));
    if (g_str_has_suffix(path, ".lua") || g_str_has_suffix(path, ".yaml"))
      return at;
  }
  return NULL;
}

struct diagnostic *diagnostic_parse(const char *sentence)
{
  struct place place = {0};
  const char *colon = end_of_path(sentence);
  if (!colon)
    return diagnostic_new(TRUE, "", place, g_strdup(sentence));
  g_autofree char *file = g_strndup(sentence, (gsize)(colon - sentence));
  const char *at = colon + 1;
  place.line = take_number(&at);
  place.column = place.line > 0 ? take_number(&at) : 0;
  return diagnostic_new(TRUE, file, place, g_strdup(at + strspn(at, " ")));
}

/* The token of that line that reads `word`, or is a string that says it; NULL where there is none. */
static const struct token *find_word(const struct script *script, guint line, const char *word)
{
  for (guint i = 0; i < script->tokens->len; i++) {
    const struct token *token = script_token(script, i);
    if (token->line != line)
      continue;
    g_autofree char *text = token_string(script, i);
    if (token_is(script, i, word) || g_strcmp0(text, word) == 0)
      return token;
  }
  return NULL;
}

/* First what stands in quotes, the last of it foremost: Lua ends with near 'x'. Then any word. */
static const struct token *find_named(const struct script *script, guint line, const char *text)
{
  g_auto(GStrv) quoted = g_strsplit_set(text, "'\"", -1);
  for (guint i = g_strv_length(quoted); i > 0; i--)
    if ((i - 1) % 2 == 1) {
      const struct token *found = find_word(script, line, quoted[i - 1]);
      if (found)
        return found;
    }
  g_auto(GStrv) words = g_strsplit_set(text, " ,:;?(){}'\"=[]", -1);
  for (char **word = words; *word; word++) {
    const struct token *found = **word ? find_word(script, line, *word) : NULL;
    if (found)
      return found;
  }
  return NULL;
}

/* Lua quotes what it could not read as a token: near '"never closed'. */
static void locate_near(struct diagnostic *diagnostic, const struct script *script)
{
  const char *near = strstr(diagnostic->text, " near ");
  g_autofree char *line = script_line(script, diagnostic->place.line);
  if (!near)
    return;
  g_autofree char *text = g_strdup(near + strlen(" near '"));
  char *quote = strrchr(text, '\'');
  if (quote)
    *quote = '\0';
  const char *at = g_str_has_suffix(near, "<eof>") ? line + strlen(line) : strstr(line, text);
  if (at)
    diagnostic->place = (struct place){diagnostic->place.line, (guint)(at - line) + 1, (guint)strlen(at)};
}

void diagnostic_locate(struct diagnostic *diagnostic, const struct script *script)
{
  struct place *place = &diagnostic->place;
  if (place->column > 0 || place->line == 0)
    return;
  const char *guess = strstr(diagnostic->text, "; did you mean ");
  g_autofree char *said = g_strndup(diagnostic->text, guess ? (gsize)(guess - diagnostic->text) : strlen(diagnostic->text));
  const struct token *found = find_named(script, place->line, said);
  if (found)
    *place = (struct place){place->line, found->column, found->length};
  else
    locate_near(diagnostic, script);
}

static int compare(gconstpointer a, gconstpointer b)
{
  const struct diagnostic *one = *(struct diagnostic *const *)a, *other = *(struct diagnostic *const *)b;
  int order = strcmp(one->file, other->file);
  if (order == 0)
    order = (one->place.line > other->place.line) - (one->place.line < other->place.line);
  if (order == 0)
    order = (one->place.column > other->place.column) - (one->place.column < other->place.column);
  return order ? order : strcmp(one->text, other->text);
}

static gboolean is_same(const struct diagnostic *one, const struct diagnostic *other)
{
  return strcmp(one->file, other->file) == 0 && one->place.line == other->place.line &&
         strcmp(one->text, other->text) == 0;
}

void diagnostics_sort(GPtrArray *diagnostics)
{
  g_ptr_array_sort(diagnostics, compare);
  for (guint i = 1; i < diagnostics->len; i++)
    if (is_same(diagnostics->pdata[i - 1], diagnostics->pdata[i]))
      g_ptr_array_remove_index(diagnostics, i--);
}

guint diagnostics_count(const GPtrArray *diagnostics, gboolean is_error)
{
  guint n = 0;
  for (guint i = 0; i < diagnostics->len; i++)
    n += ((const struct diagnostic *)diagnostics->pdata[i])->is_error == is_error;
  return n;
}

char *diagnostics_summary(const GPtrArray *diagnostics)
{
  guint errors = diagnostics_count(diagnostics, TRUE), warnings = diagnostics_count(diagnostics, FALSE);
  g_autofree char *failed = errors > 0 ? g_strdup_printf("%u error%s", errors, errors == 1 ? "" : "s") : g_strdup("");
  g_autofree char *doubted =
      warnings > 0 ? g_strdup_printf("%u warning%s", warnings, warnings == 1 ? "" : "s") : g_strdup("");
  return g_strconcat(failed, errors > 0 && warnings > 0 ? ", " : "", doubted, NULL);
}

/* The line, and below it what is meant. Each character before it takes the place of one, whatever it takes of a
 * terminal; a tab stays one. */
static void print_line(const struct place *place, const struct script *script, FILE *to)
{
  g_autofree char *line = script_line(script, place->line);
  g_strdelimit(line, "\t", ' ');
  g_autofree char *shown = text_clean(line, SHOWN_MAX);
  if (!*g_strchug(line))
    return;
  fprintf(to, "%5u | %s\n", place->line, shown);
  if (place->column == 0 || place->column > strlen(shown) + 1)
    return;
  glong indent = g_utf8_strlen(shown, (gssize)place->column - 1);
  gsize length = MIN(MAX(place->length, 1), MAX(strlen(shown) + 1 - place->column, 1));
  g_autofree char *underline = g_strnfill(length, '~');
  underline[0] = '^';
  fprintf(to, "      | %*s%s\n", (int)indent, "", underline);
}

/* "'}' expected (to close '{' at line 1)": that line, too. */
static void print_opening(const struct diagnostic *diagnostic, const struct script *script, FILE *to)
{
  const char *close = strstr(diagnostic->text, "(to close '"), *at = close ? strstr(close, "' at line ") : NULL;
  guint64 line = at ? g_ascii_strtoull(at + strlen("' at line "), NULL, 10) : 0;
  if (line == 0 || line > G_MAXINT)
    return;
  g_autofree char *word = g_strndup(close + strlen("(to close '"), (gsize)(at - close) - strlen("(to close '"));
  const struct token *found = find_word(script, (guint)line, word);
  if (found)
    print_line(&(struct place){found->line, found->column, found->length}, script, to);
}

static void print(const struct diagnostic *diagnostic, const struct script *script, FILE *to)
{
  fputs(diagnostic->file, to);
  if (diagnostic->place.line > 0)
    fprintf(to, ":%u", diagnostic->place.line);
  if (diagnostic->place.column > 0)
    fprintf(to, ":%u", diagnostic->place.column);
  fprintf(to, "%s%s: %s\n", *diagnostic->file ? ": " : "", diagnostic->is_error ? "error" : "warning",
          diagnostic->text);
  if (script && diagnostic->place.line > 0) {
    print_line(&diagnostic->place, script, to);
    print_opening(diagnostic, script, to);
  }
}

void diagnostics_print(const GPtrArray *diagnostics, FILE *to)
{
  const char *file = "";
  struct script *script = NULL;
  for (guint i = 0; i < diagnostics->len; i++) {
    const struct diagnostic *diagnostic = g_ptr_array_index(diagnostics, i);
    if (strcmp(file, diagnostic->file) != 0) {
      g_autofree char *text = NULL;
      gsize length = 0;
      g_clear_pointer(&script, script_free);
      file = diagnostic->file;
      if (g_file_get_contents(file, &text, &length, NULL))
        script = script_new(text, length);
    }
    print(diagnostic, script, to);
  }
  g_clear_pointer(&script, script_free);
}
