#include "config/check_settings.h"

#include "base/limits.h"
#include "base/text.h"
#include "config/problems.h"

static void report_unknown(GPtrArray *problems, const struct config_override *override, const char *what,
                           const char *name, const char *const *known)
{
  g_autofree char *clean = text_clean(name, LIMIT_NAME);
  const char *nearest = nearest_name(name, known);
  problem_add(problems, override->line, override->column, "%s \"%s\"%s%s%s", what, clean,
              nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
}

static void check_override(const struct config_override *override, const GPtrArray *settings, GPtrArray *problems)
{
  g_autoptr(GError) error = NULL;
  const struct setting *setting = setting_find(settings, override->setting);
  if (setting) {
    struct setting *trial = setting_copy(setting);
    if (!setting_parse(trial, override->value, &error))
      problem_add(problems, override->line, override->column, "policy %s: %s", override->policy, error->message);
    setting_free(trial);
    return;
  }
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; i < settings->len; i++)
    g_ptr_array_add(names, ((struct setting *)settings->pdata[i])->name);
  g_ptr_array_add(names, NULL);
  g_autofree char *what = g_strdup_printf("policy %s has no setting", override->policy);
  report_unknown(problems, override, what, override->setting, (const char *const *)names->pdata);
}

void config_check_settings(const struct config *config, GHashTable *declared, gboolean all, GPtrArray *errors)
{
  g_autoptr(GPtrArray) problems = problems_new();
  g_autofree gpointer *names = g_hash_table_get_keys_as_array(declared, NULL);
  for (guint i = 0; i < config->overrides->len; i++) {
    const struct config_override *override = config->overrides->pdata[i];
    gpointer settings = NULL;
    gboolean is_known = g_hash_table_lookup_extended(declared, override->policy, NULL, &settings);
    if (settings)
      check_override(override, settings, problems);
    else if (!is_known && all)
      report_unknown(problems, override, "no pack has a policy", override->policy, (const char *const *)names);
  }
  problems_report(problems, config->file, errors);
}
