#include "pipeline/relations.h"

#include "model/object.h"
#include "wire/policy_row.h"

#include <string.h>

struct relations {
  GVariant *policies;                     /* what the tables were made of; NULL: none came yet */
  GHashTable *symptom_of, *superseded_by; /* policy -> GStrv */
};

static GHashTable *table_new(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
}

struct relations *relations_new(void)
{
  struct relations *relations = g_new0(struct relations, 1);
  relations->symptom_of = table_new();
  relations->superseded_by = table_new();
  return relations;
}

void relations_free(struct relations *relations)
{
  if (!relations)
    return;
  g_clear_pointer(&relations->policies, g_variant_unref);
  g_hash_table_unref(relations->symptom_of);
  g_hash_table_unref(relations->superseded_by);
  g_free(relations);
}

/* Takes the reference of `names`. */
static void take_names(GHashTable *table, const char *policy, GVariant *names)
{
  g_autoptr(GVariant) owned = names;
  g_autoptr(GStrvBuilder) others = g_strv_builder_new();
  gsize n = MIN(g_variant_n_children(owned), POLICY_RELATIONS_MAX);
  for (gsize i = 0; i < n; i++) {
    const char *name;
    g_variant_get_child(owned, i, "&s", &name);
    if (name_is_valid(name) && strcmp(name, policy) != 0)
      g_strv_builder_add(others, name);
  }
  if (n > 0)
    g_hash_table_replace(table, g_strdup(policy), g_strv_builder_end(others));
}

/* Where others came than those that are known. */
static void take(struct relations *relations, GVariant *policies)
{
  if (!policies || policies == relations->policies)
    return;
  g_clear_pointer(&relations->policies, g_variant_unref);
  relations->policies = g_variant_ref(policies);
  g_hash_table_remove_all(relations->symptom_of);
  g_hash_table_remove_all(relations->superseded_by);
  for (gsize i = 0; i < policy_rows(policies); i++) {
    struct policy_row row;
    policy_row_read(policies, i, &row);
    take_names(relations->symptom_of, row.name, policy_row_symptom_of(policies, i));
    take_names(relations->superseded_by, row.name, policy_row_superseded_by(policies, i));
  }
}

const char *const *relations_symptom_of(struct relations *relations, GVariant *policies, const char *policy)
{
  take(relations, policies);
  return g_hash_table_lookup(relations->symptom_of, policy);
}

const char *const *relations_superseded_by(struct relations *relations, GVariant *policies, const char *policy)
{
  take(relations, policies);
  return g_hash_table_lookup(relations->superseded_by, policy);
}
