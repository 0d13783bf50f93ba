#include "daemon/unjudged_json.h"

#include <string.h>

static json_t *named_to_json(struct core *core, GVariant *named)
{
  json_t *list = json_array();
  GVariantIter iter;
  const char *subject;
  g_variant_iter_init(&iter, named);
  while (g_variant_iter_next(&iter, "&s", &subject))
    json_array_append_new(list, json_pack("{s:s, s:s}", "subject", subject, "subject_name",
                                          fleet_subject_name(core->fleet, subject)));
  return list;
}

static json_t *reasons_to_json(struct core *core, GVariant *reasons)
{
  json_t *list = json_array();
  for (gsize i = 0; i < g_variant_n_children(reasons); i++) {
    const char *reason;
    guint subjects;
    g_autoptr(GVariant) named = NULL;
    g_variant_get_child(reasons, i, "(&su@as)", &reason, &subjects, &named);
    json_array_append_new(list, json_pack("{s:s, s:i, s:o}", "reason", reason, "subjects", (int)subjects, "named",
                                          named_to_json(core, named)));
  }
  return list;
}

json_t *unjudged_to_json(struct core *core, const char *policy)
{
  GVariant *body = policies_unjudged(core->policies);
  for (gsize i = 0; body && i < g_variant_n_children(body); i++) {
    const char *name;
    guint evaluated, subjects;
    g_autoptr(GVariant) reasons = NULL;
    g_variant_get_child(body, i, "(&suu@a(suas))", &name, &evaluated, &subjects, &reasons);
    if (strcmp(name, policy) == 0)
      return json_pack("{s:i, s:i, s:o}", "evaluated", (int)evaluated, "subjects", (int)subjects, "reasons",
                       reasons_to_json(core, reasons));
  }
  return json_null();
}
