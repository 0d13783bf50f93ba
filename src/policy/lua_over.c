/*
 * provost.over(value, set): how serious a value is that should be low. "critical" from set.critical on,
 * "warning" from set.warning on, else nil. While the policy has a tip open on the subject it stays
 * "warning" until the value is below set.clear (default: set.warning; one above set.warning counts as
 * set.warning), so that a value that swings about a threshold does not open and clear tips.
 */
#include "policy/lua_api.h"
#include "policy/lua_base.h"

#include <math.h>

#define USAGE "provost.over(value, set)"

/* The threshold `name` of the policy's settings, or of the table at 2. FALSE where there is none. */
static gboolean threshold(lua_State *L, const struct policy *policy, gboolean own, const char *name,
                          double *value)
{
  if (own) {
    const struct setting *setting = setting_find(policy->settings, name);
    if (setting)
      *value = setting->value;
    return setting != NULL;
  }
  lua_pushstring(L, name);
  gboolean given = lua_rawget(L, 2) == LUA_TNUMBER;
  if (given)
    *value = lua_tonumber(L, -1);
  lua_pop(L, 1);
  return given;
}

static enum severity judge(const struct evaluation *evaluation, double value, double warning, double clear)
{
  if (value >= warning)
    return SEVERITY_WARNING;
  gboolean is_open = evaluation->open != SEVERITY_NONE;
  return is_open && value >= clear ? SEVERITY_WARNING : SEVERITY_NONE;
}

static int over(lua_State *L)
{
  const struct evaluation *evaluation = lua_evaluation(L);
  if (lua_type(L, 1) != LUA_TNUMBER || isnan(lua_tonumber(L, 1)))
    lua_misuse(L, USAGE, "value must be a number", 1);
  if (lua_type(L, 2) != LUA_TTABLE)
    lua_misuse(L, USAGE, "set must be the settings, or a table with warning, critical or both", 2);
  lua_rawgeti(L, LUA_REGISTRYINDEX, evaluation->policy->set_ref);
  gboolean own = lua_rawequal(L, 2, -1);

  double value = lua_tonumber(L, 1), warning = INFINITY, critical = INFINITY;
  gboolean has_critical = threshold(L, evaluation->policy, own, "critical", &critical);
  gboolean has_warning = threshold(L, evaluation->policy, own, "warning", &warning);
  if (!has_critical && !has_warning)
    lua_misuse(L, USAGE, "set has neither warning nor critical", 0);
  warning = MIN(warning, critical);
  double clear = warning;
  threshold(L, evaluation->policy, own, "clear", &clear);

  enum severity severity =
      value >= critical ? SEVERITY_CRITICAL : judge(evaluation, value, warning, MIN(clear, warning));
  if (severity == SEVERITY_NONE)
    lua_pushnil(L);
  else
    lua_pushstring(L, severity_name(severity));
  return 1;
}

void lua_push_over(lua_State *L)
{
  lua_pushcfunction(L, over);
}
