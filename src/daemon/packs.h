#pragma once
/*
 * Packs as the core has them: where they are, and the SNMP objects they bring, which the core declares for
 * all roles. Main thread; reading blocks.
 */
#include "config/config.h"

/* The folders that hold packs: that of provost itself, then those of the configuration. Floating, "as". */
GVariant *packs_folders(const struct config *config);

/* Declares what all packs bring in SNMP objects, once, before any role is configured. What is wrong is a warning
 * that names the pack, which is refused. Returns the manifests (struct manifest); caller unrefs. */
GPtrArray *packs_declare(const struct config *config);

/* The packs whose SNMP objects are refused: (folder, the first reason). Floating, "a(ss)". */
GVariant *packs_refused(const GPtrArray *manifests);

/* SNMP_TABLES of all of them. Floating. */
GVariant *packs_tables(const GPtrArray *manifests);
