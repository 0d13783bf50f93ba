#pragma once
/*
 * Files that hold secrets. Such a file must be a regular one, reached without following a link, and closed to everybody on the
 * machine but its owner and group. Blocks on the disk.
 */
#include <glib.h>

#define SECRET_MAX 255 /* bytes, without the end of the line */

/* The one line that the file holds, without its end, or NULL with a sentence that names the file only where it
 * exists: somebody may have written the secret itself in its place. Caller frees. */
char *secret_file_read(const char *path, GError **error);

/* All of it, of at most `max` bytes; NULL as above. Caller frees, and overwrites it before where it is secret. */
GString *secret_file_read_all(const char *path, gsize max, GError **error);
