#include "policy/unjudged.h"

#include "policy/subject.h"

#include <string.h>

struct group {
  const char *reason;
  guint subjects;
  const char *named[UNJUDGED_SUBJECTS_MAX];
};

static void count(GHashTable *groups, const char *reason, const char *subject)
{
  struct group *group = g_hash_table_lookup(groups, reason);
  if (!group && g_hash_table_size(groups) >= UNJUDGED_COUNTED_MAX)
    return;
  if (!group) {
    group = g_new0(struct group, 1);
    group->reason = reason;
    g_hash_table_insert(groups, (gpointer)reason, group);
  }
  if (group->subjects < UNJUDGED_SUBJECTS_MAX)
    group->named[group->subjects] = subject;
  group->subjects++;
}

/* The most frequent first. */
static gint compare(gconstpointer a, gconstpointer b)
{
  const struct group *one = a, *other = b;
  return one->subjects == other->subjects ? strcmp(one->reason, other->reason)
                                          : (one->subjects < other->subjects ? 1 : -1);
}

static GVariant *groups_body(GHashTable *groups)
{
  GVariantBuilder rows;
  g_variant_builder_init(&rows, G_VARIANT_TYPE("a(suas)"));
  g_autoptr(GList) list = g_list_sort(g_hash_table_get_values(groups), compare);
  guint told = 0;
  for (const GList *link = list; link && told < UNJUDGED_REASONS_MAX; link = link->next, told++) {
    const struct group *group = link->data;
    g_variant_builder_add(&rows, "(su@as)", group->reason, group->subjects,
                          g_variant_new_strv(group->named, MIN(group->subjects, UNJUDGED_SUBJECTS_MAX)));
  }
  return g_variant_builder_end(&rows);
}

/* By reason. */
static GHashTable *count_all(struct policy *policy, const GPtrArray *subjects)
{
  GHashTable *groups = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
  for (guint i = 0; i < subjects->len; i++) {
    const char *subject = ((const struct subject *)subjects->pdata[i])->key;
    const struct standing *standing = policy_standing(policy, subject);
    if (standing->said && standing->kind == FINDING_NO_DATA)
      count(groups, standing->text, subject);
  }
  return groups;
}

gboolean unjudged_note(struct policy *policy, const GPtrArray *subjects, guint without)
{
  static const GPtrArray nobody = {0};
  g_autoptr(GHashTable) groups = count_all(policy, without > 0 ? subjects : &nobody);
  g_autoptr(GVariant) row = g_variant_ref_sink(
      g_variant_new("(suu@a(suas))", policy->name, subjects->len, without, groups_body(groups)));
  if (policy->unjudged && g_variant_equal(policy->unjudged, row))
    return FALSE;
  g_clear_pointer(&policy->unjudged, g_variant_unref);
  policy->unjudged = g_steal_pointer(&row);
  return TRUE;
}

GVariant *unjudged_body(const GPtrArray *policies)
{
  GVariantBuilder rows;
  g_variant_builder_init(&rows, G_VARIANT_TYPE("a(suua(suas))"));
  for (guint i = 0; i < policies->len; i++) {
    const struct policy *policy = policies->pdata[i];
    if (policy->unjudged && policy->state == POLICY_ACTIVE)
      g_variant_builder_add_value(&rows, policy->unjudged);
  }
  return g_variant_builder_end(&rows);
}
