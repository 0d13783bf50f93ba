#pragma once
/*
 * Whether policies take the settings that a configuration gives them. The declarations come from provost-policy, which
 * alone can read them out of packs. Pure.
 */
#include "config/config.h"
#include "config/setting.h"

/* Adds a sentence "FILE:LINE:COLUMN: ..." (char *) to `errors` for each that is wrong. `declared`: policy -> GPtrArray of
 * struct setting with their defaults; NULL for a policy that is refused, of which nothing is known. `all`: the
 * declarations are those of all policies that there will be. */
void config_check_settings(const struct config *config, GHashTable *declared, gboolean all, GPtrArray *errors);
