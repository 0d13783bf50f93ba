#pragma once
/*
 * pack.yaml: what a pack says of itself, what it may do (capabilities.h), the SNMP objects it brings
 * (pack_tables.h) and what traps mean (pack_traps.h). But for these it is one flat map of texts, so that nothing in it can grow; unknown keys are refused.
 * The one reader of the core and of provost-policy. Blocking: reads files.
 */
#include "config/capabilities.h"
#include "config/pack_traps.h"

#define MANIFEST_FILE "pack.yaml"
#define MANIFEST_MAX 65536 /* bytes of the file */
#define PACKS_MAX 256      /* packs in one folder */

struct manifest {
  char *name, *version, *vendor, *description; /* the last two may be "" */
  GPtrArray *traps;  /* struct pack_trap; empty where one of them is wrong */
  GPtrArray *tables; /* struct pack_table; empty where one of them is wrong */
  struct capabilities *capabilities;
  GPtrArray *faults; /* char *: what is wrong with either */
  struct yaml_node *root;
  char *path;
};

/* The packs in a folder, by name; the folder itself where it is one. Paths; caller unrefs. */
GPtrArray *packs_in(const char *folder);

/* Why there are none: "PATH: there is no such folder", "PATH: is a file: ..."; caller frees. */
char *packs_none_text(const char *path);

/* The manifest of the pack in `folder`, or NULL with at least one sentence (char *) added to `errors`:
 * "FOLDER/pack.yaml:LINE:COLUMN: ...", or without a place where the file as a whole cannot be used. What is wrong
 * with its capabilities or SNMP objects is in `faults`, in the same form. */
struct manifest *manifest_load(const char *folder, GPtrArray *errors);

/* Puts the pack's classes and metrics into the catalogue, once in a process: all of them or, where one is refused or
 * was at fault before, none. */
void manifest_declare(struct manifest *manifest);

/* The same for a newer version of a pack whose SNMP objects were declared: they must not have changed, or the pack is at
 * fault. */
void manifest_declare_again(struct manifest *manifest, const struct manifest *former);

/* For a pack that is only tried beside `running`, NULL where none of its name runs: what it brings must be what that has,
 * or it is at fault. */
void manifest_adopt(struct manifest *manifest, const struct manifest *running);

void manifest_free(struct manifest *manifest);
