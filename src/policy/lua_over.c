/*
 * provost.over(value, set, of) and provost.under: how serious a value is that should be low, or high; and
 * provost.seconds(duration). While the tip is open, a warning stays until the value is back at set.clear, and what is
 * critical until it has come back as far from set.critical, or to set.warning: a value that swings about a threshold does
 * not open and clear tips.
 * Without `of` that is what the tip's severity says; with it, what was said of `of` when the tip was told last: a tip
 * that one thing has opened makes no other serious.
 */
#include "policy/lua_api.h"
#include "policy/lua_base.h"

#include "base/quantity.h"

#include <math.h>

#define OF_BYTES_MAX 255
#define HOLDS_MAX 1024

/* Of provost.under all is mirrored at zero. */
#define UP 1.0
#define DOWN -1.0

struct limits {
  double warning, critical, clear; /* clear <= warning <= critical */
};

/* The threshold `name` of the policy's settings, or of the table at 2. FALSE where there is none. */
static gboolean threshold(lua_State *L, const struct evaluation *evaluation, gboolean own, const char *name,
                          double *value)
{
  if (own) {
    const struct setting *setting = setting_find(evaluation->settings, name);
    if (setting)
      *value = setting->value;
    return setting != NULL;
  }
  lua_pushstring(L, name);
  gboolean given = lua_rawget(L, 2) != LUA_TNIL;
  if (given && (lua_type(L, -1) != LUA_TNUMBER || isnan(lua_tonumber(L, -1))))
    lua_misuse(L, "warning, critical and clear of set must be numbers", -1);
  if (given)
    *value = lua_tonumber(L, -1);
  lua_pop(L, 1);
  return given;
}

static struct limits check_limits(lua_State *L, const struct evaluation *evaluation, double direction)
{
  if (lua_type(L, 2) != LUA_TTABLE)
    lua_misuse(L, "set must be the settings, or a table with warning, critical or both", 2);
  lua_rawgeti(L, LUA_REGISTRYINDEX, evaluation->set_ref);
  gboolean own = lua_rawequal(L, 2, -1);
  lua_pop(L, 1);
  double warning = INFINITY, critical = INFINITY;
  gboolean has_critical = threshold(L, evaluation, own, "critical", &critical);
  gboolean has_warning = threshold(L, evaluation, own, "warning", &warning);
  if (!has_critical && !has_warning)
    lua_misuse(L, "set has neither warning nor critical", 2);
  double clear = has_warning ? warning : critical;
  threshold(L, evaluation, own, "clear", &clear);
  struct limits limits = {has_warning ? direction * warning : INFINITY,
                          has_critical ? direction * critical : INFINITY, direction * clear};
  limits.warning = MIN(limits.warning, limits.critical);
  limits.clear = MIN(limits.clear, limits.warning);
  return limits;
}

/* The text, or the part or subject, at index 3; NULL where there is none. */
static const char *check_of(lua_State *L)
{
  if (lua_isnoneornil(L, 3))
    return NULL;
  const struct subject *subject = lua_test_subject(L, 3);
  if (subject)
    return subject->key;
  if (lua_type(L, 3) != LUA_TSTRING || lua_rawlen(L, 3) > OF_BYTES_MAX)
    lua_misuse(L, "of must be what is judged: a part, a subject or a short text", 3);
  return lua_tostring(L, 3);
}

static enum severity prior(const struct evaluation *evaluation, const char *of)
{
  if (!of || !evaluation->held || evaluation->open == SEVERITY_NONE)
    return evaluation->open;
  return (enum severity)GPOINTER_TO_INT(g_hash_table_lookup(evaluation->held, of));
}

static enum severity judge(double value, const struct limits *limits, enum severity prior)
{
  double back = MAX(limits->critical - (limits->warning - limits->clear), limits->warning);
  if (value >= limits->critical || (prior == SEVERITY_CRITICAL && value >= back))
    return SEVERITY_CRITICAL;
  if (value >= limits->warning || (prior != SEVERITY_NONE && value >= limits->clear))
    return SEVERITY_WARNING;
  return SEVERITY_NONE;
}

static void hold(lua_State *L, struct evaluation *evaluation, const char *of, enum severity severity)
{
  if (!evaluation->holds)
    evaluation->holds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  if (g_hash_table_size(evaluation->holds) >= HOLDS_MAX)
    luaL_error(L, "one evaluation may find at most %d things serious", HOLDS_MAX);
  g_hash_table_insert(evaluation->holds, g_strdup(of), GINT_TO_POINTER(severity));
}

static int judge_call(lua_State *L, double direction)
{
  struct evaluation *evaluation = lua_evaluation(L);
  if (lua_type(L, 1) != LUA_TNUMBER || isnan(lua_tonumber(L, 1)))
    lua_misuse(L, "value must be a number", 1);
  const struct limits limits = check_limits(L, evaluation, direction);
  const char *of = check_of(L);
  enum severity severity = judge(direction * lua_tonumber(L, 1), &limits, prior(evaluation, of));
  if (of && severity != SEVERITY_NONE)
    hold(L, evaluation, of, severity);
  if (severity == SEVERITY_NONE)
    lua_pushnil(L);
  else
    lua_pushstring(L, severity_name(severity));
  return 1;
}

static int over(lua_State *L)
{
  return judge_call(L, UP);
}

static int under(lua_State *L)
{
  return judge_call(L, DOWN);
}

static int seconds(lua_State *L)
{
  guint64 n;
  if (lua_type(L, 1) != LUA_TSTRING || !duration_parse(lua_tostring(L, 1), &n))
    lua_misuse(L, "duration must be a text such as \"5m\"", 1);
  lua_pushinteger(L, (lua_Integer)n);
  return 1;
}

void lua_over_open(lua_State *L)
{
  static const struct lua_binding functions[] = {{API_OVER, over}, {API_UNDER, under}, {API_SECONDS, seconds}};
  lua_bind(L, functions, G_N_ELEMENTS(functions));
}
