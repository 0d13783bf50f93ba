#include "policy/sandbox.h"

#include "base/limits.h"
#include "base/quantity.h"
#include "base/text.h"
#include "policy/lua_base.h"

#include <stdlib.h>
#include <unistd.h>

struct sandbox {
  lua_State *lua;
  struct deadline *deadline;
  gsize used, max;
};

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
  struct sandbox *sandbox = user;
  if (!block)
    old_size = 0; /* then it is a kind of object, not a size */
  if (new_size == 0) {
    free(block);
    sandbox->used -= old_size;
    return NULL;
  }
  if (new_size > old_size && sandbox->used + (new_size - old_size) > sandbox->max)
    return NULL;
  void *moved = realloc(block, new_size);
  if (moved)
    sandbox->used = sandbox->used - old_size + new_size;
  return moved;
}

static int on_panic(lua_State *L)
{
  const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "not text";
  g_critical("Lua raised an error outside of a sandbox run: %s", text);
  _exit(EXIT_FAILURE);
}

static int open_base(lua_State *L)
{
  lua_base_open(L);
  return 0;
}

struct sandbox *sandbox_new(struct deadline *deadline)
{
  struct sandbox *sandbox = g_new0(struct sandbox, 1);
  sandbox->deadline = deadline;
  sandbox->max = SANDBOX_MEMORY_MAX;
  sandbox->lua = lua_newstate(allocate, sandbox);
  if (!sandbox->lua) {
    g_free(sandbox);
    return NULL;
  }
  lua_atpanic(sandbox->lua, on_panic);
  sandbox_set_context(sandbox, NULL);
  lua_pushcfunction(sandbox->lua, open_base);
  if (lua_pcall(sandbox->lua, 0, 0, 0) == LUA_OK)
    return sandbox;
  sandbox_free(sandbox);
  return NULL;
}

void sandbox_free(struct sandbox *sandbox)
{
  if (!sandbox)
    return;
  lua_close(sandbox->lua);
  g_free(sandbox);
}

/* Never converts what is no text: that could run the script's own code, outside of any budget. */
static char *error_text(lua_State *L)
{
  if (lua_type(L, -1) != LUA_TSTRING)
    return g_strdup_printf("raised a %s as an error instead of a text", luaL_typename(L, -1));
  return text_clean(lua_tostring(L, -1), LIMIT_TEXT);
}

static enum sandbox_outcome failure(struct sandbox *sandbox, int status, char **reason)
{
  if (status == LUA_ERRMEM) {
    g_autofree char *cap = size_format(sandbox->max);
    *reason = g_strdup_printf("used more than %s of memory", cap);
    return SANDBOX_MEMORY;
  }
  *reason = error_text(sandbox->lua);
  return SANDBOX_FAILED;
}

static void on_line(lua_State *L, lua_Debug *at)
{
  void *sandbox = NULL;
  lua_getallocf(L, &sandbox);
  const struct line_watch *watch = deadline_line_watch(((struct sandbox *)sandbox)->deadline);
  if (watch && lua_getinfo(L, "S", at))
    watch->line(at->source, (guint)at->currentline, watch->user);
}

enum sandbox_outcome sandbox_run(struct sandbox *sandbox, guint budget_ms, lua_CFunction function,
                                 void *argument, char **reason)
{
  lua_State *L = sandbox->lua;
  struct slice slice;
  if (deadline_line_watch(sandbox->deadline))
    lua_sethook(L, on_line, LUA_MASKLINE, 0); /* before the slice, whose own hook must win */
  deadline_enter(sandbox->deadline, &slice, L, budget_ms);
  /* Neither push can fail: a C function without upvalues and a light userdata need no memory, and the
   * stack has LUA_MINSTACK free slots here. */
  lua_pushcfunction(L, function);
  lua_pushlightuserdata(L, argument);
  int status = lua_pcall(L, 1, 0, 0);
  enum sandbox_outcome result = SANDBOX_DONE;
  if (!deadline_leave(sandbox->deadline, &slice)) {
    *reason = g_strdup_printf("ran longer than %u ms", budget_ms);
    result = SANDBOX_TIME;
  } else if (status != LUA_OK) {
    result = failure(sandbox, status, reason);
  }
  lua_settop(L, 0);
  return result;
}

void sandbox_set_context(struct sandbox *sandbox, void *context)
{
  *(void **)lua_getextraspace(sandbox->lua) = context;
}

void *sandbox_context(lua_State *L)
{
  return *(void **)lua_getextraspace(L);
}

void sandbox_compile(lua_State *L, const char *file, const char *text, gsize length)
{
  lua_pushfstring(L, "@%s", file);
  if (luaL_loadbufferx(L, text, length, lua_tostring(L, -1), "t") != LUA_OK)
    lua_error(L);
  lua_remove(L, -2);
}
