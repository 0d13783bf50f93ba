#pragma once
/* Whom alerts mean, as the configuration has it: its rules, and the addresses that stand anywhere in it. */
#include "config/config.h"
#include "model/alert_map.h"

void alert_map_configure(struct alert_map *map, const struct config *config);
