#pragma once
/*
 * The globals of every sandbox, and the helpers that all our Lua tables share. What is missing is missing
 * on purpose: nothing that reads files, clocks or chance, that compiles code, that reaches metatables (and
 * with them finalizers), coroutines, or C functions that may run long on small input. Every function marked
 * "may raise" longjmps: callers hold no memory that Lua does not know of.
 */
#include "policy/api.h"

#include <lauxlib.h>

/* Makes the allow-listed globals the environment of all chunks. May raise. */
void lua_base_open(lua_State *L);

/* A function of a library of Lua's own: as it is, or within bounds. */
struct lua_bounded {
  const char *name;
  lua_CFunction bounded; /* has the original as its upvalue; NULL: as it is */
};

/* Replaces the library on the top by a read-only one of these functions only. May raise. */
void lua_bound_library(lua_State *L, const char *name, const struct lua_bounded *functions, size_t n);
int lua_call_original(lua_State *L); /* from within a bounded one, with its arguments */

/* The capped libraries string and table; each leaves its table. May raise. */
void lua_string_open(lua_State *L);
void lua_table_open(lua_State *L);

/* Replaces the table on the top by a read-only view. Reading a field that is not there raises
 * "`what` has no field 'x'" with the nearest name. May raise. */
void lua_freeze(lua_State *L, const char *what);

/* Sets `name` as global of the sandbox to the value on the top, and pops it. May raise. */
void lua_set_base(lua_State *L, const char *name);

/* A function of the policy language. It is found under the name of its row, and its messages tell its call. */
struct lua_binding {
  enum api_id id;
  lua_CFunction function;
};

/* Sets them in the table on the top. May raise. */
void lua_bind(lua_State *L, const struct lua_binding *bindings, size_t n);

/* Of the function that runs, which lua_bind has set. */
enum api_id lua_bound_id(lua_State *L);
const char *lua_usage(lua_State *L);

/* Classes of objects, which are userdata that begin with their class: the address of its name. None other is ever
 * within reach of a script. */

/* Makes the functions the read-only class `type`. May raise. */
void lua_make_class(lua_State *L, const char *type, const struct lua_binding *methods, size_t n);
/* Likewise, with the function on the top, which is popped, to answer every field. May raise. */
void lua_make_indexed_class(lua_State *L, const char *type);
/* Pushes an object of the class with room for `size` bytes, which are not set. May raise. */
void *lua_push_object(lua_State *L, const char *type, size_t size);
/* The bytes of the object at `index` if it is one of the class, else NULL. */
void *lua_test_class(lua_State *L, int index, const char *type);

/* Raises "USAGE: sentence (given: VALUE)", with the position of the calling script; `given` 0: no value. */
int lua_misuse(lua_State *L, const char *problem, int given);

/* Raises unless every key of the table at `index` is one of `known`. */
void lua_check_keys(lua_State *L, int index, const char *const *known);

/* The value at `index` as a person would write it: strings quoted and cut, tables and functions by type.
 * Pushes it; may raise. */
const char *lua_describe(lua_State *L, int index);
