#pragma once
/*
 * librrd changes a file's header in place, step by step: a writer killed within an update leaves rows moved on and
 * sums added to while the time is still the old one, and the same sample stored again then counts twice and
 * shifts all rows before it. So the header is copied to DIR/writer.undo before each update, and the next writer
 * puts the copy back if that update did not come to its end; the same where rrdcached makes it and is killed. This holds against death of the process, not
 * of the machine: nothing is synced. One writer per directory.
 */
#include <glib.h>

struct undo;

/* First undoes the update within which the last writer died. A journal that cannot be made (disk full) is
 * warned about and done without. Never NULL. */
struct undo *undo_open(const char *directory);
void undo_close(struct undo *undo);

/* Before an update of an open file: its header is copied. */
struct undo_update {
  const char *path;
  int fd;
  gint64 last_sec; /* the newest sample of the update */
  gsize header_bytes;
};
void undo_begin(struct undo *undo, const struct undo_update *update);

/* After one of which it is not known whether it came to its end, since another process made it: undone, where it began,
 * did not end, and nobody holds the file's lock any more, as whoever is still at it does. */
void undo_torn(struct undo *undo);

/* After one that did not begin: librrd refused it. */
void undo_forget(struct undo *undo);
