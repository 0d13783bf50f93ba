#include "policy/test.h"

#include "base/error.h"
#include "policy/coverage.h"
#include "policy/mutate.h"
#include "policy/pack.h"
#include "policy/required.h"
#include "policy/test_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
  char *junit; /* path; NULL: not wanted */
  gboolean coverage, mutate, report_only;
  char **packs;
};

struct run {
  const struct options *options;
  struct deadline *deadline;
  struct test_report *report;
  gboolean is_incomplete; /* a word was no pack */
  GPtrArray *libraries;   /* struct coverage of each of the pack's, where that is wanted */
  guint covered, executable;
  struct mutation_score score;
};

static void on_result(const struct test_result *result, gpointer user)
{
  test_report_add(((struct run *)user)->report, result);
}

static void print_coverage(struct run *run, const struct coverage *coverage, const struct script *script,
                           const char *path)
{
  guint covered = coverage_covered(coverage), executable = coverage_executable(coverage);
  g_autofree char *text = coverage_text(covered, executable);
  printf("# %s: tests run %s\n", path, text);
  for (guint line = 0; (line = coverage_missed(coverage, line)) > 0;) {
    g_autofree char *missed = script_line(script, line);
    printf("# %s:%u: never run: %s\n", path, line, g_strstrip(missed));
  }
  run->covered += covered;
  run->executable += executable;
}

struct watched {
  struct coverage *policy;
  const GPtrArray *libraries; /* struct coverage */
};

static void count_line(const char *source, guint line, gpointer user)
{
  const struct watched *watched = user;
  coverage_count(source, line, watched->policy);
  for (guint i = 0; i < watched->libraries->len; i++)
    coverage_count(source, line, watched->libraries->pdata[i]);
}

/* `tests` NULL: the policy has none. */
static void run_covered(struct run *run, const struct pack_text *pack, const struct pack_file *policy,
                        const struct test_file *tests)
{
  g_autofree char *path = g_build_filename(pack->folder, policy->name, NULL);
  struct script *script = script_new(policy->text, policy->length);
  struct coverage *coverage = coverage_new(run->deadline, policy->name, script);
  struct watched watched = {coverage, run->libraries};
  const struct line_watch watch = {count_line, &watched};
  deadline_watch_lines(run->deadline, &watch);
  if (tests)
    test_file_run(tests);
  deadline_watch_lines(run->deadline, NULL);
  print_coverage(run, coverage, script, path);
  coverage_free(coverage);
  script_free(script);
}

static void run_mutants(struct run *run, const struct pack_text *pack, const struct pack_file *policy,
                        const char *path, gboolean passed)
{
  g_autoptr(GPtrArray) tests = g_ptr_array_new();
  g_ptr_array_add(tests, (gpointer)path);
  if (passed)
    mutate_file(&(struct mutation){run->deadline, pack, policy, tests}, &run->score);
  else
    printf("# %s/%s is not mutated: mend its tests first\n", pack->folder, policy->name);
}

static void run_file(struct run *run, const struct pack_text *pack, const char *path)
{
  const struct test_file tests = {run->deadline, pack, path, FALSE, on_result, run};
  g_autofree char *policy_file = test_file_policy(path);
  const struct pack_file *policy = pack_text_file(pack, policy_file);
  guint failures = test_report_failures(run->report);
  test_report_begin(run->report, pack->folder, policy_file);
  if (run->options->coverage && policy)
    run_covered(run, pack, policy, &tests);
  else
    test_file_run(&tests);
  if (run->options->mutate && policy)
    run_mutants(run, pack, policy, path, test_report_failures(run->report) == failures);
}

/* Policies that no file of tests is named after. */
static void run_untested(struct run *run, const struct pack_text *pack)
{
  for (guint i = 0; i < pack->files->len; i++) {
    const struct pack_file *policy = pack->files->pdata[i];
    g_autofree char *stem = g_strndup(policy->name, strlen(policy->name) - strlen(".lua"));
    g_autofree char *name = g_strconcat(stem, TEST_SUFFIX, NULL);
    g_autofree char *path = g_build_filename(pack->folder, "tests", name, NULL);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
      continue;
    if (run->options->coverage)
      run_covered(run, pack, policy, NULL);
    if (run->options->mutate)
      printf("# %s/%s is not mutated: it has no tests\n", pack->folder, policy->name);
  }
}

/* The files of tests (paths) of those policies that require the library. */
static GPtrArray *tests_of_library(const struct pack_text *pack, const struct pack_file *library, const GPtrArray *files)
{
  GPtrArray *tests = g_ptr_array_new();
  for (guint i = 0; i < files->len; i++) {
    g_autofree char *name = test_file_policy(files->pdata[i]);
    const struct pack_file *policy = pack_text_file(pack, name);
    struct script *script = policy ? script_new(policy->text, policy->length) : NULL;
    g_autoptr(GPtrArray) libraries = script ? required_libraries(pack, script) : g_ptr_array_new();
    if (g_ptr_array_find(libraries, library, NULL))
      g_ptr_array_add(tests, files->pdata[i]);
    g_clear_pointer(&script, script_free);
  }
  return tests;
}

