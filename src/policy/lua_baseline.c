/*
 * subject:baseline(metric), of a subject or a part: what is usual in this hour of the week (model/baseline.h), with
 * mean() low() high() percentile() count() weeks(); or nil and the reason where history is too short.
 */
#include "policy/lua_api.h"
#include "policy/lua_base.h"

static const char baseline_type[] = "provost.baseline";

struct lua_baseline {
  const struct baseline *baseline; /* lives as long as the round */
  guint64 round;
};

static const struct baseline *check_baseline(lua_State *L)
{
  const struct lua_baseline *object = lua_test_class(L, 1, baseline_type);
  if (!object)
    lua_misuse(L, "call it with a colon, as in usual:mean()", 1);
  if (object->round != lua_evaluation(L)->round)
    luaL_error(L, "this baseline is of an earlier evaluation: keep nothing between evaluations");
  return object->baseline;
}

static int baseline_mean_of(lua_State *L)
{
  lua_pushnumber(L, baseline_mean(check_baseline(L)));
  return 1;
}

static int baseline_low(lua_State *L)
{
  lua_pushnumber(L, check_baseline(L)->values[0]);
  return 1;
}

static int baseline_high(lua_State *L)
{
  const struct baseline *baseline = check_baseline(L);
  lua_pushnumber(L, baseline->values[baseline->n - 1]);
  return 1;
}

static int baseline_percent(lua_State *L)
{
  const struct baseline *baseline = check_baseline(L);
  lua_pushnumber(L, baseline_percentile(baseline, lua_check_percent(L)));
  return 1;
}

static int baseline_count(lua_State *L)
{
  lua_pushinteger(L, check_baseline(L)->n);
  return 1;
}

static int baseline_weeks(lua_State *L)
{
  lua_pushinteger(L, check_baseline(L)->weeks);
  return 1;
}

void lua_baseline_open(lua_State *L)
{
  static const struct lua_binding methods[] = {
      {API_BASELINE_MEAN, baseline_mean_of},
      {API_BASELINE_LOW, baseline_low},
      {API_BASELINE_HIGH, baseline_high},
      {API_BASELINE_PERCENTILE, baseline_percent},
      {API_BASELINE_COUNT, baseline_count},
      {API_BASELINE_WEEKS_OF, baseline_weeks},
  };
  lua_make_class(L, baseline_type, methods, G_N_ELEMENTS(methods));
}

static int push_unusual(lua_State *L, const struct subject *subject, enum metric_id metric,
                        const struct baseline *baseline)
{
  const char *name = metric_get(metric)->name;
  lua_pushnil(L);
  const char *whose = lua_push_name(L, subject);
  if (baseline)
    lua_pushfstring(L, "it is not known what is usual of %s of %s in this hour of the week: history has it for %d of the "
                    "last %d weeks, and at least %d are needed", name, whose, (int)baseline->weeks, BASELINE_WEEKS,
                    BASELINE_WEEKS_MIN);
  else
    lua_pushfstring(L, "what is usual of %s of %s in this hour of the week has not been read from history yet", name, whose);
  lua_remove(L, -2);
  return 2;
}

int lua_subject_baseline(lua_State *L)
{
  const struct need *need;
  const struct subject *subject = lua_check_read(L, &need);
  if (!need->baseline)
    luaL_error(L, "%s: needs does not declare the baseline of %s; write { back = \"5m\", baseline = true }", lua_usage(L),
               metric_get(need->metric)->name);
  const struct evaluation *evaluation = lua_evaluation(L);
  const struct series *series = subject_series(subject, need->metric);
  const struct baseline *baseline = series ? series_usual(series, evaluation->moment.stamp_sec) : NULL;
  if (!baseline || baseline->weeks < BASELINE_WEEKS_MIN || baseline->n == 0)
    return push_unusual(L, subject, need->metric, baseline);
  struct lua_baseline *object = lua_push_object(L, baseline_type, sizeof *object);
  *object = (struct lua_baseline){baseline, evaluation->round};
  return 1;
}
