/*
 * What policies read of a subject or a part: subject:window(metric, span), subject:latest(metric), which answer nil and
 * the reason where the data do not allow a judgement (policy/window.h says when), and subject:all(metric), the parts
 * that have the metric.
 */
#include "policy/lua_api.h"
#include "policy/lua_base.h"

#include "base/quantity.h"
#include "base/text.h"

static void no_metric(lua_State *L)
{
  const char **names = metric_names();
  const char *nearest = nearest_name(lua_tostring(L, 2), names);
  g_free(names); /* before an error leaves this function */
  if (nearest)
    luaL_error(L, "%s: there is no metric %s; did you mean \"%s\"?", lua_usage(L), lua_describe(L, 2), nearest);
  lua_misuse(L, "there is no such metric; provost-policy(7) lists them", 2);
}

/* The metric named at index 2. */
static enum metric_id check_name(lua_State *L)
{
  if (lua_type(L, 2) != LUA_TSTRING)
    lua_misuse(L, "metric must be the name of a metric", 2);
  enum metric_id id = metric_find(lua_tostring(L, 2));
  if (id == METRIC_NONE)
    no_metric(L);
  return id;
}

/* What the policy declares of the metric at index 2, found by the address of its name; NULL where it is no metric, or not
 * declared. */
static const struct need *declared(lua_State *L)
{
  const struct policy *policy = lua_evaluation(L)->policy;
  lua_rawgeti(L, LUA_REGISTRYINDEX, policy->needs_ref);
  lua_pushvalue(L, 2);
  gboolean found = lua_rawget(L, -2) == LUA_TNUMBER;
  lua_Integer place = lua_tointeger(L, -1);
  lua_pop(L, 2);
  return found ? &g_array_index(policy->needs, struct need, place) : NULL;
}

static const struct need *check_declared(lua_State *L, enum metric_id id)
{
  const char *name = metric_get(id)->name;
  const struct need *need = policy_need(lua_evaluation(L)->policy, id);
  if (!need)
    luaL_error(L, "%s: needs does not declare %s; add [\"%s\"] = \"5m\"", lua_usage(L), name, name);
  return need;
}

/* Of many in a subject. */
static gboolean is_of_parts(enum object_class class)
{
  return object_class_label(class) && !object_class_only(class);
}

/* The metric at index 2, which the subject or part has and the policy declared. */
static const struct need *check_metric(lua_State *L, const struct subject *subject)
{
  const struct need *need = declared(L);
  enum metric_id id = need ? need->metric : check_name(L);
  const char *name = metric_get(id)->name;
  enum object_class class = metric_get(id)->class;
  if (subject->whole ? class != subject->class : object_class_whole(class) != subject->class)
    luaL_error(L, "%s: %s is not a metric of a %s", lua_usage(L), name, subject_noun(subject));
  if (!subject->whole && is_of_parts(class))
    luaL_error(L, "%s: %s is a metric of each %s: read it of those that %s:all(\"%s\") gives", lua_usage(L), name,
               object_class_name(class), subject_kind_name(subject->kind), name);
  return need ? need : check_declared(L, id);
}

const char *lua_push_name(lua_State *L, const struct subject *subject)
{
  if (subject->whole)
    return lua_pushfstring(L, "%s of %s", subject->name, subject->whole->name);
  return lua_pushstring(L, subject->name);
}

static const struct subject *check_subject(lua_State *L)
{
  const struct subject *subject = lua_test_subject(L, 1);
  if (!subject)
    lua_misuse(L, "call it with a colon on a host, guest, device or a part of one", 1);
  return subject;
}

const struct subject *lua_check_read(lua_State *L, const struct need **need)
{
  const struct subject *subject = check_subject(L);
  *need = check_metric(L, subject);
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
    lua_misuse(L, "span must be a duration such as \"5m\", or seconds up to 6 hours", 3);
  if (span > need->reach.span_sec)
    luaL_error(L, "%s: a span of %d seconds is more than the %d that needs declares for %s", lua_usage(L),
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
  const char *name = lua_push_name(L, subject);
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
  const struct need *need;
  const struct subject *subject = lua_check_read(L, &need);
  const struct reach reach = {check_span(L, need), need->reach.age_sec};
  struct window window;
  enum window_gap gap = window_read(subject, need->metric, lua_evaluation(L)->moment, reach, &window);
  if (gap != WINDOW_COMPLETE) {
    if (lua_type(L, 3) == LUA_TNUMBER)
      lua_pushfstring(L, "%ds", (int)reach.span_sec);
    else
      lua_pushvalue(L, 3);
    return push_missing(L, subject, need, gap, lua_tostring(L, -1));
  }
  lua_push_window(L, &window);
  return 1;
}

int lua_subject_latest(lua_State *L)
{
  const struct need *need;
  const struct subject *subject = lua_check_read(L, &need);
  struct latest latest;
  enum window_gap gap = latest_read(subject, need->metric, lua_evaluation(L)->moment, need->reach, &latest);
  if (gap != WINDOW_COMPLETE)
    return push_missing(L, subject, need, gap, "");
  lua_pushnumber(L, latest.value);
  lua_pushinteger(L, latest.age_sec);
  return 2;
}

int lua_subject_all(lua_State *L)
{
  const struct subject *subject = check_subject(L);
  const struct need *need = declared(L);
  enum metric_id id = need ? need->metric : check_name(L);
  enum object_class class = metric_get(id)->class;
  if (subject->whole || !is_of_parts(class) || object_class_whole(class) != subject->class)
    luaL_error(L, "%s: %s is not a metric of parts of a %s", lua_usage(L), metric_get(id)->name,
               subject_noun(subject));
  if (!need)
    check_declared(L, id);
  const struct moment moment = lua_evaluation(L)->moment;
  lua_Integer n = 0;
  lua_newtable(L);
  for (guint i = 0; i < subject->parts->len; i++) {
    const struct subject *part = g_ptr_array_index(subject->parts, i);
    if (part->class != class || !subject_is_seen(part, moment.stamp_sec, moment.interval_sec, WINDOW_AGE_INTERVALS))
      continue;
    lua_push_subject(L, part);
    lua_rawseti(L, -2, ++n);
  }
  return 1;
}
