#include "daemon/policy_json.h"

#include "daemon/canary_json.h"
#include "daemon/declared_settings.h"
#include "daemon/unjudged_json.h"
#include "json/fields.h"
#include "wire/policy_row.h"

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
  const struct declared_policy *of = g_hash_table_lookup(declared, policy);
  const GPtrArray *settings = of ? of->settings : NULL;
  for (guint i = 0; settings && i < settings->len; i++) {
    const struct setting *setting = settings->pdata[i];
    json_array_append_new(list, json_pack("{s:s, s:s, s:o, s:o, s:o}", "name", setting->name, "unit", setting->unit,
                                          "default", bound_to_json(setting, setting->standard), "min",
                                          bound_to_json(setting, setting->min), "max",
                                          bound_to_json(setting, setting->max)));
  }
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
                   capabilities->has_metrics ? strings_to_json(capabilities->metrics) : json_null(), "own_metrics",
                   strings_to_json(capabilities->own), "remedies", remedies);
}

/* What was measured of its actions: how many were effective ... */
static json_t *verdicts_to_json(const guint *counts)
{
  json_t *json = json_object();
  for (enum verdict verdict = VERDICT_EFFECTIVE; verdict < VERDICTS; verdict++)
    json_object_set_new(json, verdict_name(verdict), json_integer(counts[verdict]));
  return json;
}

static json_t *row_to_json(struct core *core, GVariant *policies, gsize i)
{
  struct policy_row row;
  policy_row_read(policies, i, &row);
  g_autoptr(GVariant) needs = policy_row_needs(policies, i);
  g_autoptr(GVariant) causes = policy_row_symptom_of(policies, i);
  g_autofree const char **symptom_of = g_variant_get_strv(causes, NULL);
  g_autoptr(GVariant) betters = policy_row_superseded_by(policies, i);
  g_autofree const char **superseded_by = g_variant_get_strv(betters, NULL);
  g_autofree char *folder = g_path_get_dirname(row.file);
  const char *refusal = policies_refusal(core->policies, folder);
  g_autofree char *canary = canary_version(core, row.name);
  return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:o, s:o, s:o, s:o, s:o}", "name", row.name, "pack", row.pack,
                   "version", row.version, "title", row.title, "file", row.file, "subject",
                   row.subject < SUBJECT_KINDS ? subject_kind_name(row.subject) : "unknown", "state",
                   policy_state_name(row.state), "reason", row.reason, "newer_refused", refusal ? refusal : "", "canary",
                   canary, "every_sec", (int)row.every_sec, "needs", needs_to_json(needs), "symptom_of",
                   strings_to_json((char *const *)symptom_of), "superseded_by",
                   strings_to_json((char *const *)superseded_by), "capabilities",
                   capabilities_to_json(policies_capabilities(core->policies, row.pack)), "verdicts",
                   verdicts_to_json(verdict_book_counts(pipeline_verdicts(core->pipeline), row.name)));
}

json_t *policies_to_json(struct core *core, const struct serve_page *page)
{
  json_t *list = json_array();
  GVariant *policies = pipeline_policies(core->pipeline);
  gsize rows = policy_rows(policies);
  for (gsize i = page->from; i < rows && i - page->from < page->limit; i++)
    json_array_append_new(list, row_to_json(core, policies, i));
  return json_pack("{s:o, s:o}", "policies", list, "next", serve_page_next(page, (guint)rows));
}

json_t *policy_to_json(struct core *core, const char *name)
{
  GVariant *policies = pipeline_policies(core->pipeline);
  gsize i;
  if (!policy_row_find(policies, name, &i))
    return NULL;
  json_t *json = row_to_json(core, policies, i);
  json_object_set_new(json, "settings", settings_to_json(core, name));
  json_object_set_new(json, "overrides", overrides_to_json(core, name));
  json_object_set_new(json, "no_judgement", unjudged_to_json(core, name));
  return json;
}
