#pragma once
/*
 * pack.yaml: what a pack says of itself. One flat mapping of texts; read with libyaml's event interface,
 * which is this file's only use of it. Anchors, aliases, tags, nesting, duplicate and unknown keys are
 * refused, so nothing in it can grow. Blocking: reads the file.
 */
#include <glib.h>

#define MANIFEST_FILE "pack.yaml"
#define MANIFEST_MAX 65536 /* bytes of the file */

struct manifest {
  char *name, *version, *vendor, *description; /* the last two may be "" */
};

/* The manifest of the pack in `folder`, or NULL with a sentence "FOLDER/pack.yaml:LINE:COLUMN: ...". */
struct manifest *manifest_load(const char *folder, GError **error);
void manifest_free(struct manifest *manifest);
