#include "config/check_settings.h"

#include "base/limits.h"
#include "base/text.h"
#include "config/problems.h"

static void settings_unref(gpointer settings)
{
  if (settings)
    g_ptr_array_unref(settings);
}

static struct setting *setting_read(GVariant *row, const char **policy)
{
  const char *name, *unit;
  gboolean is_duration;
  double standard, min, max;
  g_variant_get(row, "(&s&sbddd&s)", policy, &name, &is_duration, &standard, &min, &max, &unit);
  struct setting *setting = setting_new(name);
  setting->is_duration = is_duration;
  setting->value = setting->standard = standard;
  setting->min = min;
  setting->max = max;
  g_free(setting->unit);
  setting->unit = g_strdup(unit);
  return setting;
}

GHashTable *declared_settings(GVariant *policies, GVariant *settings)
{
  GHashTable *declared = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, settings_unref);
  gsize n = policies ? g_variant_n_children(policies) : 0;
  for (gsize i = 0; i < n; i++) {
    const char *name;
    guchar state;
    g_autoptr(GVariant) policy = g_variant_get_child_value(policies, i);
    g_variant_get_child(policy, 0, "&s", &name);
    g_variant_get_child(policy, 6, "y", &state);
    g_hash_table_insert(declared, g_strdup(name), state == 1 ? NULL : g_ptr_array_new_with_free_func((GDestroyNotify)setting_free));
  }
  n = settings ? g_variant_n_children(settings) : 0;
  for (gsize i = 0; i < n; i++) {
    const char *policy;
    g_autoptr(GVariant) row = g_variant_get_child_value(settings, i);
    struct setting *setting = setting_read(row, &policy);
    GPtrArray *list = g_hash_table_lookup(declared, policy);
    if (list)
      g_ptr_array_add(list, setting);
    else
      setting_free(setting);
  }
  return declared;
}

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
