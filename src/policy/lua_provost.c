/* The table `provost`, put together, and what its files share. */
#include "policy/lua_api.h"
#include "policy/lua_base.h"

struct evaluation *lua_evaluation(lua_State *L)
{
  struct evaluation *evaluation = sandbox_context(L);
  if (!evaluation)
    luaL_error(L, "this works only inside of evaluate");
  return evaluation;
}

void lua_api_open(lua_State *L)
{
  lua_subject_open(L);
  lua_labels_open(L);
  lua_window_open(L);
  lua_baseline_open(L);
  lua_newtable(L);
  lua_over_open(L);
  lua_remedy_open(L);
  lua_tip_open(L);
  lua_freeze(L, "provost");
  lua_set_base(L, "provost");
}
