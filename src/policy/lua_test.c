/* The object `t` that a test of a policy is given: how it sets the scene. */
#include "policy/lua_test.h"

#include "base/quantity.h"
#include "policy/lua_api.h"
#include "policy/lua_base.h"

#include <math.h>
#include <string.h>

static const char test_type[] = "t";

struct test_case **lua_push_test(lua_State *L)
{
  struct test_case **handle = lua_push_object(L, test_type, sizeof *handle);
  *handle = NULL;
  return handle;
}

struct test_case *lua_check_test(lua_State *L)
{
  struct test_case **object = lua_test_class(L, 1, test_type);
  if (!object)
    lua_misuse(L, "call it with a colon on the t that the test's function was given", 1);
  if (!*object)
    luaL_error(L, "this test is over: use the t that its function was given");
  return *object;
}

const struct policy *lua_tested_policy(lua_State *L, const struct test_case *test)
{
  const struct policy *policy = test_case_policy(test);
  if (!policy)
    luaL_error(L, "the policy that this file tests is not there");
  if (policy->state == POLICY_REFUSED)
    luaL_error(L, "the policy is refused: %s", policy->reason);
  return policy;
}

const char *lua_string_field(lua_State *L, int index, const char *key, const char *otherwise)
{
  if (!lua_istable(L, index))
    return otherwise;
  lua_getfield(L, index, key);
  if (lua_isnil(L, -1))
    return otherwise;
  if (lua_type(L, -1) != LUA_TSTRING)
    luaL_error(L, "%s: %s must be a text (given: %s)", lua_usage(L), key, lua_describe(L, -1));
  return lua_tostring(L, -1);
}

/* Why a value is unknown: "gap", which is no answer, or one of the reasons in words. */
static gboolean parse_gap(const char *text, enum reading_state *why)
{
  for (*why = READING_NO_ANSWER; *why < READING_STATES; ++*why)
    if (strcmp(text, reading_state_name(*why)) == 0)
      return TRUE;
  *why = READING_NO_ANSWER;
  return strcmp(text, "gap") == 0;
}

/* Reads {"5m", 90} or {"1m", "gap"} on the top of the stack. NaN is what a collector makes of it: unknown. */
static struct step check_step(lua_State *L, enum metric_id metric)
{
  struct step step = {0};
  if (!lua_istable(L, -1))
    lua_misuse(L, "each step must be {\"SPAN\", VALUE} or {\"SPAN\", \"gap\"}", -1);
  lua_rawgeti(L, -1, 1);
  if (lua_type(L, -1) != LUA_TSTRING || !duration_parse(lua_tostring(L, -1), &step.seconds) ||
      step.seconds == 0)
    lua_misuse(L, "a step begins with a span such as \"5m\"", -1);
  lua_rawgeti(L, -2, 2);
  if (lua_type(L, -1) == LUA_TNUMBER) {
    step.value = lua_tonumber(L, -1);
    if (!isnan(step.value) && reading_known(metric, step.value).state != READING_KNOWN)
      lua_misuse(L, "this value is out of the metric's bounds", -1);
  } else if (lua_type(L, -1) != LUA_TSTRING || !parse_gap(lua_tostring(L, -1), &step.why)) {
    lua_misuse(L, "a step's value must be a number, \"gap\", or why it is unknown (\"guest is off\")", -1);
  }
  lua_pop(L, 2);
  return step;
}

/* The metric at index 3, which the object at index 2 has. */
static enum metric_id check_series(lua_State *L)
{
  struct object object;
  if (lua_type(L, 2) != LUA_TSTRING || !object_parse(lua_tostring(L, 2), &object))
    lua_misuse(L, "the first argument must be \"host:NAME\", \"guest:NAME\" or \"device:NAME\"", 2);
  enum metric_id metric = lua_type(L, 3) == LUA_TSTRING ? metric_find(lua_tostring(L, 3)) : METRIC_NONE;
  if (metric == METRIC_NONE)
    lua_misuse(L, "there is no such metric; provost-policy(7) lists them", 3);
  if (!object_carries(&object, metric))
    lua_misuse(L, "metric must be one of that subject; one of parts needs the part, as in \"host:h1{fs=/srv}\"", 3);
  return metric;
}

