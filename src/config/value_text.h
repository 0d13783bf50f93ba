#pragma once
/*
 * From a field back to the value as it is written in the file. Each type of the schema has one writer. Private to
 * config/.
 */
#include "config/schema.h"

/* The value of `option` in the struct `owner`, exactly: two that differ are written differently. NULL where the key is
 * not set. Never for what option_is_secret, nor for maps and lists of maps, which have no field. Caller frees. */
char *value_text(const struct option *option, gconstpointer owner);

gboolean option_is_secret(const struct option *option);

/* Whether both structs have the same value. */
gboolean values_equal(const struct option *option, gconstpointer a, gconstpointer b);

/* Whether the struct has one that is not the default. */
gboolean value_is_given(const struct option *option, gconstpointer owner);
