#include "daemon/doctor.h"

#define RELOAD "mend the pack, then: provost policy reload"

void doctor_policy(json_t *findings, const char *name, enum policy_state state, const char *reason)
{
  static const struct {
    enum health health;
    const char *remedy;
  } advice[POLICY_STATES] = {
      [POLICY_ACTIVE] = {HEALTH_TROUBLE, RELOAD},
      [POLICY_REFUSED] = {HEALTH_TROUBLE, "provost policy check PACK says more; " RELOAD},
      [POLICY_SUSPENDED] = {HEALTH_TROUBLE, RELOAD "; provost policy enable NAME lets it run as it is"},
      [POLICY_DISABLED] = {HEALTH_WARNING, "provost policy enable NAME lets it run again"}, /* who did knows what he does */
  };
  if (state < POLICY_STATES && (state != POLICY_ACTIVE || *reason))
    doctor_add(findings, &(struct examined){name, "policy", advice[state].health, advice[state].remedy}, "it is %s: %s",
               policy_state_name(state), reason);
}
