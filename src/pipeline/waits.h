#pragma once
/*
 * Why automation leaves a tip to people for now: another provost manages the host that it is about, or its guest's; or
 * somebody else has just acted on the guest.
 */
#include "model/fleet.h"
#include "model/tip.h"

/* In a sentence; NULL: nothing keeps it. Caller frees. */
char *waits_why(const struct fleet *fleet, const struct tip *tip);
