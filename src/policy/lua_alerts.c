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

static gboolean is_noted(const struct evaluation *evaluation, const struct subject *service)
{
  for (guint i = 0; i < evaluation->n_doubtful; i++)
    if (evaluation->doubtful[i] == service)
      return TRUE;
  return FALSE;
}

const struct alert *lua_read_service(lua_State *L, const struct subject *service)
{
  struct evaluation *evaluation = lua_evaluation(L);
  const struct alert *alert = subject_alert(evaluation->subjects, service);
  gboolean is_doubtful = alert && (alert->marks & ALERT_IS_UNCONFIRMED) && alert->state != ALERT_OK;
  if (is_doubtful && evaluation->n_doubtful < LIMIT_EVIDENCE && !is_noted(evaluation, service))
    evaluation->doubtful[evaluation->n_doubtful++] = service;
  return alert;
}

static void read_all(lua_State *L, const struct subject *subject)
{
  for (guint i = 0; i < subject->children->len; i++) {
    const struct subject *child = subject->children->pdata[i];
    if (child->kind == SUBJECT_SERVICE)
      lua_read_service(L, child);
  }
}

static void push_age(lua_State *L, const struct alert *alert)
{
  gint64 stamp_sec = lua_evaluation(L)->moment.stamp_sec;
  lua_pushinteger(L, (lua_Integer)MAX(stamp_sec - alert->since_us / G_USEC_PER_SEC, 0));
}

int lua_push_alerts(lua_State *L, const struct subject *subject)
{
  const struct evaluation *evaluation = lua_evaluation(L);
  const GPtrArray *alerts = subject_alerts(evaluation->subjects, subject);
  guint n = alerts ? alerts->len : 0;
  read_all(L, subject);
  lua_createtable(L, (int)n, 0);
  for (guint i = 0; i < n; i++) {
    const struct alert *alert = alerts->pdata[i];
    lua_createtable(L, 0, 5);
    set_text(L, "name", alert->name);
    set_text(L, "source", alert->source);
    set_text(L, "state", alert_state_name(alert->state));
    set_text(L, "text", alert->text);
    push_age(L, alert);
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
  const struct alert *alert = lua_read_service(L, service);
  lua_pushstring(L, alert ? alert->text : "");
  return 1;
}

int lua_push_alert_source(lua_State *L, const struct subject *service)
{
  const struct alert *alert = lua_read_service(L, service);
  lua_pushstring(L, alert ? alert->source : "");
  return 1;
}

int lua_push_alert_age(lua_State *L, const struct subject *service)
{
  const struct alert *alert = lua_read_service(L, service);
  if (alert)
    push_age(L, alert);
  else
    lua_pushinteger(L, 0);
  return 1;
}

int lua_push_alert_attempt(lua_State *L, const struct subject *service)
{
  const struct alert *alert = lua_read_service(L, service);
  lua_pushinteger(L, alert ? alert->attempt : 0);
  return 1;
}

static int push_mark(lua_State *L, const struct subject *service, enum alert_mark mark)
{
  const struct alert *alert = lua_read_service(L, service);
  lua_pushboolean(L, alert && (alert->marks & mark));
  return 1;
}

int lua_push_alert_hard(lua_State *L, const struct subject *service)
{
  const struct alert *alert = lua_read_service(L, service);
  lua_pushboolean(L, alert && !(alert->marks & ALERT_IS_SOFT));
  return 1;
}

int lua_push_alert_flapping(lua_State *L, const struct subject *service)
{
  return push_mark(L, service, ALERT_IS_FLAPPING);
}

int lua_push_alert_in_downtime(lua_State *L, const struct subject *service)
{
  return push_mark(L, service, ALERT_IN_DOWNTIME);
}

int lua_push_alert_acknowledged(lua_State *L, const struct subject *service)
{
  return push_mark(L, service, ALERT_IS_ACKNOWLEDGED);
}

int lua_push_alert_unconfirmed(lua_State *L, const struct subject *service)
{
  return push_mark(L, service, ALERT_IS_UNCONFIRMED);
}
