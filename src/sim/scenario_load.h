#pragma once
/*
 * How the guests of a scenario get their load curves. Private to sim/. Blocks on disk only.
 */
#include "config/yaml_tree.h"
#include "sim/scenario.h"

/* Gives the guests from `first` on the curve that `node` says: a percentage, a formula, or files, whose paths begin at
 * `folder`. */
void scenario_load_read(struct scenario *scenario, guint first, const struct yaml_node *node, const char *folder,
                        GPtrArray *problems);
