#include "daemon/check.h"

#include "config/check_settings.h"
#include "daemon/declared_settings.h"
#include "daemon/packs.h"
#include "daemon/rule_problems.h"
#include "replay/judge.h"

#include <stdio.h>

static void ignore_finding(const struct finding *finding, gpointer user)
{
  (void)finding;
  (void)user;
}

static struct judge *load_packs(const struct config *config, GPtrArray *packs, GError **error)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new(), none = g_ptr_array_new();
  for (guint i = 0; i < packs->len; i++)
    g_ptr_array_add(texts, ((const struct pack *)packs->pdata[i])->text);
  return judge_new(
      &(struct judge_options){
          .packs = texts, .settings = none, .interval_sec = config->interval_ms / 1000, .finding = ignore_finding},
      error);
}

gboolean check_settings_fit(const struct config *config)
{
  if (config->overrides->len == 0)
    return TRUE;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free), declared = packs_new();
  g_autoptr(GPtrArray) folders = packs_folders(config), packs = packs_load(folders, declared);
  struct judge *judge = load_packs(config, packs, &error);
  if (!judge) {
    fprintf(stderr, "provostd: the settings of policies are not checked: %s\n", error->message);
    return TRUE;
  }
  g_autoptr(GHashTable) settings = declared_settings(judge_policies(judge), judge_settings(judge));
  config_check_settings(config, settings, TRUE, errors);
  judge_free(judge);
  for (guint i = 0; i < errors->len; i++)
    fprintf(stderr, "%s\n", (const char *)errors->pdata[i]);
  return errors->len == 0;
}

gboolean check_rules_hold(const struct config *config)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
  rule_problems_find(config, texts);
  for (guint i = 0; i < texts->len; i++)
    fprintf(stderr, "%s: %s\n", config->file, (const char *)texts->pdata[i]);
  return texts->len == 0;
}
