#pragma once
/*
 * What the writer does to one RRD file: make it, convert it, give it blocks, write to it, put it aside. The only calls of
 * librrd in provost-rrd are here, each for a file that is absent or whose header was found sound. librrd 1.7.2
 * says by its return code whether it failed, and not always why. All errors are sentences that name the file.
 * Blocks on disk only; one thread per process, since librrd's locks are per process.
 */
#include "rrd/head.h"

/* Makes the file and its folders; its first sample may be that of `first_sec`. The file has all its blocks.
 * PROVOST_ERROR_LIMIT: the folder holds as many files as it may. */
gboolean file_create(const char *path, const struct layout *layout, gint64 first_sec, GError **error);

/* Makes the file, which has `head`, anew in `layout` with all the history that it can hold, in one step: whoever
 * opens it sees the old or the new one. Data sources that the layout has no longer are kept in FILE.old-N.
 * Takes some milliseconds for each data source. */
gboolean file_convert(const char *path, const struct layout *layout, const struct head *head, GError **error);

/* Gives blocks to all of the open file: librrd's stores into a page without one kill it on a full disk. */
gboolean file_fill_holes(const char *path, int fd, GError **error);

/* Writes "STAMP:VALUE:..." arguments of rising stamps. What is not newer than the file is skipped. */
gboolean file_update(const char *path, const GPtrArray *arguments, GError **error);

/* Renames the file to FILE.WORD-N, N up to 9 (the ninth is replaced), and logs why. Its new name, or NULL. Caller frees. */
char *file_set_aside(const char *path, const char *word, const char *reason, GError **error);
