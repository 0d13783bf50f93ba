/*
 * The window that subject:window(metric, span) gives: min() avg() max() percentile() slope() rate() last() count()
 * coverage() age(), and how long it has been over or under a limit: over_sec() over_samples() under_sec()
 * under_samples(). All are computed in C over the samples of the series.
 */
#include "policy/lua_api.h"
#include "policy/lua_base.h"

#include <math.h>

static const char window_type[] = "provost.window";

struct lua_window {
  struct window window;
  guint64 round;
};

static const struct window *check_window(lua_State *L, int index)
{
  const struct lua_window *object = lua_test_class(L, index, window_type);
  if (!object)
    lua_misuse(L, "call it with a colon, as in busy:min()", index);
  if (object->round != lua_evaluation(L)->round)
    luaL_error(L, "this window is of an earlier evaluation: keep nothing between evaluations");
  return &object->window;
}

void lua_push_window(lua_State *L, const struct window *window)
{
  struct lua_window *object = lua_push_object(L, window_type, sizeof *object);
  *object = (struct lua_window){*window, lua_evaluation(L)->round};
}

const struct window *lua_test_window(lua_State *L, int index)
{
  return lua_test_class(L, index, window_type) ? check_window(L, index) : NULL;
}

static int push_number(lua_State *L, double value)
{
  lua_pushnumber(L, value);
  return 1;
}

static int window_min(lua_State *L)
{
  return push_number(L, check_window(L, 1)->summary.min);
}

static int window_avg(lua_State *L)
{
  return push_number(L, check_window(L, 1)->summary.avg);
}

static int window_max(lua_State *L)
{
  return push_number(L, check_window(L, 1)->summary.max);
}

static int window_last(lua_State *L)
{
  return push_number(L, check_window(L, 1)->summary.last);
}

static int window_count(lua_State *L)
{
  lua_pushinteger(L, check_window(L, 1)->summary.known);
  return 1;
}

static int window_covered(lua_State *L)
{
  return push_number(L, window_coverage(check_window(L, 1)));
}

static int window_age(lua_State *L)
{
  lua_pushinteger(L, window_age_sec(check_window(L, 1)));
  return 1;
}

double lua_check_percent(lua_State *L)
{
  lua_Number pct = lua_type(L, 2) == LUA_TNUMBER ? lua_tonumber(L, 2) : -1;
  if (!(pct >= 0 && pct <= 100))
    lua_misuse(L, "p must be a number from 0 to 100", 2);
  return pct;
}

static int window_percent(lua_State *L)
{
  const struct window *window = check_window(L, 1);
  double pct = lua_check_percent(L);
  double *room = lua_newuserdatauv(L, window->expected * sizeof *room, 0);
  return push_number(L, window_percentile(window, pct, room));
}

/* Where one value says nothing of it: nil and the reason. */
static int push_change(lua_State *L, double per_sec)
{
  if (!isnan(per_sec))
    return push_number(L, per_sec);
  lua_pushnil(L);
  lua_pushliteral(L, "one value does not say how it changes: take a longer window");
  return 2;
}

static int window_sloped(lua_State *L)
{
  return push_change(L, window_slope(check_window(L, 1)));
}

static int window_rated(lua_State *L)
{
  return push_change(L, window_rate(check_window(L, 1)));
}

/* Samples up to the newest known one, without a gap, that are at or beyond the limit at index 2. */
static guint check_run(lua_State *L, const struct window *window, gboolean is_over)
{
  if (lua_type(L, 2) != LUA_TNUMBER || isnan(lua_tonumber(L, 2)))
    lua_misuse(L, "limit must be a number", 2);
  return window_run(window, lua_tonumber(L, 2), is_over);
}

static int push_run(lua_State *L, gboolean is_over, gboolean in_sec)
{
  const struct window *window = check_window(L, 1);
  guint samples = check_run(L, window, is_over);
  lua_pushinteger(L, (lua_Integer)samples * (in_sec ? window->interval_sec : 1));
  return 1;
}

static int window_over_sec(lua_State *L)
{
  return push_run(L, TRUE, TRUE);
}

static int window_over_samples(lua_State *L)
{
  return push_run(L, TRUE, FALSE);
}

static int window_under_sec(lua_State *L)
{
  return push_run(L, FALSE, TRUE);
}

static int window_under_samples(lua_State *L)
{
  return push_run(L, FALSE, FALSE);
}

void lua_window_open(lua_State *L)
{
  static const struct lua_binding methods[] = {
      {API_WINDOW_MIN, window_min},
      {API_WINDOW_AVG, window_avg},
      {API_WINDOW_MAX, window_max},
      {API_WINDOW_PERCENTILE, window_percent},
      {API_WINDOW_SLOPE, window_sloped},
      {API_WINDOW_RATE, window_rated},
      {API_WINDOW_LAST, window_last},
      {API_WINDOW_COUNT, window_count},
      {API_WINDOW_COVERAGE, window_covered},
      {API_WINDOW_AGE, window_age},
      {API_WINDOW_OVER_SEC, window_over_sec},
      {API_WINDOW_OVER_SAMPLES, window_over_samples},
      {API_WINDOW_UNDER_SEC, window_under_sec},
      {API_WINDOW_UNDER_SAMPLES, window_under_samples},
  };
  lua_make_class(L, window_type, methods, G_N_ELEMENTS(methods));
}
