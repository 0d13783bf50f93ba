#pragma once
/*
 * Tips about policies that were suspended since they failed repeatedly. No policy finds that: such a tip is of
 * "suspended:POLICY", which is no name that a pack can use, and about the first cluster, since what nobody judges any more
 * is the whole fleet. It says the cause, and clears when the policy may run again.
 */
#include "model/fleet.h"
#include "tips/tipbook.h"

/* Raises what is missing; `policies` is a POLICIES body. */
void suspensions_tell(struct tipbook *tips, const struct fleet *fleet, GVariant *policies);

gboolean suspension_is(const struct tip *tip);

/* Whether the policy of such a tip is not suspended any more; says so (caller frees), else NULL. */
char *suspension_is_over(const struct tip *tip, GVariant *policies);
