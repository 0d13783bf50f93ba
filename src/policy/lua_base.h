#pragma once
/*
 * The globals of every sandbox, and the helpers that all our Lua tables share. What is missing is missing
 * on purpose: nothing that reads files, clocks or chance, that compiles code, that reaches metatables (and
 * with them finalizers), coroutines, or C functions that may run long on small input. Every function marked
 * "may raise" longjmps: callers hold no memory that Lua does not know of.
 */
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

/* Makes the table of functions `methods` the read-only class `type` of userdata, for luaL_setmetatable;
 * with `index` instead, that function answers every field. May raise. */
void lua_make_class(lua_State *L, const char *type, const luaL_Reg *methods, lua_CFunction index);

/* Raises "USAGE: sentence (given: VALUE)", with the position of the calling script. */
int lua_misuse(lua_State *L, const char *usage, const char *problem, int given);

/* The value at `index` as a person would write it: strings quoted and cut, tables and functions by type.
 * Pushes it; may raise. */
const char *lua_describe(lua_State *L, int index);
