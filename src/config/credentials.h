#pragma once
/*
 * Whether the keys of one SNMP agent go together: a community or a user, each secret from one place, and
 * the security level that follows from what is given. Private to config/.
 */
#include "config/config.h"
#include "config/yaml_tree.h"

#define SNMP_PASSPHRASE_MIN 8 /* bytes (RFC 3414, 11.2) */

/* Adds a sentence for each thing wrong with `snmp`, the map that filled `agent`. Whether a secret is
 * written in it. */
gboolean credentials_check(const struct config_agent *agent, const struct yaml_node *snmp,
                           GPtrArray *problems);
