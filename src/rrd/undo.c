#include "rrd/undo.h"

#include "rrd/head.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
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
  guint8 *bytes; /* JOURNAL_BYTES, the journal itself, mapped; NULL: done without */
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

/* Until the file is closed. */
static gboolean is_locked_by_us(int fd)
{
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  return fcntl(fd, F_SETLK, &lock) == 0;
}

static void recover(const guint8 *bytes)
{
  const struct record *record = (const void *)bytes;
  int fd = open(record->path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 || !is_locked_by_us(fd)) {
    if (fd >= 0)
      close(fd);
    return;
  }
  g_autofree guint8 *now = g_malloc(record->header_bytes);
  const guint8 *before = bytes + sizeof *record;
  gssize length = (gssize)record->header_bytes;
  if (pread(fd, now, record->header_bytes, 0) == length && memcmp(now, before, record->header_bytes) != 0 &&
      is_torn(fd, record)) {
    if (pwrite(fd, before, record->header_bytes, 0) == length)
      g_message("%s: undid the update within which its writer died", record->path);
    else
      g_warning("%s: cannot undo the update within which its writer died: %s", record->path,
                g_strerror(errno));
  }
  close(fd);
}

/* The journal, mapped, with all its blocks; NULL with errno. */
static guint8 *journal_map(int fd)
{
  int status = posix_fallocate(fd, 0, JOURNAL_BYTES);
  void *bytes = MAP_FAILED;
  if (status == 0)
    bytes = mmap(NULL, JOURNAL_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  else
    errno = status;
  return bytes == MAP_FAILED ? NULL : bytes;
}

/* Also where it cannot be mapped: on a full disk, what an earlier writer left is undone all the same. */
static void recover_from(int fd)
{
  g_autofree guint8 *bytes = g_malloc0(JOURNAL_BYTES);
  if (pread(fd, bytes, JOURNAL_BYTES, 0) == JOURNAL_BYTES && record_is_whole((const struct record *)bytes, bytes))
    recover(bytes);
}

struct undo *undo_open(const char *directory)
{
  struct undo *undo = g_new0(struct undo, 1);
  g_autofree char *path = g_build_filename(directory, "writer.undo", NULL);
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0) {
    recover_from(fd);
    undo->bytes = journal_map(fd);
  }
  if (!undo->bytes)
    g_warning("cannot make %s: %s; an update within which the writer is killed will not be undone", path,
              g_strerror(errno));
  if (fd >= 0)
    close(fd);
  undo_forget(undo);
  return undo;
}

void undo_close(struct undo *undo)
{
  if (undo->bytes)
    munmap(undo->bytes, JOURNAL_BYTES);
  g_free(undo);
}

/* Whoever is killed between two stores leaves those before: the first serial goes first and comes last. */
static void serial_set(struct record *record, guint64 serial)
{
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  __atomic_store_n(&record->serial, serial, __ATOMIC_SEQ_CST);
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

void undo_begin(struct undo *undo, const struct undo_update *update)
{
  struct record *record = (void *)undo->bytes;
  guint64 serial = (guint64)g_get_monotonic_time();
  if (!undo->bytes)
    return;
  serial_set(record, 0);
  if (strlen(update->path) >= sizeof record->path ||
      update->header_bytes > JOURNAL_BYTES - sizeof *record - sizeof serial)
    return;
  record->last_sec = update->last_sec;
  record->header_bytes = update->header_bytes;
  g_strlcpy(record->path, update->path, sizeof record->path);
  guint8 *header = undo->bytes + sizeof *record;
  if (pread(update->fd, header, update->header_bytes, 0) != (gssize)update->header_bytes)
    return;
  memcpy(header + update->header_bytes, &serial, sizeof serial);
  serial_set(record, serial);
}

void undo_torn(struct undo *undo)
{
  if (undo->bytes && record_is_whole((const struct record *)undo->bytes, undo->bytes))
    recover(undo->bytes);
}

void undo_forget(struct undo *undo)
{
  if (undo->bytes)
    serial_set((void *)undo->bytes, 0);
}
