/*
 * require "NAME": what the pack's file lib/NAME.lua returns, for policies of one pack that share functions or tables. It
 * runs once for each policy, in its sandbox, while the policy's file is read: an evaluation reads nothing.
 */
#include "policy/lua_api.h"
#include "policy/lua_base.h"

#define REQUIRE_USAGE "require \"NAME\""

/* Runs the library, and leaves what it returns. */
static void run_library(lua_State *L, const struct pack_file *library)
{
  if (library->fault[0])
    luaL_error(L, REQUIRE_USAGE ": %s %s", library->name, library->fault);
  sandbox_compile(L, library->name, library->text, library->length);
  lua_call(L, 0, 1);
  if (lua_isnil(L, -1))
    luaL_error(L, REQUIRE_USAGE ": %s returns nothing: let it return a table or a function", library->name);
}

/* upvalues: the pack; what was required, by name: false while it runs. */
static int require(lua_State *L)
{
  if (sandbox_context(L))
    luaL_error(L, REQUIRE_USAGE ": this works only while the file is read: require it above the policy's table");
  if (lua_type(L, 1) != LUA_TSTRING)
    luaL_error(L, REQUIRE_USAGE ": NAME must be that of a file lib/NAME.lua (given: %s)", lua_describe(L, 1));
  lua_settop(L, 1);
  lua_pushvalue(L, 1);
  int known = lua_rawget(L, lua_upvalueindex(2));
  if (known == LUA_TBOOLEAN)
    luaL_error(L, REQUIRE_USAGE ": lib/%s.lua requires itself", lua_tostring(L, 1));
  if (known != LUA_TNIL)
    return 1;
  const struct pack_file *library = pack_text_library(lua_touserdata(L, lua_upvalueindex(1)), lua_tostring(L, 1));
  if (!library)
    luaL_error(L, REQUIRE_USAGE ": the pack has no file lib/%s.lua", lua_tostring(L, 1));
  lua_pushvalue(L, 1);
  lua_pushboolean(L, FALSE);
  lua_rawset(L, lua_upvalueindex(2));
  run_library(L, library);
  lua_pushvalue(L, 1);
  lua_pushvalue(L, -2);
  lua_rawset(L, lua_upvalueindex(2));
  return 1;
}

void lua_require_open(lua_State *L, const struct pack_text *pack)
{
  lua_pushlightuserdata(L, (void *)pack);
  lua_newtable(L);
  lua_pushcclosure(L, require, 2);
  lua_set_base(L, "require");
}
