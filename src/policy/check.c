#include "policy/check.h"

#include "base/error.h"
#include "policy/check_json.h"
#include "policy/engine.h"
#include "policy/lint.h"
#include "policy/lint_capabilities.h"
#include "policy/pack.h"
#include "policy/required.h"
#include "policy/test_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK_INTERVAL_SEC 10

struct check {
  struct deadline *deadline;
  struct engine *engine;
  GPtrArray *packs;       /* struct pack_text */
  GPtrArray *manifests;   /* struct manifest of each, NULL where it cannot be used */
  GPtrArray *diagnostics; /* struct diagnostic */
};

static void ignore_finding(const struct finding *finding, GVariant *settings, gpointer user)
{
  (void)settings;
  (void)finding;
  (void)user;
}

static void add_error(struct check *check, char *sentence)
{
  g_ptr_array_add(check->diagnostics, diagnostic_parse(sentence));
  g_free(sentence);
}

/* A pack with neither policy nor SNMP objects is a mistake in its folder or in the name of a file. */
static void load_pack(struct check *check, const char *folder)
{
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  gboolean has_tables = pack_declare(folder, errors);
  guint before = errors->len;
  struct manifest *manifest = manifest_load(folder, errors);
  struct pack_text *pack = pack_text_read(folder, manifest, errors->len > 0 ? errors->pdata[0] : "");
  engine_add_pack(check->engine, pack, NULL, errors);
  if (!has_tables && before == 0 && pack->files->len == 0)
    g_ptr_array_add(errors, g_strdup_printf("%s: holds no policy: put a file NAME.lua into it", folder));
  for (guint i = 0; i < errors->len; i++)
    add_error(check, g_strdup(errors->pdata[i]));
  g_ptr_array_add(check->packs, pack);
  g_ptr_array_add(check->manifests, manifest);
}

static void load_all(struct check *check, char **folders)
{
  for (; *folders; folders++) {
    g_autoptr(GPtrArray) packs = packs_in(*folders);
    if (packs->len == 0)
      add_error(check, packs_none_text(*folders));
    for (guint i = 0; i < packs->len; i++)
      load_pack(check, g_ptr_array_index(packs, i));
  }
  engine_start(check->engine);
}

/* One of each kind that can be judged, about which nothing is known. */
static void add_subjects(struct engine *engine)
{
  static const struct subject_row rows[] = {{.subject = "cluster:cluster", .name = "cluster", .parent = "", .state = "up"},
                                            {.subject = "host:host", .name = "host", .parent = "cluster:cluster", .state = "up"},
                                            {.subject = "guest:guest", .name = "guest", .parent = "host:host", .state = "running"},
                                            {.subject = "device:device", .name = "device", .parent = "", .state = "up"},
                                            {.subject = "service:service", .name = "service", .parent = "host:host",
                                             .state = "ok"}};
  engine_take_subjects(engine, rows, G_N_ELEMENTS(rows));
}

static struct policy *policy_of(const struct check *check, const char *path)
{
  const GPtrArray *policies = engine_policies(check->engine);
  for (guint i = 0; i < policies->len; i++)
    if (strcmp(((const struct policy *)policies->pdata[i])->file, path) == 0)
      return policies->pdata[i];
  return NULL;
}

static void locate_all(const struct check *check, const char *path, const struct script *script)
{
  for (guint i = 0; i < check->diagnostics->len; i++) {
    struct diagnostic *diagnostic = check->diagnostics->pdata[i];
    if (strcmp(diagnostic->file, path) == 0)
      diagnostic_locate(diagnostic, script);
  }
}

static void warn(struct check *check, const char *path, char *text)
{
  g_ptr_array_add(check->diagnostics, diagnostic_new(FALSE, path, (struct place){0}, text));
}

static struct lint_context context_of(const struct check *check)
{
  return (struct lint_context){check->deadline, engine_subjects(check->engine), check->diagnostics,
                               engine_policies(check->engine)};
}

