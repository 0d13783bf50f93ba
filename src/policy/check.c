#include "policy/check.h"

#include "base/error.h"
#include "config/manifest.h"
#include "policy/engine.h"
#include "policy/pack.h"

#include <stdio.h>
#include <stdlib.h>

#define CHECK_INTERVAL_SEC 10

static void ignore_finding(const struct finding *finding, gpointer user)
{
  (void)finding;
  (void)user;
}

/* A pack with neither policy nor SNMP objects is a mistake in its folder or in the name of a file. */
static void load_pack(struct engine *engine, const char *folder, GPtrArray *errors)
{
  guint errors_before = errors->len, policies_before = engine_policies(engine)->len;
  gboolean has_tables = pack_declare(folder, errors);
  if (errors->len > errors_before)
    engine_refuse_pack(engine, folder, errors->pdata[errors_before]);
  engine_load_pack(engine, folder, NULL, errors);
  if (!has_tables && errors->len == errors_before && engine_policies(engine)->len == policies_before)
    g_ptr_array_add(errors, g_strdup_printf("%s: holds no policy: put a file NAME.lua into it", folder));
}

static void load_all(struct engine *engine, char **folders, GPtrArray *errors)
{
  for (; *folders; folders++) {
    g_autoptr(GPtrArray) packs = packs_in(*folders);
    if (packs->len == 0)
      g_ptr_array_add(errors, g_strdup_printf("%s: is no pack (a folder with pack.yaml) and holds none",
                                              *folders));
    for (guint i = 0; i < packs->len; i++)
      load_pack(engine, g_ptr_array_index(packs, i), errors);
  }
}

static void print_sound(const GPtrArray *policies)
{
  for (guint i = 0; i < policies->len; i++) {
    const struct policy *policy = g_ptr_array_index(policies, i);
    if (policy->state != POLICY_REFUSED)
      printf("%s: ok: %s %s, policy %s: %s\n", policy->file, policy->pack, policy->pack_version,
             policy->name, policy->title);
  }
}

static int check_all(char **packs)
{
  static const struct engine_events events = {.finding = ignore_finding};
  struct deadline *deadline = deadline_new();
  struct engine *engine = engine_new(&events, NULL, deadline, CHECK_INTERVAL_SEC);
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  load_all(engine, packs, errors);
  engine_start(engine);
  print_sound(engine_policies(engine));
  fflush(stdout);
  for (guint i = 0; i < errors->len; i++)
    fprintf(stderr, "%s\n", (const char *)g_ptr_array_index(errors, i));
  engine_free(engine);
  deadline_free(deadline);
  return errors->len > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int policy_check_main(int argc, char **argv)
{
  g_auto(GStrv) packs = NULL;
  const GOptionEntry entries[] = {
      {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &packs, NULL, "PACK..."},
      {NULL}};
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_autoptr(GError) error = NULL;
  g_option_context_add_main_entries(context, entries, NULL);
  if (g_option_context_parse(context, &argc, &argv, &error) && packs)
    return check_all(packs);
  fprintf(stderr, "%s%susage: provost-policy --check PACK...\n", error ? error->message : "", error ? "\n" : "");
  return EXIT_USAGE;
}
