#include "model/rule.h"

#include "model/names.h"
#include "model/object.h"

#include <string.h>

static const char *const kind_names[RULE_KINDS] = {
    [RULE_AFFINITY] = "affinity", [RULE_ANTI_AFFINITY] = "anti-affinity", [RULE_PIN] = "pin",
    [RULE_OWNERS] = "owners",     [RULE_GROUP] = "group",                 [RULE_IGNORE] = "ignore",
};

struct rule *rule_new(const char *name, enum rule_kind kind, gboolean is_hard)
{
  struct rule *rule = g_new0(struct rule, 1);
  rule->name = g_strdup(name);
  rule->kind = kind;
  rule->is_hard = is_hard;
  rule->guests = g_ptr_array_new_with_free_func(g_free);
  rule->hosts = g_ptr_array_new_with_free_func(g_free);
  return rule;
}

struct rule *rule_copy(const struct rule *rule)
{
  struct rule *copy = rule_new(rule->name, rule->kind, rule->is_hard);
  for (guint i = 0; i < rule->guests->len; i++)
    g_ptr_array_add(copy->guests, g_strdup(rule->guests->pdata[i]));
  for (guint i = 0; i < rule->hosts->len; i++)
    g_ptr_array_add(copy->hosts, g_strdup(rule->hosts->pdata[i]));
  return copy;
}

void rule_free(struct rule *rule)
{
  g_free(rule->name);
  g_ptr_array_unref(rule->guests);
  g_ptr_array_unref(rule->hosts);
  g_free(rule);
}

const char *rule_kind_name(enum rule_kind kind)
{
  return name_of(kind_names, RULE_KINDS, kind);
}

gboolean rule_kind_parse(const char *name, enum rule_kind *kind)
{
  return name_find(kind_names, RULE_KINDS, name, kind);
}

gboolean rule_kind_has_hosts(enum rule_kind kind)
{
  return kind == RULE_PIN || kind == RULE_OWNERS;
}

/* Most are no patterns, and making one costs more than comparing. */
static gboolean matches(const char *selector, const char *text)
{
  return strpbrk(selector, "*?") ? g_pattern_match_simple(selector, text) : g_str_equal(selector, text);
}

gboolean selector_means(const char *selector, const char *name, const char *uuid, const char *const *labels)
{
  if (strchr(selector, '=')) {
    for (; labels && *labels; labels++)
      if (matches(selector, *labels))
        return TRUE;
    return FALSE;
  }
  if (uuid && g_ascii_strcasecmp(selector, uuid) == 0)
    return TRUE;
  return matches(selector, name);
}

gboolean selector_is_valid(const char *selector)
{
  g_auto(GStrv) parts = g_strsplit(selector, "=", 2);
  for (guint i = 0; parts[i]; i++) {
    g_strdelimit(parts[i], "*?", 'x');
    if (!name_is_valid(parts[i]))
      return FALSE;
  }
  return parts[0] != NULL;
}
