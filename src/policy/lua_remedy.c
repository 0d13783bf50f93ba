/*
 * Remedies: provost.migrate{from = host, relieve = "cpu" | "memory"}, provost.notify{} and
 * provost.first_of{remedy, ...}, which are tried in their order. A remedy describes; the core decides.
 */
#include "policy/lua_api.h"
#include "policy/lua_base.h"

#include <string.h>

#define REMEDY_TYPE "provost.remedy"
#define MIGRATE_USAGE "provost.migrate{from = host, relieve = \"cpu\" | \"memory\"}"
#define NOTIFY_USAGE "provost.notify{}"
#define FIRST_OF_USAGE "provost.first_of{remedy, ...}"

static struct lua_remedies *push_remedies(lua_State *L, guint n)
{
  struct lua_remedies *remedies =
      lua_newuserdatauv(L, sizeof *remedies + n * sizeof remedies->remedies[0], 0);
  remedies->n = n;
  luaL_setmetatable(L, REMEDY_TYPE);
  return remedies;
}

const struct lua_remedies *lua_test_remedies(lua_State *L, int index)
{
  return luaL_testudata(L, index, REMEDY_TYPE);
}

static const char *check_relieve(lua_State *L)
{
  static const char *const reliefs[] = {"cpu", "memory"};
  lua_getfield(L, 1, "relieve");
  const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
  for (guint i = 0; i < G_N_ELEMENTS(reliefs); i++)
    if (strcmp(reliefs[i], text) == 0)
      return reliefs[i];
  lua_misuse(L, MIGRATE_USAGE, "relieve must be \"cpu\" or \"memory\"", -1);
  return NULL;
}

static int migrate(lua_State *L)
{
  static const char *const keys[] = {"from", "relieve", NULL};
  if (!lua_istable(L, 1))
    lua_misuse(L, MIGRATE_USAGE, "takes a table", 1);
  lua_check_keys(L, 1, MIGRATE_USAGE, keys);
  const char *relieve = check_relieve(L);
  lua_getfield(L, 1, "from");
  const struct subject *from = lua_test_subject(L, -1);
  if (!from || from->kind != SUBJECT_HOST)
    lua_misuse(L, MIGRATE_USAGE, "from must be a host", -1);
  struct lua_remedies *remedies = push_remedies(L, 1);
  remedies->remedies[0] = (struct lua_remedy){.kind = REMEDY_MIGRATE, .relieve = relieve};
  g_strlcpy(remedies->remedies[0].from, from->key, sizeof remedies->remedies[0].from);
  return 1;
}

static int notify(lua_State *L)
{
  static const char *const keys[] = {NULL};
  if (!lua_istable(L, 1))
    lua_misuse(L, NOTIFY_USAGE, "takes an empty table", 1);
  lua_check_keys(L, 1, NOTIFY_USAGE, keys);
  push_remedies(L, 1)->remedies[0] = (struct lua_remedy){.kind = REMEDY_NOTIFY};
  return 1;
}

/* The remedies of item i of the table at 1; pushes the item. */
static const struct lua_remedies *check_item(lua_State *L, lua_Integer i)
{
  lua_rawgeti(L, 1, i);
  const struct lua_remedies *item = lua_test_remedies(L, -1);
  if (!item)
    lua_misuse(L, FIRST_OF_USAGE, "each item must be a remedy, such as provost.notify{}", -1);
  return item;
}

static int first_of(lua_State *L)
{
  if (!lua_istable(L, 1) || lua_rawlen(L, 1) == 0)
    lua_misuse(L, FIRST_OF_USAGE, "takes a list of remedies", 1);
  lua_Integer items = (lua_Integer)MIN(lua_rawlen(L, 1), LIMIT_REMEDIES + 1);
  guint n = 0;
  for (lua_Integer i = 1; i <= items; i++)
    n += check_item(L, i)->n;
  if (n > LIMIT_REMEDIES)
    luaL_error(L, "%s: takes at most %d remedies", FIRST_OF_USAGE, LIMIT_REMEDIES);
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
  static const luaL_Reg functions[] = {
      {"migrate", migrate}, {"notify", notify}, {"first_of", first_of}, {NULL, NULL}};
  lua_make_class(L, REMEDY_TYPE, (const luaL_Reg[]){{NULL, NULL}}, NULL);
  luaL_setfuncs(L, functions, 0);
}
