#include "policy/lua_base.h"

#include "base/text.h"

#include <glib.h>
#include <lualib.h>

#define DESCRIBE_MAX 40 /* bytes shown of a script's string */
#define GLOBALS_KEY "provost.globals"

static const char *const base_names[] = {"assert", "error", "ipairs", "next",     "pairs",
                                         "pcall",  "select", "tonumber", "type", NULL};

/* Kept out of math: chance would give other tips for the same facts. */
static const char *const math_forbidden[] = {"random", "randomseed", NULL};

const char *lua_describe(lua_State *L, int index)
{
  switch (lua_type(L, index)) {
  case LUA_TNIL:
  case LUA_TBOOLEAN:
  case LUA_TNUMBER:
    return luaL_tolstring(L, index, NULL);
  case LUA_TSTRING: {
    const char *text = lua_tostring(L, index);
    return g_utf8_strlen(text, -1) > DESCRIBE_MAX
               ? lua_pushfstring(L, "a string of %d bytes", (int)lua_rawlen(L, index))
               : lua_pushfstring(L, "\"%s\"", text);
  }
  default: {
    const char *type = luaL_typename(L, index);
    if (luaL_getmetafield(L, index, "__name") == LUA_TSTRING)
      return lua_tostring(L, -1);
    return lua_pushfstring(L, "a %s", type);
  }
  }
}

enum api_id lua_bound_id(lua_State *L)
{
  return (enum api_id)lua_tointeger(L, lua_upvalueindex(1));
}

const char *lua_usage(lua_State *L)
{
  return api_row(lua_bound_id(L))->call;
}

int lua_misuse(lua_State *L, const char *problem, int given)
{
  const char *usage = lua_usage(L);
  if (given == 0)
    return luaL_error(L, "%s: %s", usage, problem);
  const char *value = lua_isnone(L, given) ? "nothing" : lua_describe(L, given);
  return luaL_error(L, "%s: %s (given: %s)", usage, problem, value);
}

/* tostring without addresses: they differ from run to run. */
static int base_tostring(lua_State *L)
{
  luaL_checkany(L, 1);
  switch (lua_type(L, 1)) {
  case LUA_TNIL:
  case LUA_TBOOLEAN:
  case LUA_TNUMBER:
  case LUA_TSTRING:
  case LUA_TUSERDATA:
    luaL_tolstring(L, 1, NULL);
    return 1;
  default:
    lua_pushstring(L, luaL_typename(L, 1));
    return 1;
  }
}

/* The string key of `table` nearest to `wanted`, or NULL; the table keeps it alive. */
static const char *nearest_field(lua_State *L, int table, const char *wanted)
{
  const char *nearest = NULL;
  lua_pushnil(L);
  while (lua_next(L, table)) {
    lua_pop(L, 1);
    if (lua_type(L, -1) != LUA_TSTRING)
      continue;
    const char *candidates[] = {lua_tostring(L, -1), nearest, NULL};
    nearest = nearest_name(wanted, candidates);
  }
  return nearest;
}

/* upvalues: what it is called, the real table. */
static int no_such_field(lua_State *L)
{
  const char *what = lua_tostring(L, lua_upvalueindex(1));
  if (lua_type(L, 2) != LUA_TSTRING)
    return luaL_error(L, "%s has no field %s", what, lua_describe(L, 2));
  const char *name = lua_tostring(L, 2);
  const char *nearest = nearest_field(L, lua_upvalueindex(2), name);
  if (nearest)
    return luaL_error(L, "%s has no field '%s'; did you mean '%s'?", what, name, nearest);
  return luaL_error(L, "%s has no field '%s'", what, name);
}

static int is_read_only(lua_State *L)
{
  return luaL_error(L, "%s cannot be changed: field %s was assigned; use a local variable",
                    lua_tostring(L, lua_upvalueindex(1)), lua_describe(L, 2));
}

void lua_freeze(lua_State *L, const char *what)
{
  int real = lua_gettop(L);
  lua_newtable(L); /* answers for what is not in the real table */
  lua_pushstring(L, what);
  lua_pushvalue(L, real);
  lua_pushcclosure(L, no_such_field, 2);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, real);

  lua_newtable(L); /* the view */
  lua_newtable(L); /* and its metatable */
  lua_pushvalue(L, real);
  lua_setfield(L, -2, "__index");
  lua_pushstring(L, what);
  lua_pushcclosure(L, is_read_only, 1);
  lua_setfield(L, -2, "__newindex");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_remove(L, real);
}

