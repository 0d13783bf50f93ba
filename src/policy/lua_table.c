/*
 * table: concat insert pack remove sort unpack, as in Lua. insert, remove and sort work on at most
 * TABLE_ITEMS_MAX items: a table with items only at powers of two has a length of 2^62, and moving them up
 * by one would never end. move is missing for the same reason.
 */
#include "policy/lua_base.h"

#include <glib.h>
#include <lualib.h>

#define TABLE_ITEMS_MAX 65536

/* upvalue: the library's own function. */
static int bounded(lua_State *L)
{
  luaL_checktype(L, 1, LUA_TTABLE);
  if (lua_rawlen(L, 1) > TABLE_ITEMS_MAX)
    return luaL_error(L, "this table is too long: insert, remove and sort take at most %d items",
                      TABLE_ITEMS_MAX);
  return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static const struct {
  const char *name;
  gboolean bounded;
} functions[] = {{"concat", FALSE}, {"insert", TRUE}, {"pack", FALSE},
                 {"remove", TRUE},  {"sort", TRUE},   {"unpack", FALSE}};

void lua_table_open(lua_State *L)
{
  luaopen_table(L);
  int original = lua_gettop(L);
  lua_newtable(L);
  for (size_t i = 0; i < G_N_ELEMENTS(functions); i++) {
    lua_getfield(L, original, functions[i].name);
    if (functions[i].bounded)
      lua_pushcclosure(L, bounded, 1);
    lua_setfield(L, -2, functions[i].name);
  }
  lua_remove(L, original);
  lua_freeze(L, "table");
}
