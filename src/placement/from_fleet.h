#pragma once
/*
 * The fleet as placement sees it, made on the core's thread; what is made is immutable and may go to a worker.
 */
#include "model/fleet.h"
#include "placement/snapshot.h"

struct placement_snapshot *snapshot_from_fleet(const struct fleet *fleet); /* sealed; to be freed */
