#include "policy/variant.h"

#include "policy/evaluate.h"

#include <string.h>

struct scoped {
  enum subject_kind kind;
  char *cluster, *name;
  char *setting;
  double value;
};

void scoped_free(gpointer data)
{
  struct scoped *scoped = data;
  g_free(scoped->cluster);
  g_free(scoped->name);
  g_free(scoped->setting);
  g_free(scoped);
}

void variant_free(gpointer data)
{
  struct variant *variant = data;
  g_ptr_array_unref(variant->settings);
  g_variant_unref(variant->told);
  g_free(variant);
}

void policy_override_for(struct policy *policy, const struct scope *scope, const char *name, const char *text)
{
  g_autoptr(GError) error = NULL;
  struct setting *setting = policy_find_setting(policy, name);
  if (!setting || policy->scoped->len == SCOPED_SETTINGS_MAX)
    return;
  double kept = setting->value;
  if (setting_parse(setting, text, &error)) {
    struct scoped *scoped = g_new(struct scoped, 1);
    *scoped = (struct scoped){scope->kind, g_strdup(scope->cluster), g_strdup(scope->name), g_strdup(name), setting->value};
    g_ptr_array_add(policy->scoped, scoped);
  } else {
    policy_refuse(policy, error->message);
  }
  setting->value = kept;
}

static gboolean is_named(const struct scoped *scoped, const struct subject *subject)
{
  const char *key = strchr(subject->key, ':');
  return strcmp(subject->name, scoped->name) == 0 || (key && strcmp(key + 1, scoped->name) == 0);
}

/* Whether the subject is, or is in or on, what is named. */
static gboolean holds_for(const struct scoped *scoped, const struct subject *subject)
{
  while (subject && subject->kind != scoped->kind)
    subject = subject->parent;
  if (!subject || !is_named(scoped, subject))
    return FALSE;
  const struct subject *cluster = scoped->cluster[0] ? subject_cluster(subject) : NULL;
  return !scoped->cluster[0] || (cluster && strcmp(cluster->name, scoped->cluster) == 0);
}

/* From the least specific to the most. */
static const enum subject_kind order[] = {SUBJECT_CLUSTER, SUBJECT_HOST, SUBJECT_DEVICE, SUBJECT_GUEST};

/* Calls for each value that holds for the subject, in their order. */
static void each_value(const struct policy *policy, const struct subject *subject,
                       void (*take)(guint nth, const struct scoped *scoped, gpointer user), gpointer user)
{
  for (guint level = 0; level < G_N_ELEMENTS(order); level++)
    for (guint i = 0; i < policy->scoped->len; i++) {
      const struct scoped *scoped = policy->scoped->pdata[i];
      if (scoped->kind == order[level] && holds_for(scoped, subject))
        take(i, scoped, user);
    }
}

static void add_number(guint nth, const struct scoped *scoped, gpointer user)
{
  (void)scoped;
  g_string_append_printf(user, "%u ", nth);
}

static void set_value(guint nth, const struct scoped *scoped, gpointer user)
{
  (void)nth;
  setting_find(user, scoped->setting)->value = scoped->value;
}

static struct variant *variant_new(struct policy *policy, const struct subject *subject)
{
  struct variant *variant = g_new(struct variant, 1);
  *variant = (struct variant){.settings = g_ptr_array_new_with_free_func((GDestroyNotify)setting_free),
                              .set_ref = LUA_NOREF};
  for (guint i = 0; i < policy->settings->len; i++)
    g_ptr_array_add(variant->settings, setting_copy(policy->settings->pdata[i]));
  each_value(policy, subject, set_value, variant->settings);
  policy_make_set(policy, variant);
  return variant;
}

const struct variant *policy_variant(struct policy *policy, const struct subject *subject)
{
  g_autoptr(GString) combination = g_string_new("");
  each_value(policy, subject, add_number, combination);
  struct variant *variant = g_hash_table_lookup(policy->variants, combination->str);
  if (!variant) {
    variant = variant_new(policy, subject);
    g_hash_table_insert(policy->variants, g_strdup(combination->str), variant);
  }
  return variant;
}

static void forget_variant(gpointer key, gpointer value, gpointer user)
{
  (void)key;
  (void)user;
  ((struct standing *)value)->variant = NULL;
}

void policy_forget_variants(struct policy *policy, gboolean values)
{
  g_hash_table_foreach(policy->standings, forget_variant, NULL);
  if (!values)
    return;
  policy_drop_sets(policy);
  g_hash_table_remove_all(policy->variants);
  g_ptr_array_set_size(policy->scoped, 0);
}
