#pragma once
/*
 * The database file before it is used: made whole or not at all, checked, and set aside where it is broken.
 * Blocking.
 */
#include <glib.h>
#include <sqlite3.h>

/* Leaves a file at `path` that is ours, of our schema, and passes quick_check; one of an older schema is brought to ours. A broken or
 * foreign one is renamed to PATH.broken-TIME, with a g_critical; ids then go on from the present time, so
 * that none is given twice. Errors, file untouched: schema newer than ours, in use, no permission, no
 * space. */
gboolean storefile_prepare(const char *path, gint64 now_us, GError **error);

/* A connection, which the caller closes. `flags` as of sqlite3_open_v2, without mutexes. */
sqlite3 *storefile_connect(const char *path, int flags, GError **error);
