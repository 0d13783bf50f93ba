/*
 * subject.labels: labels.NAME is the value of a label, or nil, and pairs(labels) gives all of them in the order of the
 * alphabet. Read-only.
 */
#include "policy/lua_api.h"
#include "policy/lua_base.h"

#include <string.h>

static const char labels_type[] = "labels";

struct lua_labels {
  char *const *labels; /* of the subject */
  guint64 round;
};

int lua_push_labels(lua_State *L, const struct subject *subject)
{
  struct lua_labels *object = lua_push_object(L, labels_type, sizeof *object);
  *object = (struct lua_labels){subject->labels, lua_evaluation(L)->round};
  return 1;
}

static char *const *check_labels(lua_State *L, int index)
{
  const struct lua_labels *object = lua_test_class(L, index, labels_type);
  if (!object)
    luaL_error(L, "these are no labels (given: %s)", lua_describe(L, index));
  if (object->round != lua_evaluation(L)->round)
    luaL_error(L, "these labels are of an earlier evaluation: keep nothing between evaluations");
  return object->labels;
}

/* Where the label of that name stands; the end, NULL, where there is none. */
static char *const *find_label(char *const *labels, const char *name)
{
  static char *const none[] = {NULL};
  if (!labels)
    return none;
  while (*labels && strcmp(*labels, name) != 0)
    labels += 2;
  return labels;
}

static int labels_index(lua_State *L)
{
  char *const *label = find_label(check_labels(L, 1), lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "");
  if (*label)
    lua_pushstring(L, label[1]);
  else
    lua_pushnil(L);
  return 1;
}

/* The label behind the one named, as next() gives it. */
static int next_label(lua_State *L)
{
  char *const *labels = check_labels(L, 1);
  char *const *label = lua_type(L, 2) == LUA_TSTRING ? find_label(labels, lua_tostring(L, 2)) : NULL;
  if (label && *label)
    label += 2;
  else
    label = labels;
  if (!label || !*label) {
    lua_pushnil(L);
    return 1;
  }
  lua_pushstring(L, label[0]);
  lua_pushstring(L, label[1]);
  return 2;
}

static int labels_pairs(lua_State *L)
{
  check_labels(L, 1);
  lua_pushcfunction(L, next_label);
  lua_pushvalue(L, 1);
  lua_pushnil(L);
  return 3;
}

void lua_labels_open(lua_State *L)
{
  lua_pushcfunction(L, labels_index);
  lua_make_indexed_class(L, labels_type);
  lua_rawgetp(L, LUA_REGISTRYINDEX, labels_type);
  lua_pushcfunction(L, labels_pairs);
  lua_setfield(L, -2, "__pairs");
  lua_pop(L, 1);
}