static int test_series(lua_State *L)
{
  struct test_case *test = lua_check_test(L);
  enum metric_id metric = check_series(L);
  size_t n = lua_istable(L, 4) ? lua_rawlen(L, 4) : 0;
  if (n == 0 || n > TEST_STEPS_MAX)
    lua_misuse(L, "takes a list of 1 to 256 steps", 4);
  struct step steps[TEST_STEPS_MAX];
  for (size_t i = 0; i < n; i++) {
    lua_rawgeti(L, 4, (lua_Integer)i + 1);
    steps[i] = check_step(L, metric);
    lua_pop(L, 1);
  }
  GArray *kept = g_array_sized_new(FALSE, FALSE, sizeof(struct step), (guint)n);
  g_array_append_vals(kept, steps, (guint)n);
  test_case_put_series(test, lua_tostring(L, 2), metric, kept);
  return 0;
}

static int test_gone(lua_State *L)
{
  struct test_case *test = lua_check_test(L);
  if (lua_type(L, 2) != LUA_TSTRING || !test_case_remove_subject(test, lua_tostring(L, 2)))
    lua_misuse(L, "takes a subject of this test", 2);
  return 0;
}

static int test_baseline(lua_State *L)
{
  struct test_case *test = lua_check_test(L);
  enum metric_id metric = check_series(L);
  size_t n = lua_istable(L, 4) ? lua_rawlen(L, 4) : 0;
  if (!lua_istable(L, 4) || n > BASELINE_WEEKS)
    lua_misuse(L, "takes a list of the values of up to 8 weeks", 4);
  double values[BASELINE_WEEKS];
  for (size_t i = 0; i < n; i++) {
    lua_rawgeti(L, 4, (lua_Integer)i + 1);
    values[i] = lua_type(L, -1) == LUA_TNUMBER ? lua_tonumber(L, -1) : (double)NAN;
    if (isnan(values[i]) || reading_known(metric, values[i]).state != READING_KNOWN)
      lua_misuse(L, "each value must be a number within the metric's bounds", -1);
    lua_pop(L, 1);
  }
  test_case_put_baseline(test, lua_tostring(L, 2), metric, values, n);
  return 0;
}

static int test_settings(lua_State *L)
{
  struct test_case *test = lua_check_test(L);
  if (!lua_istable(L, 2))
    lua_misuse(L, "takes a table", 2);
  lua_tested_policy(L, test);
  lua_pushnil(L);
  while (lua_next(L, 2)) {
    if (lua_type(L, -2) != LUA_TSTRING || !lua_isstring(L, -1))
      lua_misuse(L, "each must be NAME = a number or a text", -1);
    if (!test_case_set(test, lua_tostring(L, -2), lua_tostring(L, -1)))
      luaL_error(L, "%s: must come before the first t:run", lua_usage(L));
    lua_pop(L, 1);
  }
  lua_tested_policy(L, test);
  return 0;
}

static int test_run(lua_State *L)
{
  struct test_case *test = lua_check_test(L);
  guint64 span;
  if (lua_type(L, 2) != LUA_TSTRING || !duration_parse(lua_tostring(L, 2), &span) || span == 0 ||
      span > TEST_RUN_MAX_SEC || span % TEST_INTERVAL_SEC != 0)
    lua_misuse(L, "span must be a duration such as \"2m\", a multiple of 10s and at most 7d", 2);
  lua_tested_policy(L, test);
  test_case_run(test, span);
  return 0;
}

void lua_test_open(lua_State *L)
{
  static const struct lua_binding methods[] = {
      {API_TEST_CLUSTER, lua_scene_cluster},
      {API_TEST_HOST, lua_scene_host},
      {API_TEST_GUEST, lua_scene_guest},
      {API_TEST_DEVICE, lua_scene_device},
      {API_TEST_ALERT, lua_scene_alert},
      {API_TEST_SERVICE, lua_scene_service},
      {API_TEST_GONE, test_gone},
      {API_TEST_SERIES, test_series},
      {API_TEST_BASELINE, test_baseline},
      {API_TEST_SETTINGS, test_settings},
      {API_TEST_RUN, test_run},
      {API_TEST_EXPECT_TIP, lua_expect_tip},
      {API_TEST_EXPECT_NO_TIP, lua_expect_no_tip},
      {API_TEST_EXPECT_NO_DATA, lua_expect_no_data},
      {API_TEST_EXPECT_ERROR, lua_expect_error},
  };
  lua_make_class(L, test_type, methods, G_N_ELEMENTS(methods));
}
