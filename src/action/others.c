#include "action/others.h"

char *others_forbid(const struct fleet *fleet, const char *from, const char *to)
{
  char *refusal = fleet_claim_refusal(fleet, from);
  return refusal || !to ? refusal : fleet_claim_refusal(fleet, to);
}

char *others_forbid_to_go_on(const struct fleet *fleet, const char *host)
{
  const struct host *known = fleet_host(fleet, host);
  return known && fleet_claim(fleet, known) == CLAIM_OTHER ? fleet_claim_refusal(fleet, host) : NULL;
}
