/*
 * string: byte char find format gmatch gsub len lower match rep reverse sub upper, as in Lua, with three
 * differences. The hook cannot stop C code, so what could run long there is refused before it starts:
 *
 *   rep      makes at most STRING_REP_MAX bytes
 *   find, match, gmatch, gsub: a pattern whose worst case on this text is over PATTERN_STEPS_MAX steps is
 *            refused. The worst case of k repetitions over n bytes is n^k (times n without anchor).
 *   format   takes texts, numbers and booleans; no %p and no tables, whose addresses differ in every run
 */
#include "policy/lua_base.h"

#include <glib.h>
#include <lualib.h>
#include <string.h>

#define STRING_REP_MAX 65536
#define PATTERN_STEPS_MAX 2e7

/* Steps over one item of a pattern as lstrlib.c does; a malformed one ends at the end of the pattern, and
 * the library says what is wrong with it. */
static const char *skip_item(const char *p, const char *end)
{
  if (*p == '%') {
    if (p + 1 == end)
      return end;
    if (p[1] == 'b')
      return end - p < 4 ? end : p + 4;
    return p + 2; /* %f is followed by its set, an item of its own that does not repeat */
  }
  if (*p != '[')
    return p + 1;
  p++;
  if (p < end && *p == '^')
    p++;
  do { /* a ']' that comes first belongs to the set */
    if (p == end)
      return end;
    if (*p++ == '%' && p < end)
      p++;
  } while (p < end && *p != ']');
  return p == end ? end : p + 1;
}

/* The most steps that matching `pattern` once against n bytes can take. */
static double pattern_steps(const char *pattern, size_t length, size_t n)
{
  const char *end = pattern + length;
  double steps = (double)length + 1, text = (double)n + 1;
  if (length > 0 && *pattern == '^')
    pattern++;
  else
    steps *= text;
  while (pattern < end) {
    gboolean may_repeat = *pattern != '(' && *pattern != ')';
    if (*pattern == '%' && pattern + 1 < end && (pattern[1] == 'b' || g_ascii_isdigit(pattern[1])))
      steps *= text; /* a balanced run or back reference reads on to the end of the text */
    pattern = skip_item(pattern, end);
    if (!may_repeat || pattern >= end)
      continue;
    if (*pattern == '?')
      steps *= 2;
    else if (*pattern == '*' || *pattern == '+' || *pattern == '-')
      steps *= text;
  }
  return steps;
}

static int bounded_match(lua_State *L)
{
  size_t n, length;
  luaL_checklstring(L, 1, &n);
  const char *pattern = luaL_checklstring(L, 2, &length);
  if (pattern_steps(pattern, length, n) > PATTERN_STEPS_MAX)
    return luaL_error(L, "this pattern could take too long on a text of %d bytes: use fewer repetitions, an "
                         "anchor (^) or a shorter text", (int)n);
  return lua_call_original(L);
}

static int bounded_rep(lua_State *L)
{
  size_t length, separator = 0;
  luaL_checklstring(L, 1, &length);
  lua_Number times = (lua_Number)luaL_checkinteger(L, 2);
  luaL_optlstring(L, 3, "", &separator);
  if (times * (lua_Number)(length + separator) > STRING_REP_MAX || times > STRING_REP_MAX)
    return luaL_error(L, "string.rep makes at most %d bytes (given: %f times %d)", STRING_REP_MAX, times,
                      (int)(length + separator));
  return lua_call_original(L);
}

static int bounded_format(lua_State *L)
{
  const char *format = luaL_checkstring(L, 1);
  for (const char *p = format; (p = strchr(p, '%')); p++) {
    p++;
    p += strspn(p, "-+ #0123456789.");
    if (*p == 'p')
      return luaL_error(L, "string.format: %%p shows an address, which differs in every run");
    if (!*p)
      break;
  }
  int top = lua_gettop(L);
  for (int i = 2; i <= top; i++)
    if (lua_type(L, i) == LUA_TTABLE || lua_type(L, i) == LUA_TFUNCTION)
      return luaL_error(L, "string.format: argument %d is a %s; give a text or a number", i,
                        luaL_typename(L, i));
  return lua_call_original(L);
}

static const struct lua_bounded functions[] = {
    {"byte", NULL},           {"char", NULL},          {"find", bounded_match}, {"format", bounded_format},
    {"gmatch", bounded_match}, {"gsub", bounded_match}, {"len", NULL},           {"lower", NULL},
    {"match", bounded_match}, {"rep", bounded_rep},    {"reverse", NULL},       {"sub", NULL},
    {"upper", NULL},
};

/* ("text"):method() finds the same functions; nobody can reach the metatable to change that. */
static void set_string_metatable(lua_State *L, int view)
{
  lua_pushliteral(L, "");
  lua_createtable(L, 0, 2);
  lua_pushvalue(L, view);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}

void lua_string_open(lua_State *L)
{
  luaopen_string(L);
  lua_bound_library(L, "string", functions, G_N_ELEMENTS(functions));
  set_string_metatable(L, lua_gettop(L));
}
