#include "rrd/undo.h"

#include "rrd/head.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/* Blocks are taken at the start, so that updates go on when the disk is full. */
#define JOURNAL_BYTES (256 * 1024)

/* The journal: this, `header_bytes` of header, and the serial again. A write cut short has two serials. */
struct record {
  guint64 serial; /* 0: nothing to undo */
  gint64 last_sec;
  guint64 header_bytes;
  char path[PATH_MAX];
};

struct undo {
  int fd;        /* -1: done without */
  guint8 *bytes; /* JOURNAL_BYTES, the record as it is written */
};

static gboolean record_is_whole(const struct record *record, const guint8 *bytes)
{
  if (record->serial == 0 || record->header_bytes > JOURNAL_BYTES - sizeof *record - sizeof record->serial ||
      !memchr(record->path, '\0', sizeof record->path))
    return FALSE;
  return memcmp(bytes + sizeof *record + record->header_bytes, &record->serial, sizeof record->serial) == 0;
}

/* Whether the update that the record precedes began and did not end. */
static gboolean is_torn(int fd, const struct record *record)
{
  struct head head;
  enum head_verdict verdict = head_read(fd, &head, NULL);
  return verdict == HEAD_BAD || (verdict == HEAD_SOUND && head.last_sec < record->last_sec);
}

static void recover(const guint8 *bytes)
{
  const struct record *record = (const void *)bytes;
  int fd = open(record->path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return;
  g_autofree guint8 *now = g_malloc(record->header_bytes);
  const guint8 *before = bytes + sizeof *record;
  gssize length = (gssize)record->header_bytes;
  if (pread(fd, now, record->header_bytes, 0) == length && memcmp(now, before, record->header_bytes) != 0 &&
      is_torn(fd, record)) {
    if (pwrite(fd, before, record->header_bytes, 0) == length)
      g_message("%s: undid the update within which the writer died", record->path);
    else
      g_warning("%s: cannot undo the update within which the writer died: %s", record->path,
                g_strerror(errno));
  }
  close(fd);
}

struct undo *undo_open(const char *directory)
{
  struct undo *undo = g_new0(struct undo, 1);
  g_autofree char *path = g_build_filename(directory, "writer.undo", NULL);
  undo->bytes = g_malloc0(JOURNAL_BYTES);
  undo->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  int status = undo->fd < 0 ? errno : 0;
  if (undo->fd >= 0 && pread(undo->fd, undo->bytes, JOURNAL_BYTES, 0) == JOURNAL_BYTES &&
      record_is_whole((const struct record *)undo->bytes, undo->bytes))
    recover(undo->bytes);
  if (undo->fd >= 0)
    status = posix_fallocate(undo->fd, 0, JOURNAL_BYTES);
  if (status != 0)
    g_warning("cannot make %s: %s; an update within which the writer is killed will not be undone", path,
              g_strerror(status));
  undo_forget(undo);
  return undo;
}

void undo_close(struct undo *undo)
{
  if (undo->fd >= 0)
    close(undo->fd);
  g_free(undo->bytes);
  g_free(undo);
}

/* The header lies behind the record already. */
static void record_write(struct undo *undo, gsize header_bytes)
{
  struct record *record = (void *)undo->bytes;
  gsize length = sizeof *record + header_bytes;
  memcpy(undo->bytes + length, &record->serial, sizeof record->serial);
  length += sizeof record->serial;
  if (pwrite(undo->fd, undo->bytes, length, 0) != (gssize)length)
    undo_forget(undo);
}

void undo_begin(struct undo *undo, const char *path, gsize header_bytes, gint64 last_sec)
{
  struct record *record = (void *)undo->bytes;
  if (undo->fd < 0 || strlen(path) >= sizeof record->path ||
      header_bytes > JOURNAL_BYTES - sizeof *record - sizeof record->serial)
    return;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  record->serial = (guint64)g_get_monotonic_time();
  record->last_sec = last_sec;
  record->header_bytes = header_bytes;
  g_strlcpy(record->path, path, sizeof record->path);
  if (fd >= 0 && pread(fd, undo->bytes + sizeof *record, header_bytes, 0) == (gssize)header_bytes)
    record_write(undo, header_bytes);
  else
    undo_forget(undo);
  if (fd >= 0)
    close(fd);
}

void undo_forget(struct undo *undo)
{
  static const guint64 nothing = 0;
  if (undo->fd >= 0 && pwrite(undo->fd, &nothing, sizeof nothing, 0) != sizeof nothing) {
    close(undo->fd);
    undo->fd = -1;
  }
}
