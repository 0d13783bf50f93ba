#pragma once
/*
 * From a written value to the field that its option fills. Each type of the schema has one reader,
 * which checks the value against the row's bounds. For config/, and for keys of other files that are spelled alike.
 */
#include "config/schema.h"
#include "config/yaml_tree.h"

/* Fills the field of `option` in the struct `owner` from `node`, or adds what is wrong to
 * `problems` and leaves the field as it was. `option` is none of OPTION_MAP, _LIST and _NAMED,
 * which have no field. */
void value_read(const struct option *option, const struct yaml_node *node, gpointer owner,
                GPtrArray *problems);

/* Whether a scalar may name something; if not, a problem says what a name is. */
gboolean node_is_name(const struct yaml_node *node, GPtrArray *problems);

/* Whether `node`, the value of `key`, is a list or map as it must be; if not, a problem says so. */
gboolean node_is(const struct yaml_node *node, enum yaml_kind kind, const char *key,
                 GPtrArray *problems);
