#include "pipeline/symptoms.h"

#include "model/object.h"
#include "wire/policy_row.h"

#include <string.h>

struct symptoms {
  GVariant *policies; /* what the table was made of; NULL: none came yet */
  GHashTable *causes; /* policy -> GStrv */
};

struct symptoms *symptoms_new(void)
{
  struct symptoms *symptoms = g_new0(struct symptoms, 1);
  symptoms->causes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
  return symptoms;
}

void symptoms_free(struct symptoms *symptoms)
{
  if (!symptoms)
    return;
  g_clear_pointer(&symptoms->policies, g_variant_unref);
  g_hash_table_unref(symptoms->causes);
  g_free(symptoms);
}

static void take_row(struct symptoms *symptoms, GVariant *policies, gsize i)
{
  struct policy_row row;
  policy_row_read(policies, i, &row);
  g_autoptr(GVariant) names = policy_row_symptom_of(policies, i);
  g_autoptr(GStrvBuilder) causes = g_strv_builder_new();
  gsize n = MIN(g_variant_n_children(names), POLICY_CAUSES_MAX);
  for (gsize j = 0; j < n; j++) {
    const char *name;
    g_variant_get_child(names, j, "&s", &name);
    if (name_is_valid(name) && strcmp(name, row.name) != 0)
      g_strv_builder_add(causes, name);
  }
  if (n > 0)
    g_hash_table_replace(symptoms->causes, g_strdup(row.name), g_strv_builder_end(causes));
}

static void take(struct symptoms *symptoms, GVariant *policies)
{
  g_clear_pointer(&symptoms->policies, g_variant_unref);
  symptoms->policies = g_variant_ref(policies);
  g_hash_table_remove_all(symptoms->causes);
  for (gsize i = 0; i < policy_rows(policies); i++)
    take_row(symptoms, policies, i);
}

const char *const *symptoms_of(struct symptoms *symptoms, GVariant *policies, const char *policy)
{
  if (policies && policies != symptoms->policies)
    take(symptoms, policies);
  return g_hash_table_lookup(symptoms->causes, policy);
}