/* When all tests of the pack have run: what they ran of its libraries, and what they would not notice there. */
static void run_libraries(struct run *run, const struct pack_text *pack, const GPtrArray *files, gboolean passed)
{
  for (guint i = 0; i < pack->libraries->len; i++) {
    const struct pack_file *library = pack->libraries->pdata[i];
    g_autofree char *path = g_build_filename(pack->folder, library->name, NULL);
    g_autoptr(GPtrArray) tests = tests_of_library(pack, library, files);
    struct script *script = script_new(library->text, library->length);
    if (run->options->coverage)
      print_coverage(run, run->libraries->pdata[i], script, path);
    if (run->options->mutate && passed && tests->len > 0)
      mutate_file(&(struct mutation){run->deadline, pack, library, tests}, &run->score);
    else if (run->options->mutate)
      printf("# %s is not mutated: %s\n", path, passed ? "no tested policy requires it" : "mend the tests first");
    script_free(script);
  }
}

static void free_coverage(gpointer coverage)
{
  coverage_free(coverage);
}

/* struct coverage of each library. */
static GPtrArray *cover_libraries(struct run *run, const struct pack_text *pack)
{
  GPtrArray *libraries = g_ptr_array_new_with_free_func(free_coverage);
  for (guint i = 0; run->options->coverage && i < pack->libraries->len; i++) {
    const struct pack_file *library = pack->libraries->pdata[i];
    struct script *script = script_new(library->text, library->length);
    g_ptr_array_add(libraries, coverage_new(run->deadline, library->name, script));
    script_free(script);
  }
  return libraries;
}

/* FALSE: with its SNMP objects the pack is refused, and nothing of it can be tested. */
static gboolean declare(struct run *run, const char *folder)
{
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  pack_declare(folder, errors);
  if (errors->len > 0)
    test_report_begin(run->report, folder, MANIFEST_FILE);
  for (guint i = 0; i < errors->len; i++)
    test_report_add(run->report, &(struct test_result){.name = "its SNMP objects", .why = errors->pdata[i]});
  return errors->len == 0;
}

static void run_pack(struct run *run, const char *folder)
{
  if (!declare(run, folder))
    return;
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  struct manifest *manifest = manifest_load(folder, errors);
  struct pack_text *pack = pack_text_read(folder, manifest, manifest ? NULL : errors->pdata[0]);
  g_autoptr(GPtrArray) files = pack_files(folder, "tests", TEST_SUFFIX);
  if (files->len == 0)
    printf("# %s has no tests (tests/NAME%s tests NAME.lua)\n", folder, TEST_SUFFIX);
  guint failures = test_report_failures(run->report);
  run->libraries = cover_libraries(run, pack);
  for (guint i = 0; i < files->len; i++)
    run_file(run, pack, g_ptr_array_index(files, i));
  run_untested(run, pack);
  run_libraries(run, pack, files, test_report_failures(run->report) == failures);
  g_clear_pointer(&run->libraries, g_ptr_array_unref);
  pack_text_unref(pack);
  manifest_free(manifest);
}

static void run_packs(struct run *run, char **packs)
{
  for (; *packs; packs++) {
    g_autoptr(GPtrArray) folders = packs_in(*packs);
    if (folders->len == 0) {
      g_autofree char *why = packs_none_text(*packs);
      fprintf(stderr, "%s\n", why);
      run->is_incomplete = TRUE;
    }
    for (guint i = 0; i < folders->len; i++)
      run_pack(run, g_ptr_array_index(folders, i));
  }
  test_report_end(run->report);
}

static void print_totals(const struct run *run)
{
  g_autofree char *coverage = coverage_text(run->covered, run->executable);
  g_autofree char *score = mutation_score_text(&run->score);
  if (run->options->coverage)
    printf("# in all: tests run %s\n", coverage);
  if (run->options->mutate)
    printf("# in all: %s\n", score);
}

static int run_all(const struct options *options)
{
  struct run run = {.options = options, .deadline = deadline_new(), .report = test_report_new()};
  g_autoptr(GError) error = NULL;
  run_packs(&run, options->packs);
  print_totals(&run);
  fflush(stdout);
  gboolean has_survivors = run.score.killed < run.score.mutants && !options->report_only;
  gboolean is_good = !run.is_incomplete && test_report_failures(run.report) == 0 && !has_survivors;
  if (options->junit && !test_report_write_junit(run.report, options->junit, &error)) {
    fprintf(stderr, "provost-policy: the results are not written: %s\n", error->message);
    is_good = FALSE;
  }
  test_report_free(run.report);
  deadline_free(run.deadline);
  return is_good ? EXIT_SUCCESS : EXIT_FAILURE;
}

int policy_test_main(int argc, char **argv)
{
  struct options options = {0};
  const GOptionEntry entries[] = {
      {"junit", 0, 0, G_OPTION_ARG_FILENAME, &options.junit, "write the results as JUnit XML, too", "FILE"},
      {"coverage", 0, 0, G_OPTION_ARG_NONE, &options.coverage, "say which lines the tests run", NULL},
      {"mutate", 0, 0, G_OPTION_ARG_NONE, &options.mutate, "say which mistakes no test would notice", NULL},
      {"report-only", 0, 0, G_OPTION_ARG_NONE, &options.report_only, "such mistakes do not make it fail", NULL},
      {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.packs, NULL, "PACK..."},
      {NULL}};
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_autoptr(GError) error = NULL;
  int status = EXIT_USAGE;
  g_option_context_add_main_entries(context, entries, NULL);
  if (!g_option_context_parse(context, &argc, &argv, &error))
    fprintf(stderr, "provost-policy --test: %s\n", error->message);
  else if (!options.packs)
    fputs("usage: provost-policy --test [--junit FILE] [--coverage] [--mutate [--report-only]] PACK...\n", stderr);
  else
    status = run_all(&options);
  g_free(options.junit);
  g_strfreev(options.packs);
  return status;
}
