#pragma once
/*
 * Where the other files of provost are: a build tree finds its own, whatever is installed. Blocks on disk.
 */

/* FOLDER/NAME, or what is called NAME beside the running program, where that may be used. Caller frees. */
char *installed_path(const char *name, const char *folder);
