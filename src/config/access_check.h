#pragma once
/*
 * Whether the keys of `api` go together, and what its groups are on this machine. Private to config/. Blocks: asks the system's
 * group database.
 */
#include "config/config.h"
#include "config/yaml_tree.h"

/* Adds a sentence for each thing wrong with `api` in the tree. */
void access_check(const struct config *config, const struct yaml_node *root, GPtrArray *problems);

/* Finds the groups. Each that is not there is warned of: it may come later, or this is not the machine that the file is for. */
void access_find_groups(struct config *config);
