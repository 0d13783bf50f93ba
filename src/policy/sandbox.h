#pragma once
/*
 * One Lua state that may do nothing but compute: the globals of lua_base.c, text chunks only, memory up to
 * a cap, time up to a budget. Each policy has its own, so that nothing a script does to its strings or
 * tables reaches another. All work on the state goes through sandbox_run, which catches every error: an
 * error outside would abort the process. Single thread.
 */
#include "policy/deadline.h"

#include <lauxlib.h>

#define SANDBOX_MEMORY_MAX (16u << 20) /* bytes of one policy's Lua state */

struct sandbox;

enum sandbox_outcome {
  SANDBOX_DONE,
  SANDBOX_FAILED, /* an error of the script */
  SANDBOX_TIME,   /* its budget was used up */
  SANDBOX_MEMORY, /* its memory was used up */
};

/* `deadline` must outlive it. NULL if there is no memory for a state. */
struct sandbox *sandbox_new(struct deadline *deadline);
void sandbox_free(struct sandbox *sandbox);

/* Calls `function` with `argument` as its one light userdata. What it returns is dropped. Unless DONE,
 * *reason is set to a sentence (caller frees), for an error of the script with its FILE:LINE. */
enum sandbox_outcome sandbox_run(struct sandbox *sandbox, guint budget_ms, lua_CFunction function,
                                 void *argument, char **reason);

/* What Lua's C functions find again with sandbox_context(L). */
void sandbox_set_context(struct sandbox *sandbox, void *context);
void *sandbox_context(lua_State *L);

/* Compiles text and leaves the function on the stack; refuses bytecode. May raise: inside sandbox_run. */
void sandbox_compile(lua_State *L, const char *file, const char *text, gsize length);