void lua_set_base(lua_State *L, const char *name)
{
  lua_getfield(L, LUA_REGISTRYINDEX, GLOBALS_KEY);
  lua_insert(L, -2);
  lua_pushstring(L, name);
  lua_insert(L, -2);
  lua_rawset(L, -3);
  lua_pop(L, 1);
}

void lua_bind(lua_State *L, const struct lua_binding *bindings, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    lua_pushinteger(L, bindings[i].id);
    lua_pushcclosure(L, bindings[i].function, 1);
    lua_setfield(L, -2, api_row(bindings[i].id)->name);
  }
}

void lua_check_keys(lua_State *L, int index, const char *const *known)
{
  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pop(L, 1);
    const char *key = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
    if (g_strv_contains(known, key))
      continue;
    const char *nearest = nearest_name(key, known);
    if (nearest)
      luaL_error(L, "%s: there is no '%s'; did you mean '%s'?", lua_usage(L), key, nearest);
    luaL_error(L, "%s: there is no %s", lua_usage(L), lua_describe(L, -1));
  }
}

void lua_make_class(lua_State *L, const char *type, const struct lua_binding *methods, size_t n)
{
  lua_newtable(L);
  lua_bind(L, methods, n);
  lua_freeze(L, type);
  lua_make_indexed_class(L, type);
}

void lua_make_indexed_class(lua_State *L, const char *type)
{
  lua_newtable(L);
  lua_insert(L, -2);
  lua_setfield(L, -2, "__index");
  lua_pushstring(L, type);
  lua_setfield(L, -2, "__name");
  lua_pushstring(L, type);
  lua_pushcclosure(L, is_read_only, 1);
  lua_setfield(L, -2, "__newindex");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_rawsetp(L, LUA_REGISTRYINDEX, type);
}

/* What comes before the bytes of an object. */
struct object_head {
  const char *type;
};

void *lua_push_object(lua_State *L, const char *type, size_t size)
{
  struct object_head *head = lua_newuserdatauv(L, sizeof *head + size, 0);
  head->type = type;
  lua_rawgetp(L, LUA_REGISTRYINDEX, type);
  lua_setmetatable(L, -2);
  return head + 1;
}

/* A script may have caught what raise_expired raises, which is light userdata. */
void *lua_test_class(lua_State *L, int index, const char *type)
{
  struct object_head *head = lua_type(L, index) == LUA_TUSERDATA ? lua_touserdata(L, index) : NULL;
  return head && head->type == type ? head + 1 : NULL;
}

void lua_bound_library(lua_State *L, const char *name, const struct lua_bounded *functions, size_t n)
{
  int original = lua_gettop(L);
  lua_newtable(L);
  for (size_t i = 0; i < n; i++) {
    lua_getfield(L, original, functions[i].name);
    if (functions[i].bounded)
      lua_pushcclosure(L, functions[i].bounded, 1);
    lua_setfield(L, -2, functions[i].name);
  }
  lua_remove(L, original);
  lua_freeze(L, name);
}

int lua_call_original(lua_State *L)
{
  return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static void keep_fields(lua_State *L, int from, int to, const char *const *names)
{
  for (; *names; names++) {
    lua_getfield(L, from, *names);
    lua_setfield(L, to, *names);
  }
}

static void open_math(lua_State *L)
{
  luaopen_math(L);
  for (const char *const *name = math_forbidden; *name; name++) {
    lua_pushnil(L);
    lua_setfield(L, -2, *name);
  }
  lua_freeze(L, "math");
}

void lua_base_open(lua_State *L)
{
  lua_newtable(L);
  int globals = lua_gettop(L);
  luaL_requiref(L, LUA_GNAME, luaopen_base, 0);
  keep_fields(L, globals + 1, globals, base_names);
  lua_pop(L, 1);
  lua_pushcfunction(L, base_tostring);
  lua_setfield(L, globals, "tostring");
  open_math(L);
  lua_setfield(L, globals, "math");
  lua_string_open(L);
  lua_setfield(L, globals, "string");
  lua_table_open(L);
  lua_setfield(L, globals, "table");

  lua_pushvalue(L, globals);
  lua_setfield(L, LUA_REGISTRYINDEX, GLOBALS_KEY);
  lua_freeze(L, "the policy language");
  lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
}
