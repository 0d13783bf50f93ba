#pragma once
/*
 * The fleet as placement sees it, made on the core's thread; what is made is immutable and may go to a worker.
 */
#include "model/fleet.h"
#include "model/plan_question.h"
#include "placement/snapshot.h"

/* Sealed; to be freed. Of a question (may be NULL) counts its goal, and its profile where it is about a new guest: that is then
 * the guest PLACEMENT_NEW_GUEST, on no host. */
#define PLACEMENT_NEW_GUEST "new"
struct placement_snapshot *snapshot_from_fleet(const struct fleet *fleet, const struct plan_question *question);
