#pragma once
/*
 * The header of an RRD file, read and judged by ourselves: librrd 1.7.2 dies of SIGFPE, SIGSEGV or SIGABRT
 * on some damaged headers, so it sees a file only after head_read() found it sound. Sound means: all of
 * librrd's arithmetic on it stays within the file. Format: rrd_format.h, versions 0003 to 0005, of this
 * machine's architecture. Plain values.
 */
#include "rrd/layout.h"

#define HEAD_SOURCES_MAX 64
#define HEAD_ARCHIVES_MAX 32
#define HEAD_SOURCE_NAME 20

struct head_source {
  char name[HEAD_SOURCE_NAME];
  guint64 heartbeat_sec;
  double min, max; /* NaN: no bound */
};

struct head_archive {
  struct archive shape;
  guint64 newest_row; /* the row that ends at the last multiple of step_sec not after last_sec */
  goffset offset;     /* of row 0 in the file */
};

struct head {
  guint64 step_sec;
  gint64 last_sec; /* stamp of the newest update */
  guint n_sources, n_archives;
  struct head_source source[HEAD_SOURCES_MAX];
  struct head_archive archive[HEAD_ARCHIVES_MAX];
};

enum head_verdict {
  HEAD_SOUND,
  HEAD_BAD,        /* not an RRD file, damaged or truncated: the error says what */
  HEAD_UNREADABLE, /* the system would not read it: says nothing about the file */
};

enum head_verdict head_read(int fd, struct head *head, GError **error);

/* Whether the file is what `layout` would make. */
gboolean head_matches(const struct head *head, const struct layout *layout);
