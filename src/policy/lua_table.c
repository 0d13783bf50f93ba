/*
 * table: concat insert pack remove sort unpack, as in Lua. insert, remove and sort work on at most
 * TABLE_ITEMS_MAX items: a table with items only at powers of two has a length of 2^62, and moving them up
 * by one would never end. move is missing for the same reason.
 */
#include "policy/lua_base.h"

#include <glib.h>
#include <lualib.h>

#define TABLE_ITEMS_MAX 65536

static int bounded(lua_State *L)
{
  luaL_checktype(L, 1, LUA_TTABLE);
  if (lua_rawlen(L, 1) > TABLE_ITEMS_MAX)
    return luaL_error(L, "this table is too long: insert, remove and sort take at most %d items (given: %I)",
                      TABLE_ITEMS_MAX, (LUAI_UACINT)lua_rawlen(L, 1));
  return lua_call_original(L);
}

static const struct lua_bounded functions[] = {{"concat", NULL},    {"insert", bounded}, {"pack", NULL},
                                               {"remove", bounded}, {"sort", bounded},   {"unpack", NULL}};

void lua_table_open(lua_State *L)
{
  luaopen_table(L);
  lua_bound_library(L, "table", functions, G_N_ELEMENTS(functions));
}
