/*
 * cluster, host, guest, device and service: name, kind, state, state_age and what they are to each other, :latest(metric),
 * :window(metric, span), :baseline(metric), :all(metric); and their parts: name, kind, subject, :latest(metric),
 * :window(metric, span), :baseline(metric).
 * Two objects of one subject or part are equal.
 */
#include "policy/lua_api.h"
#include "policy/lua_base.h"

#include "base/text.h"

#include <string.h>

static const char subject_type[] = "provost.subject";

struct lua_subject {
  const struct subject *subject;
  guint64 round;
};

void lua_push_subject(lua_State *L, const struct subject *subject)
{
  struct lua_subject *object = lua_push_object(L, subject_type, sizeof *object);
  *object = (struct lua_subject){subject, lua_evaluation(L)->round};
}

const struct subject *lua_test_subject(lua_State *L, int index)
{
  const struct lua_subject *object = lua_test_class(L, index, subject_type);
  if (!object)
    return NULL;
  if (object->round != lua_evaluation(L)->round)
    luaL_error(L, "this object is of an earlier evaluation: keep nothing between evaluations");
  return object->subject;
}

static int push_or_nil(lua_State *L, const struct subject *subject)
{
  if (subject)
    lua_push_subject(L, subject);
  else
    lua_pushnil(L);
  return 1;
}

/* Adds the children of that kind to the list on the top, behind the n that it holds. */
static void add_children(lua_State *L, const struct subject *parent, enum subject_kind kind, lua_Integer *n)
{
  for (guint i = 0; i < parent->children->len; i++) {
    const struct subject *child = g_ptr_array_index(parent->children, i);
    if (child->kind != kind)
      continue;
    lua_push_subject(L, child);
    lua_rawseti(L, -2, ++*n);
  }
}

/* Of a host, or of all hosts of a cluster. */
static int push_guests(lua_State *L, const struct subject *subject)
{
  lua_Integer n = 0;
  lua_newtable(L);
  if (subject->kind == SUBJECT_HOST)
    add_children(L, subject, SUBJECT_GUEST, &n);
  else
    for (guint i = 0; i < subject->children->len; i++)
      add_children(L, g_ptr_array_index(subject->children, i), SUBJECT_GUEST, &n);
  return 1;
}

static int push_services(lua_State *L, const struct subject *subject)
{
  lua_Integer n = 0;
  lua_newtable(L);
  add_children(L, subject, SUBJECT_SERVICE, &n);
  return 1;
}

