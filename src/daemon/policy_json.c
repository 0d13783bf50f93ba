#include "daemon/policy_json.h"

#include "config/check_settings.h"
#include "daemon/canary_json.h"

#include <math.h>
#include <string.h>

static json_t *needs_to_json(GVariant *needs)
{
  json_t *spans = json_object();
  gsize count = g_variant_n_children(needs);
  for (gsize i = 0; i < count; i++) {
    guint16 metric;
    guint span_sec;
    g_variant_get_child(needs, i, "(qu)", &metric, &span_sec);
    if (metric < metric_count())
      json_object_set_new(spans, metric_get(metric)->name, json_integer(span_sec));
  }
  return spans;
}

/* "lab", "h1": of whom it holds for. */
static json_t *override_to_json(const struct config_override *override)
{
  json_t *json = json_pack("{s:s, s:s, s:i}", "setting", override->setting, "value", override->value, "line",
                           (int)override->line);
  gboolean for_all = override->kind == SUBJECT_KINDS;
  json_object_set_new(json, "kind", for_all ? json_null() : json_string(subject_kind_name(override->kind)));
  json_object_set_new(json, "name", for_all ? json_null() : json_string(override->name));
  return json;
}

static json_t *overrides_to_json(struct core *core, const char *policy)
{
  json_t *list = json_array();
  const GPtrArray *overrides = core->config->overrides;
  for (guint i = 0; i < overrides->len; i++) {
    const struct config_override *override = overrides->pdata[i];
    if (strcmp(override->policy, policy) == 0)
      json_array_append_new(list, override_to_json(override));
  }
  return list;
}

static json_t *bound_to_json(const struct setting *setting, double bound)
{
  struct setting at = *setting;
  at.value = bound;
  g_autofree char *text = isfinite(bound) ? setting_text(&at) : NULL;
  return text ? json_string(text) : json_null();
}

static json_t *settings_to_json(struct core *core, const char *policy)
{
  json_t *list = json_array();
  g_autoptr(GHashTable) declared = declared_settings(pipeline_policies(core->pipeline), pipeline_settings(core->pipeline));
  const GPtrArray *settings = g_hash_table_lookup(declared, policy);
  for (guint i = 0; settings && i < settings->len; i++) {
    const struct setting *setting = settings->pdata[i];
    json_array_append_new(list, json_pack("{s:s, s:s, s:o, s:o, s:o}", "name", setting->name, "unit", setting->unit,
                                          "default", bound_to_json(setting, setting->standard), "min",
                                          bound_to_json(setting, setting->min), "max",
                                          bound_to_json(setting, setting->max)));
  }
  return list;
}

static json_t *names_to_json(char **names)
{
  json_t *list = json_array();
  for (; *names; names++)
    json_array_append_new(list, json_string(*names));
  return list;
}

/* NULL: its pack is not there any more. */
static json_t *capabilities_to_json(const struct capabilities *capabilities)
{
  if (!capabilities)
    return json_null();
  json_t *remedies = json_array();
  for (enum remedy_kind kind = 0; kind < REMEDY_KINDS; kind++)
    if (capabilities_have_remedy(capabilities, kind))
      json_array_append_new(remedies, json_string(remedy_kind_name(kind)));
  return json_pack("{s:o, s:o, s:o}", "metrics",
                   capabilities->has_metrics ? names_to_json(capabilities->metrics) : json_null(), "own_metrics",
                   names_to_json(capabilities->own), "remedies", remedies);
}

static json_t *row_to_json(struct core *core, GVariant *policy)
{
  const char *name, *pack, *version, *title, *file, *reason;
  guchar subject, state;
  guint every_sec;
  g_autoptr(GVariant) needs = NULL;
  g_variant_get(policy, "(&s&s&s&s&syy&su@a(qu)a(sss))", &name, &pack, &version, &title, &file, &subject, &state,
                &reason, &every_sec, &needs, NULL);
  g_autofree char *folder = g_path_get_dirname(file);
  const char *refusal = policies_refusal(core->policies, folder);
  g_autofree char *canary = canary_version(core, name);
  return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:o, s:o}", "name", name, "pack", pack, "version",
                   version, "title", title, "file", file, "subject",
                   subject < SUBJECT_KINDS ? subject_kind_name(subject) : "unknown", "state",
                   policy_state_name(state), "reason", reason, "newer_refused", refusal ? refusal : "", "canary",
                   canary, "every_sec", (int)every_sec, "needs", needs_to_json(needs), "capabilities",
                   capabilities_to_json(policies_capabilities(core->policies, pack)));
}

json_t *policies_to_json(struct core *core)
{
  json_t *list = json_array();
  GVariant *policies = pipeline_policies(core->pipeline);
  gsize count = policies ? g_variant_n_children(policies) : 0;
  for (gsize i = 0; i < count; i++) {
    g_autoptr(GVariant) policy = g_variant_get_child_value(policies, i);
    json_array_append_new(list, row_to_json(core, policy));
  }
  return json_pack("{s:o, s:n}", "policies", list, "next");
}

json_t *policy_to_json(struct core *core, const char *name)
{
  GVariant *policies = pipeline_policies(core->pipeline);
  gsize count = policies ? g_variant_n_children(policies) : 0;
  for (gsize i = 0; i < count; i++) {
    const char *each;
    g_autoptr(GVariant) policy = g_variant_get_child_value(policies, i);
    g_variant_get_child(policy, 0, "&s", &each);
    if (strcmp(each, name) != 0)
      continue;
    json_t *json = row_to_json(core, policy);
    json_object_set_new(json, "settings", settings_to_json(core, name));
    json_object_set_new(json, "overrides", overrides_to_json(core, name));
    return json;
  }
  return NULL;
}
