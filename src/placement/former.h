#pragma once
/*
 * Looking things up in a snapshot, and the shorthand of the two planners. Private to placement/.
 */
#include "placement/placement.h"

const struct former_host *former_find_host(const struct former_snapshot *snapshot, const char *name);
const struct former_guest *former_find_guest(const struct former_snapshot *snapshot, const char *uuid);
