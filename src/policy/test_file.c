#include "policy/test_file.h"

#include "base/clock.h"
#include "policy/lua_base.h"
#include "policy/lua_test.h"

#include <string.h>

struct runner {
  const struct test_file *file;
  char *name, *policy_file; /* "host-cpu_test.lua", "host-cpu.lua" */
  char *source;
  gsize length;
  guint tests;
  gboolean is_over; /* the rest is not run */
};

char *test_file_policy(const char *path)
{
  g_autofree char *base = g_path_get_basename(path);
  g_autofree char *stem = g_strndup(base, strlen(base) - strlen(TEST_SUFFIX));
  return g_strconcat(stem, ".lua", NULL);
}

/* The script knows its own name only: a message that begins with it gets the folder, so that it can be followed. */
static void tell(struct runner *runner, const char *name, const char *why, gint64 took_us)
{
  g_autofree char *folder = g_path_get_dirname(runner->file->path);
  gboolean has_place = why && g_str_has_prefix(why, runner->name);
  g_autofree char *placed = has_place ? g_build_filename(folder, why, NULL) : g_strdup(why);
  const struct test_result result = {name, placed, took_us};
  runner->tests++;
  runner->is_over = runner->file->stops && why;
  runner->file->told(&result, runner->file->user);
}

/* test(name, function(t) ... end) */
static int run_test(lua_State *L)
{
  struct runner *runner = sandbox_context(L);
  if (lua_type(L, 1) != LUA_TSTRING || lua_type(L, 2) != LUA_TFUNCTION)
    lua_misuse(L, "takes a name and a function", 1);
  if (runner->is_over)
    return 0;
  lua_settop(L, 2);
  gint64 start_us = clock_monotonic_us(clock_system());
  struct test_case **handle = lua_push_test(L);
  *handle = test_case_new(runner->file->deadline, runner->file->pack, runner->policy_file);
  lua_pushvalue(L, 2);
  lua_pushvalue(L, 3);
  const char *why = NULL;
  if (lua_pcall(L, 1, 0, 0) != LUA_OK)
    why = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "raised something else than a text as an error";
  tell(runner, lua_tostring(L, 1), why, clock_monotonic_us(clock_system()) - start_us);
  g_clear_pointer(handle, test_case_free);
  return 0;
}

/* Argument: struct runner. */
static int run_source(lua_State *L)
{
  const struct runner *runner = lua_touserdata(L, 1);
  lua_test_open(L);
  lua_pushinteger(L, API_TEST);
  lua_pushcclosure(L, run_test, 1);
  lua_set_base(L, api_row(API_TEST)->name);
  sandbox_compile(L, runner->name, runner->source, runner->length);
  lua_call(L, 0, 0);
  return 0;
}

static void run_sandboxed(struct runner *runner)
{
  struct sandbox *sandbox = sandbox_new(runner->file->deadline);
  if (!sandbox) {
    tell(runner, runner->name, "there is no memory to run it", 0);
    return;
  }
  g_autofree char *reason = NULL;
  sandbox_set_context(sandbox, runner);
  if (sandbox_run(sandbox, TEST_FILE_MS, run_source, runner, &reason) != SANDBOX_DONE)
    tell(runner, runner->name, reason, 0);
  else if (runner->tests == 0)
    tell(runner, runner->name, "it tests nothing: call test(\"name\", function(t) ... end)", 0);
  sandbox_free(sandbox);
}

void test_file_run(const struct test_file *file)
{
  struct runner runner = {.file = file, .name = g_path_get_basename(file->path)};
  g_autoptr(GError) error = NULL;
  runner.policy_file = test_file_policy(file->path);
  if (g_file_get_contents(file->path, &runner.source, &runner.length, &error))
    run_sandboxed(&runner);
  else
    tell(&runner, runner.name, error->message, 0);
  g_free(runner.name);
  g_free(runner.policy_file);
  g_free(runner.source);
}