/* Of a device the hosts, of a host the devices. */
static int push_serving(lua_State *L, const struct subject *subject)
{
  lua_createtable(L, (int)subject->serving->len, 0);
  for (guint i = 0; i < subject->serving->len; i++) {
    lua_push_subject(L, g_ptr_array_index(subject->serving, i));
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

static int push_hosts(lua_State *L, const struct subject *subject)
{
  if (subject->kind == SUBJECT_DEVICE)
    return push_serving(L, subject);
  lua_Integer n = 0;
  lua_newtable(L);
  add_children(L, subject, SUBJECT_HOST, &n);
  return 1;
}

static int push_guest_host(lua_State *L, const struct subject *guest)
{
  return push_or_nil(L, guest->parent);
}

static int push_cluster(lua_State *L, const struct subject *subject)
{
  return push_or_nil(L, subject_cluster(subject));
}

static int push_ha(lua_State *L, const struct subject *guest)
{
  lua_pushboolean(L, guest->ha);
  return 1;
}

static int push_name(lua_State *L, const struct subject *subject)
{
  lua_pushstring(L, subject->name);
  return 1;
}

/* "host", and of a part "fs". */
static int push_kind(lua_State *L, const struct subject *subject)
{
  lua_pushstring(L, subject->whole ? object_class_label(subject->class) : subject_kind_name(subject->kind));
  return 1;
}

static int push_state(lua_State *L, const struct subject *subject)
{
  if (subject->kind == SUBJECT_SERVICE)
    lua_read_service(L, subject);
  lua_pushstring(L, subject->state);
  return 1;
}

static int push_state_age(lua_State *L, const struct subject *subject)
{
  lua_pushinteger(L, (lua_Integer)subjects_state_age_sec(lua_evaluation(L)->subjects, subject));
  return 1;
}

/* Of a part, or of a service. */
static int push_whole(lua_State *L, const struct subject *subject)
{
  return push_or_nil(L, subject->whole ? subject->whole : subject->parent);
}

static const struct {
  enum api_id id;
  int (*push)(lua_State *L, const struct subject *subject); /* of a field */
  lua_CFunction method;
} members[] = {
    {API_SUBJECT_WINDOW, NULL, lua_subject_window},
    {API_SUBJECT_LATEST, NULL, lua_subject_latest},
    {API_SUBJECT_SERVICE, NULL, lua_subject_service},
    {API_SUBJECT_NAME, push_name, NULL},
    {API_SUBJECT_ALL, NULL, lua_subject_all},
    {API_SUBJECT_BASELINE, NULL, lua_subject_baseline},
    {API_SUBJECT_STATE, push_state, NULL},
    {API_SUBJECT_STATE_AGE, push_state_age, NULL},
    {API_SUBJECT_KIND, push_kind, NULL},
    {API_SUBJECT_WHOLE, push_whole, NULL},
    {API_SUBJECT_CLUSTER, push_cluster, NULL},
    {API_SUBJECT_HOSTS, push_hosts, NULL},
    {API_SUBJECT_DEVICES, push_serving, NULL},
    {API_SUBJECT_HOST, push_guest_host, NULL},
    {API_SUBJECT_GUESTS, push_guests, NULL},
    {API_SUBJECT_HA, push_ha, NULL},
    {API_SUBJECT_LABELS, lua_push_labels, NULL},
    {API_SUBJECT_ALERTS, lua_push_alerts, NULL},
    {API_SUBJECT_SERVICES, push_services, NULL},
    {API_SUBJECT_TEXT, lua_push_alert_text, NULL},
    {API_SUBJECT_SOURCE, lua_push_alert_source, NULL},
    {API_SUBJECT_AGE, lua_push_alert_age, NULL},
    {API_SUBJECT_ATTEMPT, lua_push_alert_attempt, NULL},
    {API_SUBJECT_HARD, lua_push_alert_hard, NULL},
    {API_SUBJECT_FLAPPING, lua_push_alert_flapping, NULL},
    {API_SUBJECT_IN_DOWNTIME, lua_push_alert_in_downtime, NULL},
    {API_SUBJECT_ACKNOWLEDGED, lua_push_alert_acknowledged, NULL},
    {API_SUBJECT_UNCONFIRMED, lua_push_alert_unconfirmed, NULL},
};

/* Pushes "did you mean ...?", or what there is where no name is near or another kind of subject has it. */
static const char *push_hint(lua_State *L, guint kinds)
{
  const char *names[API_ROWS + 1], *given = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
  gboolean is_anothers = FALSE;
  guint n = 0;
  for (guint id = 0; id < API_ROWS; id++) {
    const struct api_row *row = api_row(id);
    is_anothers |= (row->owners & (OF_SUBJECT | OF_PART)) && strcmp(row->name, given) == 0;
    if (row->owners & kinds)
      names[n++] = row->name;
  }
  names[n] = NULL;
  const char *nearest = is_anothers ? NULL : nearest_name(given, names);
  if (nearest)
    return lua_pushfstring(L, "did you mean \"%s\"?", nearest);
  luaL_Buffer known;
  luaL_buffinit(L, &known);
  for (guint i = 0; i < n; i++) {
    luaL_addstring(&known, i > 0 ? ", " : "it has ");
    luaL_addstring(&known, names[i]);
  }
  luaL_pushresult(&known);
  return lua_tostring(L, -1);
}

static int no_field(lua_State *L, guint kinds)
{
  const char *noun = subject_noun(lua_test_subject(L, 1)), *given = lua_describe(L, 2);
  return luaL_error(L, "a %s has no field %s; %s", noun, given, push_hint(L, kinds));
}

/* upvalues: of each kind of subject, and of parts, its members by name, which Lua finds by address: the place of a field,
 * or the method itself. */
static int subject_index(lua_State *L)
{
  const struct subject *subject = lua_test_subject(L, 1);
  guint owner = subject->whole ? SUBJECT_KINDS : subject->kind;
  lua_pushvalue(L, 2);
  switch (lua_rawget(L, lua_upvalueindex((int)owner + 1))) {
  case LUA_TFUNCTION:
    return 1;
  case LUA_TNUMBER:
    return members[lua_tointeger(L, -1)].push(L, subject);
  default:
    return no_field(L, 1u << owner);
  }
}

static void push_members(lua_State *L, guint owner)
{
  lua_newtable(L);
  for (guint i = 0; i < G_N_ELEMENTS(members); i++) {
    if (!(api_row(members[i].id)->owners & 1u << owner))
      continue;
    lua_pushinteger(L, i);
    lua_setfield(L, -2, api_row(members[i].id)->name);
    if (members[i].method)
      lua_bind(L, &(struct lua_binding){members[i].id, members[i].method}, 1);
  }
}

static int subject_text(lua_State *L)
{
  return push_name(L, lua_test_subject(L, 1));
}

static int subject_equals(lua_State *L)
{
  const struct subject *one = lua_test_subject(L, 1), *other = lua_test_subject(L, 2);
  lua_pushboolean(L, one && one == other);
  return 1;
}

void lua_subject_open(lua_State *L)
{
  for (guint owner = 0; owner <= SUBJECT_KINDS; owner++)
    push_members(L, owner);
  lua_pushcclosure(L, subject_index, SUBJECT_KINDS + 1);
  lua_make_indexed_class(L, subject_type);
  lua_rawgetp(L, LUA_REGISTRYINDEX, subject_type);
  lua_pushcfunction(L, subject_text);
  lua_setfield(L, -2, "__tostring");
  lua_pushcfunction(L, subject_equals);
  lua_setfield(L, -2, "__eq");
  lua_pop(L, 1);
}
