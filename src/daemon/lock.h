#pragma once
/*
 * Locks that hold as long as some process has the descriptor open: the state lock of provostd, and one
 * lock per role that the role inherits, so that a starting core knows when those of its predecessor are
 * gone. flock(2) on files of ours; a pid in the file is only for people.
 */
#include <glib.h>

/* A locked, close-on-exec descriptor, waiting at most `wait_ms` for it. -1 with REFUSED, naming the pid in
 * the file, where another process holds it; STORAGE where the file cannot be opened. Blocks that long. */
int lock_take(const char *path, guint wait_ms, GError **error);

/* Says that `pid` holds the lock: it was taken for a child that inherits it. */
void lock_name(int lock, int pid);
