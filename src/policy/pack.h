#pragma once
/*
 * From the text of a pack (config/pack_text.h) to its policies. Runs what the files say, in sandboxes; only
 * pack_declare reads files.
 */
#include "policy/policy.h"

/* Declares the SNMP objects that the pack brings, before it is loaded, for programs without a core that does so. What
 * is wrong with them is added to `errors`. FALSE: it brings none. */
gboolean pack_declare(const char *folder, GPtrArray *errors);

/* Loads every policy of the pack, or with `only` just that file of it, and adds it to `policies` (struct policy), good
 * or refused. What is wrong in the files is added to `errors` (char *) as "PATH:LINE: sentence", unless the pack is
 * refused as a whole: it may come from that. */
void pack_load(const struct pack_text *pack, const char *only, struct deadline *deadline, GPtrArray *policies,
               GPtrArray *errors);
