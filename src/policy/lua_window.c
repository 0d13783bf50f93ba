/*
 * subject:window(metric, span) and subject:latest(metric), of a subject or a part, and the window they read: min()
 * avg() max() percentile() slope() rate() last() count() coverage() age(). Both answer nil and the reason where the data do not allow a judgement
 * (policy/window.h says when). subject:all(metric): the parts that have the metric.
 */
#include "policy/lua_api.h"
#include "policy/lua_base.h"

#include "base/quantity.h"

#include <math.h>

#define WINDOW_TYPE "provost.window"
#define WINDOW_USAGE "subject:window(metric, span)"
#define LATEST_USAGE "subject:latest(metric)"
#define ALL_USAGE "subject:all(metric)"

struct lua_window {
  struct window window;
  guint64 round;
};

static const struct window *check_window(lua_State *L, int index)
{
  const struct lua_window *object = luaL_testudata(L, index, WINDOW_TYPE);
  if (!object)
    lua_misuse(L, "a window's function", "call it with a colon, as in busy:min()", index);
  if (object->round != lua_evaluation(L)->round)
    luaL_error(L, "this window is of an earlier evaluation: keep nothing between evaluations");
  return &object->window;
}

const struct window *lua_test_window(lua_State *L, int index)
{
  return luaL_testudata(L, index, WINDOW_TYPE) ? check_window(L, index) : NULL;
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

static int window_percent(lua_State *L)
{
  static const char usage[] = "window:percentile(p)";
  const struct window *window = check_window(L, 1);
  lua_Number pct = lua_type(L, 2) == LUA_TNUMBER ? lua_tonumber(L, 2) : -1;
  if (!(pct >= 0 && pct <= 100))
    lua_misuse(L, usage, "p must be a number from 0 to 100", 2);
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

static const luaL_Reg methods[] = {
    {"min", window_min},
    {"avg", window_avg},
    {"max", window_max},
    {"percentile", window_percent},
    {"slope", window_sloped},
    {"rate", window_rated},
    {"last", window_last},
    {"count", window_count},
    {"coverage", window_covered},
    {"age", window_age},
    {NULL, NULL},
};

void lua_window_open(lua_State *L)
{
  lua_make_class(L, WINDOW_TYPE, methods, NULL);
}

/* The metric named at index 2. */
static enum metric_id check_name(lua_State *L, const char *usage)
{
  if (lua_type(L, 2) != LUA_TSTRING)
    lua_misuse(L, usage, "metric must be the name of a metric", 2);
  enum metric_id id = metric_find(lua_tostring(L, 2));
  if (id == METRIC_NONE)
    lua_misuse(L, usage, "there is no such metric; provost-policy(7) lists them", 2);
  return id;
}

static const struct need *check_declared(lua_State *L, const char *usage, enum metric_id id)
{
  const char *name = metric_get(id)->name;
  const struct need *need = policy_need(lua_evaluation(L)->policy, id);
  if (!need)
    luaL_error(L, "%s: needs does not declare %s; add [\"%s\"] = \"5m\"", usage, name, name);
  return need;
}

/* Of many in a subject. */
static gboolean is_of_parts(enum object_class class)
{
  return object_class_label(class) && !object_class_only(class);
}

/* The metric at index 2, which the subject or part has and the policy declared. */
static const struct need *check_metric(lua_State *L, const char *usage, const struct subject *subject)
{
  enum metric_id id = check_name(L, usage);
  const char *name = metric_get(id)->name;
  enum object_class class = metric_get(id)->class;
  if (subject->whole ? class != subject->class : object_class_whole(class) != subject->class)
    luaL_error(L, "%s: %s is not a metric of a %s", usage, name, object_class_name(subject->class));
  if (!subject->whole && is_of_parts(class))
    luaL_error(L, "%s: %s is a metric of each %s: read it of those that %s:all(\"%s\") gives", usage, name,
               object_class_name(class), subject_kind_name(subject->kind), name);
  return check_declared(L, usage, id);
}

static const struct subject *check_subject(lua_State *L, const char *usage)
{
  const struct subject *subject = lua_test_subject(L, 1);
  if (!subject)
    lua_misuse(L, usage, "call it with a colon on a host, guest, device or a part of one", 1);
  return subject;
}

/* Seconds of the span at index 3: "5m", or a number of seconds; within what `needs` declares. */
static guint64 check_span(lua_State *L, const struct need *need)
{
  guint64 span = 0;
  if (lua_type(L, 3) == LUA_TSTRING) {
    if (!duration_parse(lua_tostring(L, 3), &span))
      span = 0;
  } else if (lua_type(L, 3) == LUA_TNUMBER) {
    lua_Number seconds = lua_tonumber(L, 3);
    span = seconds >= 1 && seconds <= POLICY_NEEDS_SPAN_MAX_SEC ? (guint64)seconds : 0;
  }
  if (span == 0)
    lua_misuse(L, WINDOW_USAGE, "span must be a duration such as \"5m\", or seconds up to 6 hours", 3);
  if (span > need->reach.span_sec)
    luaL_error(L, "%s: a span of %d seconds is more than the %d that needs declares for %s", WINDOW_USAGE,
               (int)span, (int)need->reach.span_sec, metric_get(need->metric)->name);
  return span;
}

static int push_missing(lua_State *L, const struct subject *subject, const struct need *need, enum window_gap gap,
                        const char *span)
{
  static const char *const forms[] = {
      [WINDOW_EMPTY] = "no value of %s of %s is known",
      [WINDOW_OLD] = "the last known value of %s of %s is too old",
      [WINDOW_YOUNG] = "%s of %s has not been watched for %s yet",
      [WINDOW_GAPS] = "too many values of %s of %s are unknown in the last %s",
  };
  enum metric_id metric = need->metric;
  const char *why = series_reason(subject, metric);
  const char *name = subject->whole ? lua_pushfstring(L, "%s of %s", subject->name, subject->whole->name) : subject->name;
  lua_pushnil(L);
  lua_pushfstring(L, forms[gap], metric_get(metric)->name, name, span);
  if (gap == WINDOW_OLD && need->reach.age_sec > 0) {
    lua_pushfstring(L, "%s for the %d seconds that needs allows", lua_tostring(L, -1), (int)need->reach.age_sec);
    lua_remove(L, -2);
  }
  if (why && gap != WINDOW_YOUNG) {
    lua_pushfstring(L, "%s: %s", lua_tostring(L, -1), why);
    lua_remove(L, -2);
  }
  return 2;
}

int lua_subject_window(lua_State *L)
{
  const struct subject *subject = check_subject(L, WINDOW_USAGE);
  const struct need *need = check_metric(L, WINDOW_USAGE, subject);
  const struct reach reach = {check_span(L, need), need->reach.age_sec};
  const struct evaluation *evaluation = lua_evaluation(L);
  struct lua_window *object = lua_newuserdatauv(L, sizeof *object, 0);
  object->round = evaluation->round;
  enum window_gap gap = window_read(subject, need->metric, evaluation->moment, reach, &object->window);
  if (gap != WINDOW_COMPLETE) {
    if (lua_type(L, 3) == LUA_TNUMBER)
      lua_pushfstring(L, "%ds", (int)reach.span_sec);
    else
      lua_pushvalue(L, 3);
    return push_missing(L, subject, need, gap, lua_tostring(L, -1));
  }
  luaL_setmetatable(L, WINDOW_TYPE);
  return 1;
}

int lua_subject_latest(lua_State *L)
{
  const struct subject *subject = check_subject(L, LATEST_USAGE);
  const struct need *need = check_metric(L, LATEST_USAGE, subject);
  struct latest latest;
  enum window_gap gap = latest_read(subject, need->metric, lua_evaluation(L)->moment, need->reach, &latest);
  if (gap != WINDOW_COMPLETE)
    return push_missing(L, subject, need, gap, "");
  push_number(L, latest.value);
  lua_pushinteger(L, latest.age_sec);
  return 2;
}

int lua_subject_all(lua_State *L)
{
  const struct subject *subject = check_subject(L, ALL_USAGE);
  enum metric_id id = check_name(L, ALL_USAGE);
  enum object_class class = metric_get(id)->class;
  if (subject->whole || !is_of_parts(class) || object_class_whole(class) != subject->class)
    luaL_error(L, "%s: %s is not a metric of parts of a %s", ALL_USAGE, metric_get(id)->name,
               object_class_name(subject->class));
  check_declared(L, ALL_USAGE, id);
  const struct moment moment = lua_evaluation(L)->moment;
  lua_Integer n = 0;
  lua_newtable(L);
  for (guint i = 0; i < subject->parts->len; i++) {
    const struct subject *part = g_ptr_array_index(subject->parts, i);
    if (part->class != class || !subject_is_seen(part, moment.stamp_sec, moment.interval_sec))
      continue;
    lua_push_subject(L, part);
    lua_rawseti(L, -2, ++n);
  }
  return 1;
}
