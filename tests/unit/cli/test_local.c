/* Commands that need no daemon become another program: the one beside provost, as in a build tree. */
#include "unit.h"

#include <glib/gstdio.h>
#include <sys/wait.h>

struct tree {
  char *folder, *provost;
};

static void put_program(const struct tree *tree, const char *name, const char *text, gssize length)
{
  g_autofree char *path = g_build_filename(tree->folder, name, NULL);
  assert_true(g_file_set_contents(path, text, length, NULL));
  assert_int_equal(g_chmod(path, 0755), 0);
}

static void drop_program(const struct tree *tree, const char *name)
{
  g_autofree char *path = g_build_filename(tree->folder, name, NULL);
  g_unlink(path);
}

static int plant(void **state)
{
  struct tree *tree = g_new0(struct tree, 1);
  g_autofree char *program = NULL;
  gsize length = 0;
  tree->folder = g_dir_make_tmp("provost-cli-XXXXXX", NULL);
  tree->provost = g_build_filename(tree->folder, "provost", NULL);
  assert_true(g_file_get_contents(TEST_BUILDDIR "/provost", &program, &length, NULL));
  put_program(tree, "provost", program, (gssize)length);
  *state = tree;
  return 0;
}

static int fell(void **state)
{
  struct tree *tree = *state;
  drop_program(tree, "provost");
  drop_program(tree, "provost-policy");
  drop_program(tree, "provostd");
  g_rmdir(tree->folder);
  g_free(tree->folder);
  g_free(tree->provost);
  g_free(tree);
  return 0;
}

/* Runs it in its own folder and returns the exit status. */
static int run(const struct tree *tree, const char *arguments, char **out, char **err)
{
  int status = 0;
  g_auto(GStrv) words = NULL;
  g_autofree char *line = g_strdup_printf("%s %s", tree->provost, arguments);
  assert_true(g_shell_parse_argv(line, NULL, &words, NULL));
  assert_true(g_spawn_sync(NULL, words, NULL, 0, NULL, NULL, out, err, &status, NULL));
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

static void policy_commands_become_provost_policy(void **state)
{
  g_autofree char *out = NULL, *again = NULL;
  put_program(*state, "provost-policy", "#!/bin/sh\necho \"$*\"\nexit 7\n", -1);
  assert_int_equal(run(*state, "policy check 'a pack' b", &out, NULL), 7);
  assert_string_equal(out, "--check -- a pack b\n");
  assert_int_equal(run(*state, "policy test c --junit r.xml --mutate --coverage --report-only", &again, NULL), 7);
  assert_string_equal(again, "--test --junit=r.xml --coverage --mutate --report-only -- c\n");
}

static void config_check_becomes_provostd(void **state)
{
  g_autofree char *out = NULL;
  put_program(*state, "provostd", "#!/bin/sh\necho \"$*\"\nexit 1\n", -1);
  assert_int_equal(run(*state, "config check /etc/x.yaml", &out, NULL), 1);
  assert_string_equal(out, "--check --config /etc/x.yaml\n");
}

static void a_program_that_is_not_there_is_named(void **state)
{
  g_autofree char *err = NULL;
  put_program(*state, "provostd", "#!/nowhere/sh\n", -1);
  assert_int_equal(run(*state, "config check x", NULL, &err), 1);
  assert_true(g_str_has_prefix(err, "provost: cannot start "));
  assert_non_null(g_strstr_len(err, -1, "/provostd: No such file or directory"));
}

static void what_cannot_be_printed_is_no_success(void **state)
{
  const struct tree *tree = *state;
  const struct tree shell = {.provost = (char *)"/bin/sh -c"};
  g_autofree char *full = g_strdup_printf("'%s --help >/dev/full'", tree->provost), *err = NULL;
  assert_int_equal(run(&shell, full, NULL, &err), 1);
  assert_string_equal(err, "provost: not all of the answer could be printed: No space left on device\n");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(policy_commands_become_provost_policy, plant, fell),
      cmocka_unit_test_setup_teardown(config_check_becomes_provostd, plant, fell),
      cmocka_unit_test_setup_teardown(what_cannot_be_printed_is_no_success, plant, fell),
      cmocka_unit_test_setup_teardown(a_program_that_is_not_there_is_named, plant, fell),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
