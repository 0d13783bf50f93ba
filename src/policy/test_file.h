#pragma once
/*
 * Runs one file of tests: PACK/tests/NAME_test.lua tests the policy of PACK/NAME.lua, each test in a real engine of
 * its own and in virtual time (test_case.h), and is told when it is over. Blocking: reads files.
 */
#include "config/pack_text.h"
#include "policy/sandbox.h"

#define TEST_SUFFIX "_test.lua"
#define TEST_FILE_MS 10000 /* CPU time of one file of tests, without the policies it runs */

struct test_result {
  const char *name;
  const char *why; /* NULL: it passed; lines otherwise, the first begins with the place where that is known */
  gint64 took_us;
};

struct test_file {
  struct deadline *deadline; /* borrowed, as all here */
  const struct pack_text *pack;
  const char *path;   /* of the tests */
  gboolean stops;     /* at the first failure: the tests behind it are not run */
  void (*told)(const struct test_result *result, gpointer user);
  gpointer user;
};

/* "host-cpu.lua" of ".../host-cpu_test.lua". Caller frees. */
char *test_file_policy(const char *path);

/* Tells at least one result: a file that cannot run, or tests nothing, is a failure by its own name. */
void test_file_run(const struct test_file *file);
