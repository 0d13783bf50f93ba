#pragma once
/*
 * The tip of provostd itself that says which hosts another provost manages: of the policy POLICY_OWNERSHIP, which no pack may
 * use, about the first cluster. Here nothing is done on them (model/claim.h). It clears when no host is another's any more.
 */
#include "model/fleet.h"
#include "tips/tipbook.h"

/* Raises it, or says it anew where the hosts or the other are not the same any more. */
void ownership_tell(struct tipbook *tips, const struct fleet *fleet);

/* Whether such a tip is over; says so (caller frees), else NULL. */
char *ownership_is_over(const struct fleet *fleet);
