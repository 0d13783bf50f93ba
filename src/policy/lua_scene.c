/*
 * t:host, t:guest, t:cluster and t:device: there is such a subject, in that state and there; of one that is there already
 * labels, ha and serves stay unless they are said.
 */
#include "policy/lua_base.h"
#include "policy/lua_api.h"
#include "policy/lua_test.h"

#include "base/text.h"

#define KEYS_MAX 6

struct scene_kind {
  enum subject_kind kind, parent_kind;
  const char *form, *keys[KEYS_MAX];     /* keys: that its table may hold; NULL-terminated */
  const char *parent_key, *parent, *state; /* parent and state: unless said otherwise; no key: none */
};

static const char *check_name(lua_State *L, const struct scene_kind *what)
{
  const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
  if (!name_is_valid(name))
    lua_misuse(L, what->form, 2);
  if (!lua_isnoneornil(L, 3) && !lua_istable(L, 3))
    lua_misuse(L, "takes a table", 3);
  if (lua_istable(L, 3))
    lua_check_keys(L, 3, what->keys);
  return name;
}

/* Pushes the field of the table at 3, FALSE where there is none. */
static gboolean has_field(lua_State *L, const char *key)
{
  if (!lua_istable(L, 3))
    return FALSE;
  return lua_getfield(L, 3, key) != LUA_TNIL;
}

static void take_ha(lua_State *L, struct test_subject *subject)
{
  if (!has_field(L, "ha"))
    return;
  if (!lua_isboolean(L, -1))
    lua_misuse(L, "ha must be true or false", -1);
  subject->ha = lua_toboolean(L, -1);
}

static void take_labels(lua_State *L, struct test_subject *subject)
{
  if (!has_field(L, "labels"))
    return;
  if (!lua_istable(L, -1))
    lua_misuse(L, "labels must be a table { NAME = \"VALUE\" }", -1);
  g_hash_table_remove_all(subject->labels);
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
    gboolean is_sound = lua_type(L, -2) == LUA_TSTRING && name_is_valid(lua_tostring(L, -2)) &&
                        lua_type(L, -1) == LUA_TSTRING && lua_rawlen(L, -1) > 0 && lua_rawlen(L, -1) <= LIMIT_NAME;
    if (!is_sound || g_hash_table_size(subject->labels) == LIMIT_LABELS)
      luaL_error(L, "%s: each of at most %d labels is NAME = a text of 1 to %d bytes", lua_usage(L), LIMIT_LABELS,
                 LIMIT_NAME);
    g_hash_table_insert(subject->labels, g_strdup(lua_tostring(L, -2)), g_strdup(lua_tostring(L, -1)));
  }
}

static void take_serves(lua_State *L, struct test_subject *subject)
{
  if (!has_field(L, "serves"))
    return;
  lua_Integer n = lua_istable(L, -1) ? (lua_Integer)lua_rawlen(L, -1) : -1;
  if (n < 0)
    lua_misuse(L, "serves must be a list of names of hosts", -1);
  g_ptr_array_set_size(subject->serves, 0);
  for (lua_Integer i = 1; i <= n; i++) {
    lua_rawgeti(L, -1, i);
    if (lua_type(L, -1) != LUA_TSTRING || !name_is_valid(lua_tostring(L, -1)))
      lua_misuse(L, "serves must be a list of names of hosts", -1);
    g_ptr_array_add(subject->serves, subject_format(SUBJECT_HOST, lua_tostring(L, -1)));
    lua_pop(L, 1);
  }
}

/* A cluster is there as soon as a host is in it. */
static void take_parent(struct test_case *test, struct test_subject *subject, const struct scene_kind *what,
                        const char *name)
{
  g_free(subject->parent);
  subject->parent = name[0] ? subject_format(what->parent_kind, name) : g_strdup("");
  if (what->parent_kind != SUBJECT_CLUSTER || !name[0])
    return;
  struct test_subject *cluster = test_case_take_subject(test, subject->parent, name);
  if (!cluster->state)
    cluster->state = g_strdup("up");
}

static int add_subject(lua_State *L, const struct scene_kind *what)
{
  struct test_case *test = lua_check_test(L);
  const char *name = check_name(L, what);
  const char *parent = what->parent_key ? lua_string_field(L, 3, what->parent_key, what->parent) : "";
  const char *state = lua_string_field(L, 3, "state", what->state);
  char key[LIMIT_OBJECT + 1];
  g_snprintf(key, sizeof key, "%s:%s", subject_kind_name(what->kind), name);
  struct test_subject *subject = test_case_take_subject(test, key, name);
  text_replace(&subject->state, state);
  take_parent(test, subject, what, parent);
  take_ha(L, subject);
  take_labels(L, subject);
  take_serves(L, subject);
  return 0;
}

int lua_scene_host(lua_State *L)
{
  static const struct scene_kind host = {SUBJECT_HOST, SUBJECT_CLUSTER, "name must be the name of a host",
                                         {"cluster", "state", "labels", NULL}, "cluster", "lab", "up"};
  return add_subject(L, &host);
}

int lua_scene_guest(lua_State *L)
{
  static const struct scene_kind guest = {SUBJECT_GUEST, SUBJECT_HOST, "name must be the name of a guest",
                                          {"host", "state", "ha", "labels", NULL}, "host", "", "running"};
  return add_subject(L, &guest);
}

int lua_scene_cluster(lua_State *L)
{
  static const struct scene_kind cluster = {SUBJECT_CLUSTER, SUBJECT_CLUSTER, "name must be the name of a cluster",
                                            {"state", "labels", NULL}, NULL, NULL, "up"};
  return add_subject(L, &cluster);
}

int lua_scene_device(lua_State *L)
{
  static const struct scene_kind device = {SUBJECT_DEVICE, SUBJECT_CLUSTER, "name must be the name of a device",
                                           {"state", "serves", "labels", NULL}, NULL, NULL, "up"};
  return add_subject(L, &device);
}
