#pragma once
/*
 * The files of load curves that the rows of a scenario name, and who takes which: rows that name the same files go on where the
 * row before ended, and after the last file the first comes again. Private to sim/. Blocks on disk only.
 */
#include "sim/curve.h"

struct load_files;

/* Paths begin at `folder` unless they are absolute. */
struct load_files *load_files_new(const char *folder);
void load_files_free(struct load_files *files);
char *load_files_path(const struct load_files *files, const char *path); /* caller frees */

/* One file for each guest: those of a folder, or those whose names a pattern means ("traces/web*"), by name. */
struct load_set {
  GPtrArray *paths; /* char *, at least one */
  guint next;       /* whose turn it is */
};
/* Borrowed. NULL with a sentence. */
struct load_set *load_files_set(struct load_files *files, const char *pattern, GError **error);
const char *load_set_next(struct load_set *set);
guint load_set_left(const struct load_set *set); /* that nobody took yet; all of them where all were taken */

/* Borrowed. NULL with a sentence. */
struct curve_table *load_files_table(struct load_files *files, const char *path, GError **error);

/* Appends what one should know of the tables (char *): columns that nobody took. */
void load_files_note(const struct load_files *files, GPtrArray *notes);
