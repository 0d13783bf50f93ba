#include "model/automation.h"

#include "model/names.h"

static const char *const automation_names[AUTOMATION_LEVELS] = {
    [AUTOMATION_OFF] = "off",
    [AUTOMATION_ADVISE] = "advise",
    [AUTOMATION_APPLY] = "apply",
};

const char *automation_level_name(enum automation_level level)
{
  return name_of(automation_names, AUTOMATION_LEVELS, level);
}

gboolean automation_level_parse(const char *name, enum automation_level *level)
{
  return name_find(automation_names, AUTOMATION_LEVELS, name, level);
}

void automation_terms_copy(struct automation_terms *copy, const struct automation_terms *terms)
{
  *copy = *terms;
  copy->level = g_strdup(terms->level);
  copy->min_severity = g_strdup(terms->min_severity);
  copy->windows = terms->windows ? g_ptr_array_new_with_free_func(g_free) : NULL;
  for (guint i = 0; terms->windows && i < terms->windows->len; i++)
    g_ptr_array_add(copy->windows, g_strdup(terms->windows->pdata[i]));
}

void automation_terms_clear(struct automation_terms *terms)
{
  g_free(terms->level);
  g_free(terms->min_severity);
  g_clear_pointer(&terms->windows, g_ptr_array_unref);
  *terms = (struct automation_terms){0};
}

static void terms_free(gpointer data)
{
  automation_terms_clear(data);
  g_free(data);
}

struct automation_rules *automation_rules_new(const char *timezone)
{
  struct automation_rules *rules = g_new0(struct automation_rules, 1);
  rules->policies = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, terms_free);
  rules->zone = timezone ? g_time_zone_new_identifier(timezone) : NULL;
  if (!rules->zone)
    rules->zone = g_time_zone_new_local();
  return rules;
}

void automation_rules_free(struct automation_rules *rules)
{
  if (!rules)
    return;
  automation_terms_clear(&rules->terms);
  g_hash_table_unref(rules->policies);
  g_time_zone_unref(rules->zone);
  g_free(rules);
}

void automation_rules_add_policy(struct automation_rules *rules, const char *policy, const struct automation_terms *terms)
{
  struct automation_terms *copy = g_new(struct automation_terms, 1);
  automation_terms_copy(copy, terms);
  g_hash_table_insert(rules->policies, g_strdup(policy), copy);
}
