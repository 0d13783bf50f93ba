/* The object `t` that a test of a policy is given. */
#include "policy/lua_test.h"

#include "base/quantity.h"
#include "policy/lua_api.h"
#include "policy/lua_base.h"

#include <string.h>

#define TEST_TYPE "t"

struct test_case **lua_push_test(lua_State *L)
{
  struct test_case **handle = lua_newuserdatauv(L, sizeof(struct test_case *), 0);
  *handle = NULL;
  luaL_setmetatable(L, TEST_TYPE);
  return handle;
}

static struct test_case *check_test(lua_State *L)
{
  struct test_case **object = luaL_checkudata(L, 1, TEST_TYPE);
  if (!*object)
    luaL_error(L, "this test is over: use the t that its function was given");
  return *object;
}

static const struct policy *the_policy(lua_State *L, const struct test_case *test)
{
  const struct policy *policy = test_case_policy(test);
  if (!policy)
    luaL_error(L, "the policy that this file tests is not there");
  if (policy->state == POLICY_REFUSED)
    luaL_error(L, "the policy is refused: %s", policy->reason);
  return policy;
}

/* A string field of the table at `index`, or `otherwise`. Leaves the field on the stack. */
static const char *string_field(lua_State *L, int index, const char *key, const char *otherwise)
{
  if (!lua_istable(L, index))
    return otherwise;
  lua_getfield(L, index, key);
  if (lua_isnil(L, -1))
    return otherwise;
  if (lua_type(L, -1) != LUA_TSTRING)
    luaL_error(L, "%s must be a text (given: %s)", key, lua_describe(L, -1));
  return lua_tostring(L, -1);
}

/* What t:host and t:guest have in common. */
struct scene_kind {
  enum subject_kind kind, parent_kind;
  const char *usage, *form;
  const char *parent_key, *parent, *state; /* parent and state: unless said otherwise; no key: none */
};

static int add_subject(lua_State *L, const struct scene_kind *what)
{
  const char *const keys[] = {"state", what->parent_key, NULL};
  struct test_case *test = check_test(L);
  const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
  if (!name_is_valid(name))
    lua_misuse(L, what->usage, what->form, 2);
  if (lua_istable(L, 3))
    lua_check_keys(L, 3, what->usage, keys);
  const char *parent_name = what->parent_key ? string_field(L, 3, what->parent_key, what->parent) : "";
  const char *state = string_field(L, 3, "state", what->state);
  g_autofree char *key = subject_format(what->kind, name);
  g_autofree char *parent = parent_name[0] ? subject_format(what->parent_kind, parent_name) : g_strdup("");
  test_case_add_subject(test, key, name, parent, state);
  return 0;
}

static int test_host(lua_State *L)
{
  static const struct scene_kind host = {SUBJECT_HOST, SUBJECT_CLUSTER, "t:host(name, {cluster =, state =})",
                                         "name must be the name of a host", "cluster", "lab", "up"};
  return add_subject(L, &host);
}

static int test_guest(lua_State *L)
{
  static const struct scene_kind guest = {SUBJECT_GUEST, SUBJECT_HOST, "t:guest(name, {host =, state =})",
                                          "name must be the name of a guest", "host", "", "running"};
  return add_subject(L, &guest);
}

static int test_device(lua_State *L)
{
  static const struct scene_kind device = {SUBJECT_DEVICE, SUBJECT_CLUSTER, "t:device(name, {state =})",
                                           "name must be the name of a device", NULL, NULL, "up"};
  return add_subject(L, &device);
}

