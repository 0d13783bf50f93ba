#pragma once
/*
 * A guest that is not there yet, as placement sees it. Private to placement/.
 */
#include "model/plan_question.h"
#include "placement/snapshot.h"

/* Adds it as the guest PLACEMENT_NEW_GUEST, on no host; before sealing, after all others. What the profile does not say is taken
 * from the guest that it is to be like, with its measured load; nothing of that one's past or of its place. */
#define PLACEMENT_NEW_GUEST "new"
void snapshot_add_new_guest(struct placement_snapshot *snapshot, const struct guest_profile *profile);
