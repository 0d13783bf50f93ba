#pragma once
/*
 * Whether the keys of `traps` go together: where they are listened for, and who may send them. Private to config/.
 */
#include "config/config.h"
#include "config/yaml_tree.h"

/* Each adds a sentence for each thing wrong: with one entry of traps.sources, the map `node`; with the rest of `traps`. */
void trap_source_check(const struct config_trap_source *source, const struct yaml_node *node, GPtrArray *problems);
void traps_check(const struct config *config, const struct yaml_node *root, GPtrArray *problems);
