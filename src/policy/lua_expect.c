/* What a test of a policy expects: t:expect_tip{...}, _no_tip, _no_data and _error. */
#include "policy/lua_test.h"

#include "base/quantity.h"
#include "policy/lua_api.h"
#include "policy/lua_base.h"

#include <string.h>


/* The key of the subject that is meant: the one named, or the only one the policy judges. */
static const char *check_meant(lua_State *L, const struct test_case *test)
{
  const char *named = lua_string_field(L, 2, "subject", NULL);
  enum subject_kind kind = lua_tested_policy(L, test)->subject;
  const char *key = test_case_subject(test, kind, named);
  if (!key && named)
    luaL_error(L, "this test has no subject %s", named);
  if (!key && kind == SUBJECT_SERVICE)
    luaL_error(L, "say which one is meant: subject = what t:service has given");
  if (!key)
    luaL_error(L, "say which one is meant: subject = \"%s:NAME\"", subject_kind_name(kind));
  return key;
}

/* Pushes where the expectation stands, and the lines of the functions of the test that led there. */
static void push_place(lua_State *L)
{
  lua_Debug caller;
  luaL_where(L, 1);
  for (int level = 2; lua_getstack(L, level, &caller) && lua_getinfo(L, "Sl", &caller); level++) {
    if (caller.currentline <= 0)
      break;
    lua_pushfstring(L, "(called from line %d) ", caller.currentline);
    lua_concat(L, 2);
  }
}

/* Pushes a copy of a text that it frees. */
static const char *push_owned(lua_State *L, char *text)
{
  lua_pushstring(L, text);
  g_free(text);
  return lua_tostring(L, -1);
}

static void push_evidence(lua_State *L, const struct heard *heard)
{
  luaL_Buffer all;
  luaL_buffinit(L, &all);
  for (guint i = 0; i < heard->evidence->len; i++) {
    luaL_addstring(&all, i > 0 ? "; " : "");
    luaL_addstring(&all, g_ptr_array_index(heard->evidence, i));
  }
  luaL_pushresult(&all);
}

static int fail(lua_State *L, const char *expected, const char *got)
{
  push_place(L);
  const char *place = lua_tostring(L, -1);
  const char *elapsed = push_owned(L, duration_format(test_case_elapsed_sec(lua_check_test(L))));
  lua_pushfstring(L, "%safter %s\nexpected: %s\nbut got:  %s", place, elapsed, expected, got);
  return lua_error(L);
}

static int fail_heard(lua_State *L, const char *expected, const struct heard *heard)
{
  return fail(L, expected, push_owned(L, heard_describe(heard)));
}

/* Checks the form of the expectation, and gives what was said of the subject that is meant: NULL nothing yet. */
static const struct heard *check_expectation(lua_State *L, const char *const *keys)
{
  struct test_case *test = lua_check_test(L);
  if (!lua_isnoneornil(L, 2) && !lua_istable(L, 2))
    lua_misuse(L, "takes a table", 2);
  if (lua_istable(L, 2))
    lua_check_keys(L, 2, keys);
  lua_settop(L, 2);
  return test_case_heard(test, check_meant(L, test));
}

/* `remedy` is the first one, or the first ones with commas. */
static void expect_remedy(lua_State *L, const struct heard *heard)
{
  const char *remedy = lua_string_field(L, 2, "remedy", NULL);
  gsize length = remedy ? strlen(remedy) : 0;
  if (remedy && (!g_str_has_prefix(heard->remedies, remedy) ||
                 (heard->remedies[length] != '\0' && heard->remedies[length] != ',')))
    fail_heard(L, lua_pushfstring(L, "remedy %s", remedy), heard);
}

/* `with`: parameters of the first remedy. */
static void expect_parameters(lua_State *L, const struct heard *heard)
{
  if (!lua_istable(L, 2) || lua_getfield(L, 2, "with") == LUA_TNIL)
    return;
  if (!lua_istable(L, -1))
    lua_misuse(L, "with must be a table of the first remedy's parameters", -1);
  int with = lua_gettop(L);
  lua_pushnil(L);
  while (lua_next(L, with)) {
    if (lua_type(L, -2) != LUA_TSTRING || !lua_isstring(L, -1))
      lua_misuse(L, "with must hold NAME = a text or a number", -1);
    const char *name = lua_tostring(L, -2);
    lua_pushvalue(L, -1);
    const char *wanted = lua_tostring(L, -1), *given = g_hash_table_lookup(heard->parameters, name);
    if (g_strcmp0(wanted, given) != 0)
      fail(L, lua_pushfstring(L, "a remedy with %s = %s", name, wanted),
           given ? lua_pushfstring(L, "%s with %s = %s", heard->remedies, name, given)
                 : lua_pushfstring(L, "%s without %s", heard->remedies, name));
    lua_settop(L, with + 1);
  }
}

