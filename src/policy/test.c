#include "policy/test.h"

#include "base/error.h"
#include "config/manifest.h"
#include "policy/pack.h"
#include "policy/test_report.h"

#include <stdio.h>
#include <stdlib.h>

struct options {
  char *junit; /* path; NULL: not wanted */
  char **packs;
};

struct run {
  struct deadline *deadline;
  struct test_report *report;
  gboolean is_incomplete; /* a word was no pack */
};

static void on_result(const struct test_result *result, gpointer user)
{
  test_report_add(((struct run *)user)->report, result);
}

static void run_file(struct run *run, const char *folder, const char *path)
{
  const struct test_file file = {run->deadline, folder, path, on_result, run};
  g_autofree char *policy_file = test_file_policy(path);
  test_report_begin(run->report, folder, policy_file);
  test_file_run(&file);
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
  g_autoptr(GPtrArray) files = pack_files(folder, "tests", TEST_SUFFIX);
  if (files->len == 0)
    printf("# %s has no tests (tests/NAME%s tests NAME.lua)\n", folder, TEST_SUFFIX);
  for (guint i = 0; i < files->len; i++)
    run_file(run, folder, g_ptr_array_index(files, i));
}

static void run_packs(struct run *run, char **packs)
{
  for (; *packs; packs++) {
    g_autoptr(GPtrArray) folders = packs_in(*packs);
    if (folders->len == 0) {
      fprintf(stderr, "%s: is no pack (a folder with pack.yaml) and holds none\n", *packs);
      run->is_incomplete = TRUE;
    }
    for (guint i = 0; i < folders->len; i++)
      run_pack(run, g_ptr_array_index(folders, i));
  }
  test_report_end(run->report);
}

static int run_all(const struct options *options)
{
  struct run run = {.deadline = deadline_new(), .report = test_report_new()};
  g_autoptr(GError) error = NULL;
  run_packs(&run, options->packs);
  fflush(stdout);
  gboolean is_good = !run.is_incomplete && test_report_failures(run.report) == 0;
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
      {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.packs, NULL, "PACK..."},
      {NULL}};
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_autoptr(GError) error = NULL;
  int status = EXIT_USAGE;
  g_option_context_add_main_entries(context, entries, NULL);
  if (!g_option_context_parse(context, &argc, &argv, &error))
    fprintf(stderr, "provost-policy --test: %s\n", error->message);
  else if (!options.packs)
    fputs("usage: provost-policy --test [--junit FILE] PACK...\n", stderr);
  else
    status = run_all(&options);
  g_free(options.junit);
  g_strfreev(options.packs);
  return status;
}
