#pragma once
/*
 * A secret that stands in a file of its own. Such a file must be a regular one, reached without
 * following a link, closed to everybody on the machine but its owner and group, and hold one line
 * of text. Blocks on the disk.
 */
#include <glib.h>

#define SECRET_MAX 255 /* bytes, without the end of the line */

/* The secret without its end of line, or NULL with a sentence that names the file only where it
 * exists: somebody may have written the secret itself in its place. Caller frees. */
char *secret_file_read(const char *path, GError **error);