/* The text at the top is part of one piece of evidence. */
static void expect_piece(lua_State *L, const struct heard *heard)
{
  if (lua_type(L, -1) != LUA_TSTRING)
    lua_misuse(L, "evidence must be a text or a list of texts", -1);
  const char *wanted = lua_tostring(L, -1);
  for (guint i = 0; i < heard->evidence->len; i++)
    if (strstr(g_ptr_array_index(heard->evidence, i), wanted))
      return;
  push_evidence(L, heard);
  const char *given = heard->evidence->len > 0 ? lua_tostring(L, -1) : "none";
  fail(L, lua_pushfstring(L, "evidence with \"%s\"", wanted), given);
}

static void expect_evidence(lua_State *L, const struct heard *heard)
{
  if (!lua_istable(L, 2) || lua_getfield(L, 2, "evidence") == LUA_TNIL)
    return;
  if (!lua_istable(L, -1)) {
    expect_piece(L, heard);
    return;
  }
  int list = lua_gettop(L);
  for (lua_Integer i = 1; i <= (lua_Integer)MIN(lua_rawlen(L, list), LIMIT_EVIDENCE + 1); i++) {
    lua_rawgeti(L, list, i);
    expect_piece(L, heard);
    lua_settop(L, list);
  }
}

static void expect_raised(lua_State *L, const struct heard *heard)
{
  if (!lua_istable(L, 2) || lua_getfield(L, 2, "raised") == LUA_TNIL)
    return;
  if (!lua_isinteger(L, -1))
    lua_misuse(L, "raised must be how often a tip was opened", -1);
  lua_Integer wanted = lua_tointeger(L, -1);
  if (wanted != (lua_Integer)heard->raised)
    fail(L, lua_pushfstring(L, "a tip raised %I times", (LUAI_UACINT)wanted),
         lua_pushfstring(L, "one raised %d times", (int)heard->raised));
}

int lua_expect_tip(lua_State *L)
{
  static const char *const keys[] = {"subject", "severity", "remedy", "with", "text", "evidence", "raised", NULL};
  const struct heard *heard = check_expectation(L, keys);
  if (!heard || !heard->is_open || heard->kind == FINDING_ERROR)
    return fail_heard(L, "a tip", heard);
  const char *severity = lua_string_field(L, 2, "severity", NULL);
  if (severity && strcmp(severity, severity_name(heard->severity)) != 0)
    return fail_heard(L, lua_pushfstring(L, "severity %s", severity), heard);
  const char *text = lua_string_field(L, 2, "text", NULL);
  if (text && !strstr(heard->tip_text, text))
    return fail(L, lua_pushfstring(L, "a text with \"%s\"", text), heard->tip_text);
  expect_remedy(L, heard);
  expect_parameters(L, heard);
  expect_evidence(L, heard);
  expect_raised(L, heard);
  return 0;
}

int lua_expect_no_tip(lua_State *L)
{
  static const char *const keys[] = {"subject", NULL};
  const struct heard *heard = check_expectation(L, keys);
  if (!heard || heard->is_open || heard->kind == FINDING_ERROR)
    return fail_heard(L, "no tip", heard);
  return 0;
}

static int expect_kind(lua_State *L, enum finding_kind kind, const char *expected)
{
  static const char *const keys[] = {"subject", "reason", NULL};
  const struct heard *heard = check_expectation(L, keys);
  if (!heard || heard->kind != kind)
    return fail_heard(L, expected, heard);
  const char *reason = lua_string_field(L, 2, "reason", "");
  if (!strstr(heard->text, reason))
    return fail(L, lua_pushfstring(L, "the reason \"%s\"", reason), heard->text);
  return 0;
}

int lua_expect_no_data(lua_State *L)
{
  return expect_kind(L, FINDING_NO_DATA, "no data");
}

int lua_expect_error(lua_State *L)
{
  return expect_kind(L, FINDING_ERROR, "an error");
}
