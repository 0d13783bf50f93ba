/* The table `provost`, put together, and what its files share. */
#include "policy/lua_api.h"
#include "policy/lua_base.h"

#include "base/text.h"

struct evaluation *lua_evaluation(lua_State *L)
{
  struct evaluation *evaluation = sandbox_context(L);
  if (!evaluation)
    luaL_error(L, "this works only inside of evaluate");
  return evaluation;
}

void lua_check_keys(lua_State *L, int index, const char *usage, const char *const *known)
{
  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pop(L, 1);
    const char *key = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
    if (g_strv_contains(known, key))
      continue;
    const char *nearest = nearest_name(key, known);
    if (nearest)
      luaL_error(L, "%s: there is no '%s'; did you mean '%s'?", usage, key, nearest);
    luaL_error(L, "%s: there is no %s", usage, lua_describe(L, -1));
  }
}

void lua_api_open(lua_State *L)
{
  lua_subject_open(L);
  lua_window_open(L);
  lua_baseline_open(L);
  lua_newtable(L);
  lua_over_open(L);
  lua_remedy_open(L);
  lua_tip_open(L);
  lua_freeze(L, "provost");
  lua_set_base(L, "provost");
}
