#include "policy/test.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "config/manifest.h"
#include "policy/lua_base.h"
#include "policy/lua_test.h"
#include "policy/pack.h"
#include "policy/sandbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEST_SUFFIX "_test.lua"
#define TEST_FILE_MS 10000 /* CPU time of one test file, without the policies it runs */

struct runner {
  struct deadline *deadline;
  guint tests, failures;
  /* Of the file that runs: */
  const char *pack_folder;
  const char *file, *policy_file; /* "host-cpu_test.lua", "host-cpu.lua" */
};

/* One line of TAP, and why where it failed. */
static void report(struct runner *runner, gboolean passed, const char *name, const char *why)
{
  g_autofree char *pack = g_path_get_basename(runner->pack_folder);
  g_autofree char *clean = text_clean(name, LIMIT_TEXT);
  g_strdelimit(clean, "#", ' '); /* would begin a directive */
  runner->tests++;
  runner->failures += !passed;
  printf("%sok %u - %s/%s: %s\n", passed ? "" : "not ", runner->tests, pack, runner->policy_file, clean);
  if (!passed) {
    g_autofree char *reason = text_clean(why, LIMIT_TEXT);
    printf("# %s\n", reason);
  }
}

/* test(name, function(t) ... end) */
static int run_test(lua_State *L)
{
  struct runner *runner = sandbox_context(L);
  if (lua_type(L, 1) != LUA_TSTRING || lua_type(L, 2) != LUA_TFUNCTION)
    lua_misuse(L, "test(\"name\", function(t) ... end)", "takes a name and a function", 1);
  lua_settop(L, 2);
  struct test_case **handle = lua_push_test(L);
  *handle = test_case_new(runner->deadline, runner->pack_folder, runner->policy_file);
  lua_pushvalue(L, 2);
  lua_pushvalue(L, 3);
  gboolean passed = lua_pcall(L, 1, 0, 0) == LUA_OK;
  const char *why = passed                              ? ""
                    : lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1)
                                                     : "raised something else than a text as an error";
  report(runner, passed, lua_tostring(L, 1), why);
  g_clear_pointer(handle, test_case_free);
  return 0;
}

struct test_file {
  const struct runner *runner;
  const char *source;
  gsize length;
};

/* Argument: struct test_file. */
static int run_source(lua_State *L)
{
  const struct test_file *file = lua_touserdata(L, 1);
  lua_test_open(L);
  lua_pushcfunction(L, run_test);
  lua_set_base(L, "test");
  sandbox_compile(L, file->runner->file, file->source, file->length);
  lua_call(L, 0, 0);
  return 0;
}

static void run_sandboxed(struct runner *runner, const struct test_file *file)
{
  struct sandbox *sandbox = sandbox_new(runner->deadline);
  if (!sandbox) {
    report(runner, FALSE, runner->file, "there is no memory to run it");
    return;
  }
  g_autofree char *reason = NULL;
  guint tests = runner->tests;
  sandbox_set_context(sandbox, runner);
  if (sandbox_run(sandbox, TEST_FILE_MS, run_source, (void *)file, &reason) != SANDBOX_DONE)
    report(runner, FALSE, runner->file, reason);
  else if (runner->tests == tests)
    report(runner, FALSE, runner->file, "it tests nothing: call test(\"name\", function(t) ... end)");
  sandbox_free(sandbox);
}

static void run_file(struct runner *runner, const char *path)
{
  g_autofree char *base = g_path_get_basename(path);
  runner->file = base;
  g_autofree char *stem = g_strndup(base, strlen(base) - strlen(TEST_SUFFIX));
  g_autofree char *policy_file = g_strconcat(stem, ".lua", NULL);
  runner->policy_file = policy_file;
  g_autofree char *source = NULL;
  g_autoptr(GError) error = NULL;
  struct test_file file = {.runner = runner};
  if (!g_file_get_contents(path, &source, &file.length, &error)) {
    report(runner, FALSE, base, error->message);
    return;
  }
  file.source = source;
  run_sandboxed(runner, &file);
}

/* FALSE: with its SNMP objects the pack is refused, and nothing of it can be tested. */
static gboolean declare(struct runner *runner, const char *folder)
{
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  pack_declare(folder, errors);
  runner->policy_file = MANIFEST_FILE;
  for (guint i = 0; i < errors->len; i++)
    report(runner, FALSE, "its SNMP objects", errors->pdata[i]);
  return errors->len == 0;
}

static void run_pack(struct runner *runner, const char *folder)
{
  runner->pack_folder = folder;
  if (!declare(runner, folder))
    return;
  g_autoptr(GPtrArray) files = pack_files(folder, "tests", TEST_SUFFIX);
  if (files->len == 0)
    printf("# %s has no tests (tests/NAME%s tests NAME.lua)\n", folder, TEST_SUFFIX);
  for (guint i = 0; i < files->len; i++)
    run_file(runner, g_ptr_array_index(files, i));
}

int policy_test_main(char **packs)
{
  if (!*packs) {
    fputs("usage: provost-policy --test PACK...\n", stderr);
    return EXIT_USAGE;
  }
  struct runner runner = {.deadline = deadline_new()};
  gboolean found_all = TRUE;
  for (; *packs; packs++) {
    g_autoptr(GPtrArray) folders = packs_in(*packs);
    if (folders->len == 0) {
      fprintf(stderr, "%s: is no pack (a folder with pack.yaml) and holds none\n", *packs);
      found_all = FALSE;
    }
    for (guint i = 0; i < folders->len; i++)
      run_pack(&runner, g_ptr_array_index(folders, i));
  }
  printf("1..%u\n", runner.tests);
  deadline_free(runner.deadline);
  return found_all && runner.failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
