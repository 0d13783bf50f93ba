#pragma once
/*
 * What in a file means something else in it by its name: the hosts of a device, of a rule, of a licence, and the licences of a
 * guest. Private to config/.
 */
#include "config/config.h"
#include "config/yaml_tree.h"

/* Adds a problem for each name in the tree `root` that none of the keys of `hosts`, and nothing in `config`, has. A pattern or a
 * label may come to mean something later. */
void references_check(const struct config *config, GHashTable *hosts, const struct yaml_node *root, GPtrArray *problems);
