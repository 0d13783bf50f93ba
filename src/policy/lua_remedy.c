/*
 * Remedies: provost.notify{}, migrate{}, resize_memory{}, resize_vcpus{}, restrict{}, evacuate{}, run{}, and
 * provost.first_of{remedy, ...}, which are tried in their order. A remedy describes; the core decides. Each is a row
 * below: what it takes, and how that is read.
 */
#include "policy/lua_api.h"
#include "policy/lua_base.h"

#include <string.h>

static const char remedy_type[] = "provost.remedy";
#define BYTES_MAX 1e18
#define VCPUS_MAX 4096

static struct lua_remedies *push_remedies(lua_State *L, guint n)
{
  size_t size = sizeof(struct lua_remedies) + n * sizeof(struct lua_remedy);
  struct lua_remedies *remedies = lua_push_object(L, remedy_type, size);
  memset(remedies, 0, size);
  remedies->n = n;
  return remedies;
}

const struct lua_remedies *lua_test_remedies(lua_State *L, int index)
{
  return lua_test_class(L, index, remedy_type);
}

/* ---- readers of one parameter, which is on the top: TRUE with its text in `value` ---- */

static gboolean read_subject(lua_State *L, enum subject_kind kind, char *value)
{
  const struct subject *subject = lua_test_subject(L, -1);
  if (!subject || subject->whole || subject->kind != kind)
    return FALSE;
  g_strlcpy(value, subject->key, LIMIT_OBJECT + 1);
  return TRUE;
}

static gboolean read_host(lua_State *L, char *value)
{
  return read_subject(L, SUBJECT_HOST, value);
}

static gboolean read_guest(lua_State *L, char *value)
{
  return read_subject(L, SUBJECT_GUEST, value);
}

static gboolean read_relief(lua_State *L, char *value)
{
  static const char *const reliefs[] = {"cpu", "memory"};
  const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
  for (guint i = 0; i < G_N_ELEMENTS(reliefs); i++)
    if (strcmp(reliefs[i], text) == 0) {
      g_strlcpy(value, text, LIMIT_OBJECT + 1);
      return TRUE;
    }
  return FALSE;
}

static gboolean read_whole_number(lua_State *L, lua_Number max, char *value)
{
  lua_Number number = lua_type(L, -1) == LUA_TNUMBER ? lua_tonumber(L, -1) : 0;
  if (!(number >= 1 && number <= max))
    return FALSE;
  g_snprintf(value, LIMIT_OBJECT + 1, "%" G_GUINT64_FORMAT, (guint64)number);
  return TRUE;
}

static gboolean read_bytes(lua_State *L, char *value)
{
  return read_whole_number(L, BYTES_MAX, value);
}

static gboolean read_vcpus(lua_State *L, char *value)
{
  return read_whole_number(L, VCPUS_MAX, value);
}

static gboolean read_program(lua_State *L, char *value)
{
  if (lua_type(L, -1) != LUA_TSTRING || !name_is_valid(lua_tostring(L, -1)))
    return FALSE;
  g_strlcpy(value, lua_tostring(L, -1), LIMIT_OBJECT + 1);
  return TRUE;
}

/* ---- the remedies ---- */

static const struct remedy_form {
  enum api_id id; /* of the function */
  enum remedy_kind kind;
  struct {
    const char *name;
    gboolean (*read)(lua_State *L, char *value);
    const char *wrong;
  } parameters[REMEDY_PARAMETERS_MAX];
} forms[] = {
    {API_NOTIFY, REMEDY_NOTIFY, {{NULL}}},
    {API_MIGRATE, REMEDY_MIGRATE, {{"from", read_host, "from must be a host"},
      {"relieve", read_relief, "relieve must be \"cpu\" or \"memory\""}}},
    {API_RESIZE_MEMORY, REMEDY_RESIZE_MEMORY, {{"guest", read_guest, "guest must be a guest"},
      {"bytes", read_bytes, "bytes must be the memory it is to have"}}},
    {API_RESIZE_VCPUS, REMEDY_RESIZE_VCPUS, {{"guest", read_guest, "guest must be a guest"},
      {"vcpus", read_vcpus, "vcpus must be how many processors it is to have, 1 to 4096"}}},
    {API_RESTRICT, REMEDY_RESTRICT, {{"host", read_host, "host must be a host"}}},
    {API_EVACUATE, REMEDY_EVACUATE, {{"host", read_host, "host must be a host"}}},
    {API_RUN, REMEDY_RUN, {{"program", read_program, "program must be the name of a configured program"}}},
};

/* The function of every form: the table at 1 holds its parameters. */
static int make(lua_State *L)
{
  const struct remedy_form *form = forms;
  while (form->id != lua_bound_id(L))
    form++;
  const char *keys[REMEDY_PARAMETERS_MAX + 1] = {NULL};
  for (guint i = 0; i < REMEDY_PARAMETERS_MAX; i++)
    keys[i] = form->parameters[i].name;
  if (!lua_istable(L, 1))
    lua_misuse(L, keys[0] ? "takes a table" : "takes an empty table", 1);
  lua_check_keys(L, 1, keys);
  struct lua_remedy *remedy = &push_remedies(L, 1)->remedies[0];
  remedy->kind = form->kind;
  for (guint i = 0; i < REMEDY_PARAMETERS_MAX && keys[i]; i++) {
    lua_getfield(L, 1, keys[i]);
    if (!form->parameters[i].read(L, remedy->parameters[i].value))
      lua_misuse(L, form->parameters[i].wrong, -1);
    remedy->parameters[i].name = keys[i];
    lua_pop(L, 1);
  }
  return 1;
}

/* The remedies of item i of the table at 1; pushes the item. */
static const struct lua_remedies *check_item(lua_State *L, lua_Integer i)
{
  lua_rawgeti(L, 1, i);
  const struct lua_remedies *item = lua_test_remedies(L, -1);
  if (!item)
    lua_misuse(L, "each item must be a remedy, such as provost.notify{}", -1);
  return item;
}

static int first_of(lua_State *L)
{
  if (!lua_istable(L, 1) || lua_rawlen(L, 1) == 0)
    lua_misuse(L, "takes a list of remedies", 1);
  lua_Integer items = (lua_Integer)MIN(lua_rawlen(L, 1), LIMIT_REMEDIES + 1);
  guint n = 0;
  for (lua_Integer i = 1; i <= items; i++)
    n += check_item(L, i)->n;
  if (n > LIMIT_REMEDIES)
    luaL_error(L, "%s: takes at most %d remedies (given: %d)", lua_usage(L), LIMIT_REMEDIES, (int)n);
  struct lua_remedies *all = push_remedies(L, n);
  guint at = 0;
  for (lua_Integer i = 1; i <= items; i++) {
    const struct lua_remedies *item = check_item(L, i);
    memcpy(&all->remedies[at], item->remedies, item->n * sizeof item->remedies[0]);
    at += item->n;
    lua_pop(L, 1);
  }
  return 1;
}

void lua_remedy_open(lua_State *L)
{
  static const struct lua_binding list = {API_FIRST_OF, first_of};
  lua_make_class(L, remedy_type, NULL, 0);
  for (guint i = 0; i < G_N_ELEMENTS(forms); i++)
    lua_bind(L, &(struct lua_binding){forms[i].id, make}, 1);
  lua_bind(L, &list, 1);
}
