#include "daemon/declared_settings.h"

#include "wire/policy_row.h"

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
  GHashTable *declared = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, declared_policy_free);
  for (gsize i = 0; i < policy_rows(policies); i++) {
    struct policy_row row;
    policy_row_read(policies, i, &row);
    g_hash_table_insert(declared, g_strdup(row.name),
                        declared_policy_new(MIN(row.subject, SUBJECT_KINDS), row.state != POLICY_REFUSED));
  }
  gsize n = settings ? g_variant_n_children(settings) : 0;
  for (gsize i = 0; i < n; i++) {
    const char *policy;
    g_autoptr(GVariant) row = g_variant_get_child_value(settings, i);
    struct setting *setting = setting_read(row, &policy);
    struct declared_policy *of = g_hash_table_lookup(declared, policy);
    if (of && of->settings)
      g_ptr_array_add(of->settings, setting);
    else
      setting_free(setting);
  }
  return declared;
}
