/* Rules that can never hold, mean nobody, or are broken. */
#include "daemon/doctor.h"

#include "placement/rules.h"

static void examine_rule(json_t *findings, const struct arrangement *arrangement, guint rule)
{
  const struct rules *rules = snapshot_rules(arrangement_snapshot(arrangement));
  const char *name = rules_get(rules, rule)->name;
  g_autofree char *problem = rules_problem(rules, rule);
  guint n_guests = rules_n_guests(rules, rule), n_broken = rules_n_broken(arrangement, rule);
  if (problem)
    doctor_add(findings, &(struct examined){name, "rule", HEALTH_TROUBLE, "change the rule or the other, then: provost reload"},
               "it can never hold: %s", problem);
  else if (n_guests == 0)
    doctor_add(findings, &(struct examined){name, "rule", HEALTH_WARNING, "see to its guests, unless they are still to come"},
               "it means no guest that is known");
  else if (n_broken > 0)
    doctor_add(findings, &(struct examined){name, "rule", HEALTH_WARNING, "see: provost plan rules"},
               "%u of its %u guests break it where they are", n_broken, n_guests);
  else
    doctor_add(findings, &(struct examined){name, "rule", HEALTH_OK, NULL}, "its guests (%u) keep it", n_guests);
}

void doctor_rules(json_t *findings, const struct placement_snapshot *snapshot)
{
  if (!snapshot_rules(snapshot))
    return;
  struct arrangement *arrangement = arrangement_new(snapshot);
  for (guint r = 0; r < rules_n(snapshot_rules(snapshot)); r++)
    examine_rule(findings, arrangement, r);
  arrangement_free(arrangement);
}
