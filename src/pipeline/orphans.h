#pragma once
/*
 * Tips that nothing looks after any more: their guest or service is gone, their host, device or cluster is not
 * configured any more, their policy does not run, or what provostd itself told of (a file put aside, a
 * suspension, deaths of the policy engine) is over. No finding will ever clear them,
 * so they are cleared here. Core's thread, never blocks.
 */
#include "pipeline/deaths.h"
#include "tips/tipbook.h"

/* A guest that is not seen is gone only when every libvirt host has answered for so long: each tells its whole
 * list of guests at least every 30 s. */
#define ORPHAN_SURE_SEC 60
#define ORPHAN_SERVICE_SEC 900 /* Nagios has checked everything again */

/* `policies` is the last POLICIES body. Tips that are being acted upon are left alone; those dismissed about what is gone hold back
 * no more. */
void orphans_clear(struct tipbook *tips, const struct fleet *fleet, GVariant *policies, const struct deaths *deaths);