/* Reads {"5m", 90} or {"1m", "gap"} on the top of the stack. */
static struct step check_step(lua_State *L, const char *usage, enum metric_id metric)
{
  struct step step = {0};
  if (!lua_istable(L, -1))
    lua_misuse(L, usage, "each step must be {\"SPAN\", VALUE} or {\"SPAN\", \"gap\"}", -1);
  lua_rawgeti(L, -1, 1);
  if (lua_type(L, -1) != LUA_TSTRING || !duration_parse(lua_tostring(L, -1), &step.seconds) ||
      step.seconds == 0)
    lua_misuse(L, usage, "a step begins with a span such as \"5m\"", -1);
  lua_rawgeti(L, -2, 2);
  if (lua_type(L, -1) == LUA_TNUMBER) {
    step.value = lua_tonumber(L, -1);
    if (reading_known(metric, step.value).state != READING_KNOWN)
      lua_misuse(L, usage, "this value is out of the metric's bounds", -1);
  } else if (lua_type(L, -1) == LUA_TSTRING && strcmp(lua_tostring(L, -1), "gap") == 0) {
    step.is_gap = TRUE;
  } else {
    lua_misuse(L, usage, "a step's value must be a number or \"gap\"", -1);
  }
  lua_pop(L, 2);
  return step;
}

static int test_series(lua_State *L)
{
  const char usage[] = "t:series(\"host:NAME\", metric, {{\"SPAN\", VALUE}, ...})";
  struct test_case *test = check_test(L);
  struct object object;
  if (lua_type(L, 2) != LUA_TSTRING || !object_parse(lua_tostring(L, 2), &object))
    lua_misuse(L, usage, "the first argument must be \"host:NAME\" or \"guest:NAME\"", 2);
  enum metric_id metric = lua_type(L, 3) == LUA_TSTRING ? metric_find(lua_tostring(L, 3)) : METRIC_NONE;
  if (metric == METRIC_NONE || !object_carries(&object, metric))
    lua_misuse(L, usage, "metric must be a metric of that subject", 3);
  size_t n = lua_istable(L, 4) ? lua_rawlen(L, 4) : 0;
  if (n == 0 || n > TEST_STEPS_MAX)
    lua_misuse(L, usage, "takes a list of 1 to 256 steps", 4);
  struct step steps[TEST_STEPS_MAX];
  for (size_t i = 0; i < n; i++) {
    lua_rawgeti(L, 4, (lua_Integer)i + 1);
    steps[i] = check_step(L, usage, metric);
    lua_pop(L, 1);
  }
  GArray *kept = g_array_sized_new(FALSE, FALSE, sizeof(struct step), (guint)n);
  g_array_append_vals(kept, steps, (guint)n);
  test_case_put_series(test, lua_tostring(L, 2), metric, kept);
  return 0;
}

static int test_settings(lua_State *L)
{
  struct test_case *test = check_test(L);
  if (!lua_istable(L, 2))
    lua_misuse(L, "t:settings{NAME = VALUE}", "takes a table", 2);
  the_policy(L, test);
  lua_pushnil(L);
  while (lua_next(L, 2)) {
    if (lua_type(L, -2) != LUA_TSTRING || !lua_isstring(L, -1))
      lua_misuse(L, "t:settings{NAME = VALUE}", "each must be NAME = a number or a text", -1);
    if (!test_case_set(test, lua_tostring(L, -2), lua_tostring(L, -1)))
      luaL_error(L, "t:settings must come before the first t:run");
    lua_pop(L, 1);
  }
  the_policy(L, test);
  return 0;
}

static int test_run(lua_State *L)
{
  struct test_case *test = check_test(L);
  guint64 span;
  if (lua_type(L, 2) != LUA_TSTRING || !duration_parse(lua_tostring(L, 2), &span) || span == 0 ||
      span > TEST_RUN_MAX_SEC || span % TEST_INTERVAL_SEC != 0)
    lua_misuse(L, "t:run(span)", "span must be a multiple of 10s, at most 7d", 2);
  the_policy(L, test);
  test_case_run(test, span);
  return 0;
}

/* The key of the subject that is meant: the one named, or the only one the policy judges. */
static const char *check_meant(lua_State *L, const struct test_case *test)
{
  const char *named = string_field(L, 2, "subject", NULL);
  enum subject_kind kind = the_policy(L, test)->subject;
  const char *key = test_case_subject(test, kind, named);
  if (!key && named)
    luaL_error(L, "this test has no subject %s", named);
  if (!key)
    luaL_error(L, "say which one is meant: subject = \"%s:NAME\"", subject_kind_name(kind));
  return key;
}

