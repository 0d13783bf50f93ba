#pragma once
/*
 * Looking things up in a snapshot, and the shorthand of the two planners. Private to placement/.
 */
#include "placement/placement.h"

const struct placement_host *snapshot_host(const struct placement_snapshot *snapshot, const char *name);
const struct placement_guest *snapshot_guest(const struct placement_snapshot *snapshot, const char *uuid);
