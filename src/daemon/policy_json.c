#include "daemon/policy_json.h"

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
  return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:o}", "name", name, "pack", pack, "version",
                   version, "title", title, "file", file, "subject",
                   subject < SUBJECT_KINDS ? subject_kind_name(subject) : "unknown", "state",
                   policy_state_name(state), "reason", reason, "newer_refused", refusal ? refusal : "", "every_sec",
                   (int)every_sec, "needs", needs_to_json(needs));
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
    if (strcmp(each, name) == 0)
      return row_to_json(core, policy);
  }
  return NULL;
}
