/* subject.alerts: what others say of a subject, a list of plain tables, made anew each time. subject:service(name), and
 * what a service says. */
#include "policy/lua_api.h"
#include "policy/lua_base.h"

#include <string.h>

static void set_text(lua_State *L, const char *key, const char *text)
{
  lua_pushstring(L, text);
  lua_setfield(L, -2, key);
}

int lua_push_alerts(lua_State *L, const struct subject *subject)
{
  const struct evaluation *evaluation = lua_evaluation(L);
  const GPtrArray *alerts = subject_alerts(evaluation->subjects, subject);
  guint n = alerts ? alerts->len : 0;
  lua_createtable(L, (int)n, 0);
  for (guint i = 0; i < n; i++) {
    const struct alert *alert = alerts->pdata[i];
    lua_createtable(L, 0, 5);
    set_text(L, "name", alert->name);
    set_text(L, "source", alert->source);
    set_text(L, "state", alert_state_name(alert->state));
    set_text(L, "text", alert->text);
    lua_pushinteger(L, (lua_Integer)MAX(evaluation->moment.stamp_sec - alert->since_us / G_USEC_PER_SEC, 0));
    lua_setfield(L, -2, "age");
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

int lua_subject_service(lua_State *L)
{
  const struct subject *subject = lua_test_subject(L, 1);
  if (!subject)
    lua_misuse(L, "must be called with a colon", 1);
  if (lua_type(L, 2) != LUA_TSTRING)
    lua_misuse(L, "name must be a text", 2);
  const char *name = lua_tostring(L, 2);
  const struct subject *service = NULL;
  for (guint i = 0; i < subject->children->len && !service; i++) {
    const struct subject *child = subject->children->pdata[i];
    if (child->kind == SUBJECT_SERVICE && strcmp(child->name, name) == 0)
      service = child;
  }
  if (service)
    lua_push_subject(L, service);
  else
    lua_pushnil(L);
  return 1;
}

int lua_push_alert_text(lua_State *L, const struct subject *service)
{
  const struct alert *alert = subject_alert(lua_evaluation(L)->subjects, service);
  lua_pushstring(L, alert ? alert->text : "");
  return 1;
}

int lua_push_alert_source(lua_State *L, const struct subject *service)
{
  const struct alert *alert = subject_alert(lua_evaluation(L)->subjects, service);
  lua_pushstring(L, alert ? alert->source : "");
  return 1;
}
