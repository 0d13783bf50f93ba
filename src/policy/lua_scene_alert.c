/* t:alert and t:service: somebody says something of a subject, now. */
#include "policy/lua_api.h"
#include "policy/lua_base.h"
#include "policy/lua_test.h"

static const char *check_subject(lua_State *L, const struct test_case *test, int index)
{
  const char *subject = lua_type(L, index) == LUA_TSTRING ? lua_tostring(L, index) : "";
  struct object object;
  if (!object_parse(subject, &object) || object.instance[0] || object.kind == SUBJECT_SERVICE)
    lua_misuse(L, "whose it is must be a subject, such as \"host:NAME\"", index);
  if (!test_case_subject(test, object.kind, subject))
    luaL_error(L, "%s: this test has no subject %s", lua_usage(L), subject);
  return subject;
}

static const char *check_name(lua_State *L, int index)
{
  if (lua_type(L, index) != LUA_TSTRING || lua_rawlen(L, index) == 0 || lua_rawlen(L, index) > LIMIT_NAME)
    lua_misuse(L, "name must be a text of at most 63 bytes", index);
  return lua_tostring(L, index);
}

static enum alert_state check_state(lua_State *L, int index)
{
  enum alert_state state;
  if (lua_type(L, index) != LUA_TSTRING || !alert_state_parse(lua_tostring(L, index), &state))
    lua_misuse(L, "state must be \"ok\", \"warning\", \"critical\" or \"unknown\"", index);
  return state;
}

#define MORE "source", "text", "attempt", "hard", "flapping", "in_downtime", "acknowledged", "unconfirmed", NULL

static gboolean check_flag(lua_State *L, int index, const char *name, gboolean fallback)
{
  int type = lua_istable(L, index) ? lua_getfield(L, index, name) : LUA_TNIL;
  if (type == LUA_TNIL)
    return fallback;
  if (type != LUA_TBOOLEAN)
    luaL_error(L, "%s: %s must be true or false", lua_usage(L), name);
  return lua_toboolean(L, -1);
}

static guint check_attempt(lua_State *L, int index)
{
  if (!lua_istable(L, index) || lua_getfield(L, index, "attempt") == LUA_TNIL)
    return 0;
  if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < 0 || lua_tointeger(L, -1) > G_MAXINT)
    lua_misuse(L, "attempt must be a count", -1);
  return (guint)lua_tointeger(L, -1);
}

static guint check_marks(lua_State *L, int index)
{
  static const struct {
    const char *name;
    enum alert_mark mark;
  } flags[] = {{"flapping", ALERT_IS_FLAPPING},
               {"in_downtime", ALERT_IN_DOWNTIME},
               {"acknowledged", ALERT_IS_ACKNOWLEDGED},
               {"unconfirmed", ALERT_IS_UNCONFIRMED}};
  guint marks = check_flag(L, index, "hard", TRUE) ? 0 : ALERT_IS_SOFT;
  for (guint i = 0; i < G_N_ELEMENTS(flags); i++)
    marks |= check_flag(L, index, flags[i].name, FALSE) ? flags[i].mark : 0;
  return marks;
}

/* Fills in the rest from the table at `index`, and pushes the service. */
static int take(lua_State *L, struct test_case *test, struct alert *alert, int index)
{
  alert->source = lua_string_field(L, index, "source", "nagios");
  alert->text = lua_string_field(L, index, "text", "");
  alert->attempt = check_attempt(L, index);
  alert->marks = check_marks(L, index);
  const char *service = test_case_take_alert(test, alert);
  if (!service)
    luaL_error(L, "%s: there are too many alerts", lua_usage(L));
  lua_pushstring(L, service);
  return 1;
}

int lua_scene_alert(lua_State *L)
{
  static const char *const keys[] = {MORE};
  struct test_case *test = lua_check_test(L);
  struct alert alert = {0};
  alert.subject = check_subject(L, test, 2);
  alert.name = check_name(L, 3);
  alert.state = check_state(L, 4);
  if (!lua_isnoneornil(L, 5) && !lua_istable(L, 5))
    lua_misuse(L, "takes a table", 5);
  if (lua_istable(L, 5))
    lua_check_keys(L, 5, keys);
  return take(L, test, &alert, 5);
}

int lua_scene_service(lua_State *L)
{
  static const char *const keys[] = {"of", "state", MORE};
  struct test_case *test = lua_check_test(L);
  struct alert alert = {0};
  alert.name = check_name(L, 2);
  if (!lua_istable(L, 3))
    lua_misuse(L, "takes a table", 3);
  lua_check_keys(L, 3, keys);
  lua_getfield(L, 3, "of");
  alert.subject = check_subject(L, test, lua_gettop(L));
  lua_pushstring(L, lua_string_field(L, 3, "state", "ok"));
  alert.state = check_state(L, lua_gettop(L));
  return take(L, test, &alert, 3);
}
