/* Runs provost-policy on the packs in packs/ and compares what it prints and how it exits with
 * transcripts/NAME.txt. PROVOST_TRANSCRIPTS=write writes them anew: then read the diff. */
#include "unit.h"

#include "folder.h"

#include <sys/wait.h>

#define HERE TEST_SRCDIR "/tests/unit/policy"

struct scene {
  const char *name;      /* of the test, and of the transcript */
  const char *arguments; /* as typed */
};

static const struct scene scenes[] = {
#include "policy/scenes.def"
};

/* In packs/, so that the paths in what it prints are the same everywhere. */
static int run(const char *arguments, char **out, char **err)
{
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) words = NULL;
  g_autofree char *line = g_strdup_printf("'%s/provost-policy' %s", TEST_BUILDDIR, arguments);
  int status = 0;
  assert_true(g_shell_parse_argv(line, NULL, &words, &error));
  assert_true(g_spawn_sync(HERE "/packs", words, NULL, 0, NULL, NULL, out, err, &status, &error));
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

/* "$ provost-policy ...", what it printed, its errors behind "! ", its exit status behind "= ". */
static char *transcript(const char *arguments)
{
  g_autofree char *out = NULL, *err = NULL;
  int status = run(arguments, &out, &err);
  GString *text = g_string_new(NULL);
  g_string_printf(text, "$ provost-policy %s\n%s", arguments, out);
  g_auto(GStrv) lines = g_strsplit(g_strchomp(err), "\n", -1);
  for (char **line = lines; *line; line++)
    g_string_append_printf(text, "! %s\n", *line);
  g_string_append_printf(text, "= %d\n", status);
  return g_string_free(text, FALSE);
}

static void play(void **state)
{
  const struct scene *scene = *state;
  g_autofree char *played = transcript(scene->arguments), *wanted = NULL, *file = g_strdup(scene->name);
  g_strdelimit(file, " ", '-');
  g_autofree char *path = g_strdup_printf(HERE "/transcripts/%s.txt", file);
  if (g_strcmp0(g_getenv("PROVOST_TRANSCRIPTS"), "write") == 0)
    assert_true(g_file_set_contents(path, played, -1, NULL));
  assert_true(g_file_get_contents(path, &wanted, NULL, NULL));
  assert_string_equal(played, wanted);
}

/* Whether Python's parser, which is expat, reads the file and finds these figures and this message in it. */
static void assert_junit(const char *path, const char *figures, const char *message)
{
  static const char script[] =
      "import sys, xml.etree.ElementTree as tree\n"
      "top = tree.parse(sys.argv[1]).getroot()\n"
      "cases, failures = top.findall('testsuite/testcase'), top.findall('testsuite/testcase/failure')\n"
      "assert all(case.get('name') and case.get('classname') and float(case.get('time')) >= 0 for case in cases)\n"
      "assert sum(int(suite.get('tests')) for suite in top) == len(cases) == int(top.get('tests'))\n"
      "assert sum(int(suite.get('failures')) for suite in top) == len(failures) == int(top.get('failures'))\n"
      "print(f'{len(top)} {len(cases)} {len(failures)}')\n"
      "for failure in failures: print(repr(failure.get('message')))\n";
  const char *argv[] = {"/usr/bin/python3", "-c", script, path, NULL};
  g_autofree char *out = NULL, *err = NULL;
  int status = 0;
  assert_true(g_spawn_sync(NULL, (char **)argv, NULL, 0, NULL, NULL, &out, &err, &status, NULL));
  if (status != 0 || !g_str_has_prefix(out, figures) || !strstr(out, message))
    fail_msg("status %d: %s%s", status, out, err);
}

static void junit_files_are_read_by_others(void **state)
{
  (void)state;
  g_autofree char *folder = g_dir_make_tmp("provost-junit-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "results.xml", NULL);
  g_autofree char *passing = g_strdup_printf("--test --junit '%s' passing", path);
  g_autofree char *failing = g_strdup_printf("--test --junit='%s' failing passing", path);
  g_autofree char *nowhere = g_strdup_printf("--test --junit '%s/none/x.xml' passing", folder);
  g_autofree char *out1 = NULL, *out2 = NULL, *out3 = NULL, *err = NULL;
  assert_int_equal(run(passing, &out1, NULL), 0);
  assert_junit(path, "1 6 0\n", "");
  assert_int_equal(run(failing, &out2, NULL), 1);
  assert_junit(path, "3 26 20\n", "'failing/tests/busy_test.lua:11: after 5m\\nexpected: severity critical\\nbut got:");
  assert_junit(path, "3 26 20\n", "second <b> ");
  assert_int_equal(run(nowhere, &out3, &err), 1);
  assert_non_null(strstr(err, "the results are not written: "));
  folder_remove(folder);
}

static void a_check_says_a_hundred_things_of_a_file_at_most(void **state)
{
  (void)state;
  g_autofree char *folder = g_dir_make_tmp("provost-check-XXXXXX", NULL);
  g_autofree char *policy = g_build_filename(folder, "many.lua", NULL);
  g_autofree char *manifest = g_build_filename(folder, "pack.yaml", NULL);
  g_autofree char *arguments = g_strdup_printf("--check '%s'", folder), *out = NULL, *err = NULL;
  g_autoptr(GString) text = g_string_new("return { name = 'many', title = 'Many', subject = 'host', evaluate = function()\n");
  for (guint i = 0; i < 2000; i++)
    g_string_append_printf(text, "local x = unknown_%u\n%s", i, i % 100 == 99 ? "end, f = function()\n" : "");
  g_string_append(text, "end }\n");
  assert_true(g_file_set_contents(manifest, "name: many\nversion: 1.0\n", -1, NULL));
  assert_true(g_file_set_contents(policy, text->str, -1, NULL));
  assert_int_equal(run(arguments, &out, &err), 1);
  assert_non_null(strstr(err, "there is more from here on: 100 things are said of a file"));
  folder_remove(folder);
}

int main(void)
{
  struct CMUnitTest tests[G_N_ELEMENTS(scenes) + 2];
  for (gsize i = 0; i < G_N_ELEMENTS(scenes); i++)
    tests[i] = (struct CMUnitTest){.name = scenes[i].name, .test_func = play, .initial_state = (void *)&scenes[i]};
  tests[G_N_ELEMENTS(scenes)] = (struct CMUnitTest)cmocka_unit_test(junit_files_are_read_by_others);
  tests[G_N_ELEMENTS(scenes) + 1] =
      (struct CMUnitTest)cmocka_unit_test(a_check_says_a_hundred_things_of_a_file_at_most);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
