#pragma once
/*
 * From the tree of a file to struct config, led by the schema: every key is looked up there, what
 * is not there is a problem. Private to config/.
 */
#include "config/config.h"
#include "config/yaml_tree.h"

/* Fills `config`, which has its arrays and nothing else. `root` may be NULL: an empty file. What is
 * wrong is added to `problems` (problems.h). TRUE if a secret stands in the file itself. Reads the
 * files named by community_file. */
gboolean config_walk(struct config *config, const struct yaml_node *root, GPtrArray *problems);

/* The same of what stands under `keys` (NULL-terminated) of another file's root; `hosts` has the names of all hosts as keys. */
void config_walk_part(struct config *config, const struct yaml_node *root, const char *const *keys, GHashTable *hosts,
                      GPtrArray *problems);