static void free_script(gpointer script)
{
  script_free(script);
}

/* The texts of the libraries that the file requires. */
static GPtrArray *shared_scripts(const struct pack_text *pack, const struct script *script)
{
  g_autoptr(GPtrArray) libraries = required_libraries(pack, script);
  GPtrArray *scripts = g_ptr_array_new_with_free_func(free_script);
  for (guint i = 0; i < libraries->len; i++) {
    const struct pack_file *library = libraries->pdata[i];
    g_ptr_array_add(scripts, script_new(library->text ? library->text : "", library->length));
  }
  return scripts;
}

static void check_policy(struct check *check, const struct pack_text *pack, const struct pack_file *file)
{
  g_autofree char *path = g_build_filename(pack->folder, file->name, NULL);
  g_autofree char *stem = g_strndup(file->name, strlen(file->name) - strlen(".lua"));
  g_autofree char *test = g_strconcat(stem, TEST_SUFFIX, NULL);
  g_autofree char *test_path = g_build_filename(pack->folder, "tests", test, NULL);
  struct policy *policy = policy_of(check, path);
  struct script *script = script_new(file->text ? file->text : "", file->length);
  g_autoptr(GPtrArray) shared = shared_scripts(pack, script);
  const struct lint_context context = context_of(check);
  if (policy && !*pack->fault)
    lint_policy(&context, policy, script, shared);
  if (!*pack->fault)
    lint_remedies(pack, path, script, check->diagnostics);
  locate_all(check, path, script);
  script_free(script);
  if (!g_file_test(test_path, G_FILE_TEST_EXISTS))
    warn(check, path, g_strdup_printf("this policy has no tests: write them into tests/%s", test));
}

/* The policies of the pack that require the library; `are_sound`: none of them is refused. */
static GPtrArray *sharers(const struct check *check, const struct pack_text *pack, const struct pack_file *library,
                          gboolean *are_sound)
{
  GPtrArray *policies = g_ptr_array_new();
  *are_sound = TRUE;
  for (guint i = 0; i < pack->files->len; i++) {
    const struct pack_file *file = pack->files->pdata[i];
    g_autofree char *path = g_build_filename(pack->folder, file->name, NULL);
    struct script *script = script_new(file->text ? file->text : "", file->length);
    g_autoptr(GPtrArray) libraries = required_libraries(pack, script);
    struct policy *policy = policy_of(check, path);
    if (policy && g_ptr_array_find(libraries, library, NULL)) {
      *are_sound &= policy->state != POLICY_REFUSED;
      g_ptr_array_add(policies, policy);
    }
    script_free(script);
  }
  return policies;
}

static void check_library(struct check *check, const struct pack_text *pack, const struct pack_file *file)
{
  g_autofree char *path = g_build_filename(pack->folder, file->name, NULL);
  gboolean are_sound;
  g_autoptr(GPtrArray) policies = sharers(check, pack, file, &are_sound);
  const struct lint_context context = context_of(check);
  struct script *script = script_new(file->text ? file->text : "", file->length);
  if (policies->len == 0)
    warn(check, path, g_strdup("no policy of this pack requires this file"));
  if (are_sound)
    lint_library(&context, pack, file, policies);
  lint_remedies(pack, path, script, check->diagnostics);
  script_free(script);
}

/* What a policy that is refused would need is not known. */
static void check_capabilities(struct check *check, const struct pack_text *pack, const struct manifest *manifest)
{
  g_autoptr(GPtrArray) policies = g_ptr_array_new();
  gboolean is_known = manifest && !*pack->fault;
  for (guint i = 0; i < pack->files->len; i++) {
    g_autofree char *path = g_build_filename(pack->folder, ((const struct pack_file *)pack->files->pdata[i])->name, NULL);
    struct policy *policy = policy_of(check, path);
    is_known = is_known && policy && policy->state != POLICY_REFUSED;
    g_ptr_array_add(policies, policy);
  }
  if (is_known)
    lint_unused_capabilities(manifest, pack, policies, check->diagnostics);
}