/* What the policy says now, in words, for the message of a failed expectation. */
static const char *push_state(lua_State *L, const struct heard *heard)
{
  if (!heard)
    return lua_pushstring(L, "the policy has said nothing yet");
  switch (heard->kind) {
  case FINDING_TIP:
    return lua_pushfstring(L, "there is a %s tip, remedy %s: %s", severity_name(heard->severity),
                           heard->remedies, heard->tip_text);
  case FINDING_NO_DATA:
    return lua_pushfstring(L, "there are no data: %s", heard->text);
  case FINDING_ERROR:
    return lua_pushfstring(L, "the policy failed: %s", heard->text);
  default:
    return lua_pushliteral(L, "there is no tip");
  }
}

static int fail(lua_State *L, const char *expected, const struct heard *heard)
{
  return luaL_error(L, "expected %s, but %s", expected, push_state(L, heard));
}

static const struct heard *check_expectation(lua_State *L, const char *usage, const char *const *keys)
{
  struct test_case *test = check_test(L);
  if (!lua_isnoneornil(L, 2) && !lua_istable(L, 2))
    lua_misuse(L, usage, "takes a table", 2);
  if (lua_istable(L, 2))
    lua_check_keys(L, 2, usage, keys);
  return test_case_heard(test, check_meant(L, test));
}

static int expect_tip(lua_State *L)
{
  static const char *const keys[] = {"subject", "severity", "remedy", "text", NULL};
  const struct heard *heard =
      check_expectation(L, "t:expect_tip{severity =, remedy =, text =, subject =}", keys);
  if (!heard || !heard->is_open || heard->kind == FINDING_ERROR)
    return fail(L, "a tip", heard);
  const char *severity = string_field(L, 2, "severity", NULL);
  if (severity && strcmp(severity, severity_name(heard->severity)) != 0)
    return fail(L, lua_pushfstring(L, "severity %s", severity), heard);
  const char *remedy = string_field(L, 2, "remedy", NULL);
  gsize length = remedy ? strlen(remedy) : 0;
  if (remedy && (!g_str_has_prefix(heard->remedies, remedy) ||
                 (heard->remedies[length] != '\0' && heard->remedies[length] != ',')))
    return fail(L, lua_pushfstring(L, "remedy %s", remedy), heard);
  const char *text = string_field(L, 2, "text", NULL);
  if (text && !strstr(heard->tip_text, text))
    return fail(L, lua_pushfstring(L, "a text with \"%s\"", text), heard);
  return 0;
}

static int expect_no_tip(lua_State *L)
{
  static const char *const keys[] = {"subject", NULL};
  const struct heard *heard = check_expectation(L, "t:expect_no_tip{subject =}", keys);
  if (!heard || heard->is_open || heard->kind == FINDING_ERROR)
    return fail(L, "no tip", heard);
  return 0;
}

static int expect_kind(lua_State *L, enum finding_kind kind, const char *usage, const char *expected)
{
  static const char *const keys[] = {"subject", "reason", NULL};
  const struct heard *heard = check_expectation(L, usage, keys);
  if (!heard || heard->kind != kind)
    return fail(L, expected, heard);
  const char *reason = string_field(L, 2, "reason", "");
  if (!strstr(heard->text, reason))
    return fail(L, lua_pushfstring(L, "the reason \"%s\"", reason), heard);
  return 0;
}

static int expect_no_data(lua_State *L)
{
  return expect_kind(L, FINDING_NO_DATA, "t:expect_no_data{reason =, subject =}", "no data");
}

static int expect_error(lua_State *L)
{
  return expect_kind(L, FINDING_ERROR, "t:expect_error{reason =, subject =}", "an error");
}

void lua_test_open(lua_State *L)
{
  static const luaL_Reg methods[] = {
      {"host", test_host},         {"guest", test_guest},
      {"device", test_device},
      {"series", test_series},     {"settings", test_settings},
      {"run", test_run},           {"expect_tip", expect_tip},
      {"expect_no_tip", expect_no_tip}, {"expect_no_data", expect_no_data},
      {"expect_error", expect_error},   {NULL, NULL},
  };
  lua_make_class(L, TEST_TYPE, methods, NULL);
}
