#pragma once
/*
 * Packs as the core has them: what stands in their folders, and the SNMP objects they bring, which the core declares
 * for all roles. Main thread; reading blocks.
 */
#include "config/config.h"
#include "config/pack_text.h"

struct pack {
  struct manifest *manifest; /* NULL where it cannot be used */
  struct pack_text *text;
  gboolean is_canary; /* only tried, beside the one of that name that runs */
};

/* An empty array of struct pack. Those of several arrays are shared, by reference count. */
GPtrArray *packs_new(void);

/* The folders that hold packs, in the order in which they count: that of provost itself, then those of the
 * configuration. Caller unrefs. */
GPtrArray *packs_folders(const struct config *config);

/* Reads the packs in these folders and declares what they bring in SNMP objects. What is wrong is a warning that names the
 * pack, which is refused. `declared` (packs_new) remembers the packs that have declared something: newer versions of
 * them must bring the same. A pack of a name that one before it has is left out. An array of struct pack; caller unrefs. */
GPtrArray *packs_load(const GPtrArray *folders, GPtrArray *declared);

/* Adds the packs in these folders that are only tried, behind all others. They declare nothing: SNMP objects that they
 * bring must be those of the running pack of the same name, or they are refused. */
void packs_add_canaries(GPtrArray *packs, const GPtrArray *folders);

/* The pack in that folder, or NULL; the one that runs before one that is tried. */
struct pack *packs_find(const GPtrArray *packs, const char *folder);

/* The first of that name that runs and can be used, or NULL. */
const struct pack *packs_named(const GPtrArray *packs, const char *name);

/* What a trap means to the first of those that run that knows it. FALSE: none does. */
gboolean packs_find_trap(const GPtrArray *packs, const char *oid, struct trap_meaning *meaning);

/* SNMP_TABLES of all that run. Floating. */
GVariant *packs_tables(const GPtrArray *packs);