static void check_tests(struct check *check, const struct pack_text *pack)
{
  g_autoptr(GPtrArray) files = pack_files(pack->folder, "tests", TEST_SUFFIX);
  const struct lint_context context = context_of(check);
  for (guint i = 0; i < files->len; i++) {
    const char *path = files->pdata[i];
    g_autofree char *policy_file = test_file_policy(path);
    lint_tests(&context, path);
    if (!pack_text_file(pack, policy_file))
      warn(check, path, g_strdup_printf("it would test %s, which is not there", policy_file));
  }
}

static void check_packs(struct check *check)
{
  add_subjects(check->engine);
  for (guint i = 0; i < check->packs->len; i++) {
    const struct pack_text *pack = check->packs->pdata[i];
    for (guint j = 0; j < pack->files->len; j++)
      check_policy(check, pack, pack->files->pdata[j]);
    for (guint j = 0; j < pack->libraries->len && !*pack->fault; j++)
      check_library(check, pack, pack->libraries->pdata[j]);
    check_capabilities(check, pack, check->manifests->pdata[i]);
    check_tests(check, pack);
  }
  diagnostics_sort(check->diagnostics);
}

static gboolean has_error(const struct check *check, const char *path)
{
  for (guint i = 0; i < check->diagnostics->len; i++) {
    const struct diagnostic *diagnostic = check->diagnostics->pdata[i];
    if (diagnostic->is_error && strcmp(diagnostic->file, path) == 0)
      return TRUE;
  }
  return FALSE;
}

static void print_text(const struct check *check)
{
  const GPtrArray *policies = engine_policies(check->engine);
  for (guint i = 0; i < policies->len; i++) {
    const struct policy *policy = g_ptr_array_index(policies, i);
    if (policy->state != POLICY_REFUSED && !has_error(check, policy->file))
      printf("%s: ok: %s %s, policy %s: %s\n", policy->file, policy->pack, policy->pack_version,
             policy->name, policy->title);
  }
  fflush(stdout);
  diagnostics_print(check->diagnostics, stderr);
  g_autofree char *summary = diagnostics_summary(check->diagnostics);
  if (*summary)
    fprintf(stderr, "%s\n", summary);
}

static int check_all(char **folders, gboolean is_json)
{
  static const struct engine_events events = {.finding = ignore_finding};
  struct check check = {.deadline = deadline_new()};
  check.engine = engine_new(&events, NULL, check.deadline, CHECK_INTERVAL_SEC);
  check.packs = g_ptr_array_new_with_free_func((GDestroyNotify)pack_text_unref);
  check.manifests = g_ptr_array_new_with_free_func((GDestroyNotify)manifest_free);
  check.diagnostics = g_ptr_array_new_with_free_func((GDestroyNotify)diagnostic_free);
  load_all(&check, folders);
  check_packs(&check);
  if (is_json)
    check_print_json(engine_policies(check.engine), check.diagnostics);
  else
    print_text(&check);
  guint errors = diagnostics_count(check.diagnostics, TRUE);
  g_ptr_array_unref(check.diagnostics);
  g_ptr_array_unref(check.manifests);
  g_ptr_array_unref(check.packs);
  engine_free(check.engine);
  deadline_free(check.deadline);
  return errors > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int policy_check_main(int argc, char **argv)
{
  g_auto(GStrv) packs = NULL;
  gboolean is_json = FALSE;
  const GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &is_json, "print JSON, for editors", NULL},
      {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &packs, NULL, "PACK..."},
      {NULL}};
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_autoptr(GError) error = NULL;
  g_option_context_add_main_entries(context, entries, NULL);
  if (!g_option_context_parse(context, &argc, &argv, &error))
    fprintf(stderr, "provost-policy --check: %s\n", error->message);
  else if (packs)
    return check_all(packs, is_json);
  else
    fputs("usage: provost-policy --check [--json] PACK...\n", stderr);
  return EXIT_USAGE;
}
