#pragma once
/*
 * A pack on disk: a folder with pack.yaml, one policy per *.lua file, and tests in tests/. Blocking: reads
 * files.
 */
#include "policy/policy.h"

#define PACK_FILES_MAX 256 /* policies of one pack */

/* The paths of FOLDER/[SUBFOLDER/]*SUFFIX, sorted, at most PACK_FILES_MAX. Caller unrefs. */
GPtrArray *pack_files(const char *folder, const char *subfolder, const char *suffix);

/* Declares the SNMP objects that the pack brings, before it is loaded, for programs without a core that does so. What
 * is wrong with them is added to `errors`. FALSE: it brings none. */
gboolean pack_declare(const char *folder, GPtrArray *errors);

struct pack_source {
  const char *folder;
  const char *only;  /* NULL, or just that file of the pack */
  const char *fault; /* NULL, or why the pack is refused: said elsewhere, and the reason of each policy */
};

/* Loads every policy of the pack and adds it to `policies` (struct policy), good or refused. What is wrong
 * is added to `errors` (char *) as "PATH:LINE: sentence". */
void pack_load(const struct pack_source *source, struct deadline *deadline, GPtrArray *policies, GPtrArray *errors);
