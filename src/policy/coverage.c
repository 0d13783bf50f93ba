#include "policy/coverage.h"

#include "policy/policy.h"

#include <string.h>

#define LINES_MAX (POLICY_FILE_MAX + 1)

struct measuring {
  struct coverage *coverage;
  const struct script *script;
  const struct syntax *syntax;
};

static struct covered_line *line_at(const struct coverage *coverage, guint line)
{
  return line < coverage->lines->len ? &g_array_index(coverage->lines, struct covered_line, line) : NULL;
}

/* The lines of the function on the top, which it pops. */
static void take_lines(lua_State *L, struct coverage *coverage)
{
  lua_Debug function;
  if (!lua_getinfo(L, ">L", &function) || !lua_istable(L, -1))
    return;
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    lua_pop(L, 1);
    lua_Integer line = lua_tointeger(L, -1);
    struct covered_line *covered = line > 0 && line < LINES_MAX ? line_at(coverage, (guint)line) : NULL;
    if (covered)
      covered->is_executable = TRUE;
  }
  lua_pop(L, 1);
}

/* A function is only there once the code around it ran: here it is compiled alone, in the same lines. */
static void take_function(lua_State *L, const struct measuring *measuring, const struct function_text *function)
{
  const struct token *first = script_token(measuring->script, function->first);
  const struct token *last = script_token(measuring->script, function->last);
  luaL_Buffer text;
  luaL_buffinit(L, &text);
  for (guint i = 1; i < first->line; i++)
    luaL_addchar(&text, '\n');
  luaL_addstring(&text, "return function");
  luaL_addlstring(&text, measuring->script->text + first->start, last->start + last->length - first->start);
  luaL_pushresult(&text);
  size_t length;
  const char *alone = lua_tolstring(L, -1, &length);
  if (luaL_loadbufferx(L, alone, length, measuring->coverage->source, "t") == LUA_OK) {
    lua_call(L, 0, 1);
    take_lines(L, measuring->coverage);
  }
  lua_settop(L, 1);
}

/* Argument: struct measuring. */
static int measure(lua_State *L)
{
  const struct measuring *measuring = lua_touserdata(L, 1);
  const struct script *script = measuring->script;
  if (luaL_loadbufferx(L, script->text, script->length, measuring->coverage->source, "t") != LUA_OK)
    return 0;
  take_lines(L, measuring->coverage);
  for (guint i = 1; i < measuring->syntax->functions->len; i++)
    take_function(L, measuring, &g_array_index(measuring->syntax->functions, struct function_text, i));
  return 0;
}

/* Lua ends functions with an instruction of its own, and builds tables where they end: no line a person would miss. */
static void drop_closing_lines(struct coverage *coverage, const struct script *script)
{
  static const char *const closing[] = {"end", "else", ")", "}", "]", ",", ";"};
  g_autofree gboolean *has_code = g_new0(gboolean, coverage->lines->len);
  for (guint i = 0; script_token(script, i)->kind != TOKEN_END; i++) {
    gboolean closes = FALSE;
    for (gsize j = 0; j < G_N_ELEMENTS(closing); j++)
      closes |= token_is(script, i, closing[j]);
    if (!closes)
      has_code[script_token(script, i)->line] = TRUE;
  }
  for (guint line = 0; line < coverage->lines->len; line++)
    line_at(coverage, line)->is_executable &= has_code[line];
}

struct coverage *coverage_new(struct deadline *deadline, const char *file, const struct script *script)
{
  struct coverage *coverage = g_new0(struct coverage, 1);
  coverage->source = g_strconcat("@", file, NULL);
  coverage->lines = g_array_new(FALSE, TRUE, sizeof(struct covered_line));
  g_array_set_size(coverage->lines, script_token(script, script->tokens->len)->line + 1);
  struct syntax *syntax = syntax_new(script);
  struct sandbox *sandbox = syntax ? sandbox_new(deadline) : NULL;
  if (sandbox) {
    struct measuring measuring = {coverage, script, syntax};
    g_autofree char *reason = NULL;
    sandbox_run(sandbox, POLICY_LOAD_MS, measure, &measuring, &reason);
    drop_closing_lines(coverage, script);
  }
  sandbox_free(sandbox);
  g_clear_pointer(&syntax, syntax_free);
  return coverage;
}

void coverage_free(struct coverage *coverage)
{
  g_array_unref(coverage->lines);
  g_free(coverage->source);
  g_free(coverage);
}

void coverage_count(const char *source, guint line, gpointer user)
{
  struct coverage *coverage = user;
  struct covered_line *covered = strcmp(source, coverage->source) == 0 ? line_at(coverage, line) : NULL;
  if (covered)
    covered->hits++;
}

guint coverage_executable(const struct coverage *coverage)
{
  guint n = 0;
  for (guint line = 0; line < coverage->lines->len; line++)
    n += line_at(coverage, line)->is_executable ? 1 : 0;
  return n;
}

guint coverage_covered(const struct coverage *coverage)
{
  guint n = 0;
  for (guint line = 0; line < coverage->lines->len; line++)
    n += line_at(coverage, line)->is_executable && line_at(coverage, line)->hits > 0 ? 1 : 0;
  return n;
}

guint coverage_missed(const struct coverage *coverage, guint line)
{
  while (++line < coverage->lines->len)
    if (line_at(coverage, line)->is_executable && line_at(coverage, line)->hits == 0)
      return line;
  return 0;
}

char *coverage_text(guint covered, guint executable)
{
  return g_strdup_printf("%u of %u lines (%.1f %%)", covered, executable,
                         executable > 0 ? 100.0 * covered / executable : 100.0);
}
