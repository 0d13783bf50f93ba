#pragma once
/*
 * Writing samples into a file that is there and sound: by ourselves, or through rrdcached. Either way they are in the file
 * when it says so, and a process killed meanwhile leaves no half of an update (rrd/undo.h). Blocks on disk, and on
 * rrdcached for as long as rrd/cached.h allows. One per directory, one thread.
 */
#include "rrd/cached.h"
#include "rrd/undo.h"

struct updater {
  struct undo *undo;
  struct cached *cached; /* NULL: we write ourselves */
  gboolean is_unsure;    /* whether rrdcached's last update came to its end */
};

struct update {
  const char *path;
  int fd;                     /* of the file */
  gsize header_bytes;
  const GPtrArray *arguments; /* as file_update takes them */
  gint64 newest_sec;          /* stamp of the last of them */
};

gboolean updater_write(struct updater *updater, const struct update *update, GError **error);

/* Before the file is made anew: what rrdcached holds of it is forgotten. It came from us, and is still kept. */
gboolean updater_let_go(struct updater *updater, const char *path, GError **error);

/* Before the file is converted: what rrdcached holds of it is in it. */
gboolean updater_settle(struct updater *updater, const char *path, GError **error);
