#pragma once
/*
 * pack.yaml: what a pack says of itself. One flat map of texts (config/yaml_tree.h), so that nothing in it
 * can grow; nesting and unknown keys are refused. Blocking: reads the file.
 */
#include <glib.h>

#define MANIFEST_FILE "pack.yaml"
#define MANIFEST_MAX 65536 /* bytes of the file */

struct manifest {
  char *name, *version, *vendor, *description; /* the last two may be "" */
};

/* The manifest of the pack in `folder`, or NULL with at least one sentence (char *) added to `errors`:
 * "FOLDER/pack.yaml:LINE:COLUMN: ...", or without a place where the file as a whole cannot be used. */
struct manifest *manifest_load(const char *folder, GPtrArray *errors);
void manifest_free(struct manifest *manifest);
