#include "placement/company.h"
#include "placement/rules_state.h"

gboolean rule_binds(const struct rule *rule)
{
  return rule->is_hard && (rule->kind == RULE_AFFINITY || rule->kind == RULE_GROUP);
}

static void add_like(const struct arrangement *arrangement, const struct compiled *compiled, guint host, GArray *company)
{
  for (guint i = 0; i < compiled->members->len; i++) {
    guint other = g_array_index(compiled->members, guint, i);
    if (arrangement_host_of(arrangement, other) == host && !company_has(company, other))
      g_array_append_val(company, other);
  }
}

void rules_company(const struct arrangement *arrangement, guint guest, GArray *company)
{
  const struct rules *rules = snapshot_rules(arrangement_snapshot(arrangement));
  guint host = arrangement_host_of(arrangement, guest);
  g_array_set_size(company, 0);
  g_array_append_val(company, guest);
  for (guint i = 0; rules && host != NOWHERE && i < company->len; i++) {
    const GArray *of = rules->of[g_array_index(company, guint, i)];
    for (guint r = 0; of && r < of->len; r++) {
      const struct compiled *compiled = rules_compiled(rules, g_array_index(of, guint, r));
      if (rule_binds(compiled->rule))
        add_like(arrangement, compiled, host, company);
    }
  }
}
