#pragma once
/*
 * The fleet as placement sees it, made on the core's thread; what is made is immutable and may go to a worker.
 */
#include "model/fleet.h"
#include "model/plan_question.h"
#include "placement/snapshot.h"

/* Sealed; to be freed. Of a question (may be NULL) count its goal, weights and excluded hosts, and its profile
 * (placement/new_guest.h). */
struct placement_snapshot *snapshot_from_fleet(const struct fleet *fleet, const struct plan_question *question);
