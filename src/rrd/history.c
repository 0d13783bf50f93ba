#include "rrd/history.h"

#include "base/error.h"
#include "rrd/file.h"
#include "rrd/head.h"
#include "rrd/path.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* A file this far ahead of its samples will not be caught up with. */
#define AHEAD_MAX_SEC (7 * 86400)

/* A gap this long would push most of the history out of its file. */
#define GAP_MAX_SEC (366 * 86400)

struct history {
  char *name; /* the object's written form */
  char *path;
  struct layout layout;
  struct history_shared *shared;
  struct history_counts *counts; /* of shared */
  GQueue kept;         /* struct kept, oldest first */
  guint batch;         /* samples per write */
  guint wait;          /* samples to come before the next write */
  guint idle;          /* intervals without a sample */
  guint failures;      /* writes in a row */
  gboolean has_blocks; /* the file was seen without holes */
};

/* Samples to wait for the first time, 1 to `batch`: alike for all objects of a subject, so that what came in one
 * message is settled together. */
static guint first_wait(const struct object *object, guint batch)
{
  return 1 + (g_str_hash(object->key) + object->kind) % batch;
}

void put_aside_free(gpointer data)
{
  struct put_aside *aside = data;
  g_free(aside->object);
  g_free(aside->path);
  g_free(aside->aside);
  g_free(aside->reason);
  g_free(aside);
}

struct history *history_new(struct history_shared *shared, const char *name, const struct object *object)
{
  struct history *history = g_new0(struct history, 1);
  history->name = g_strdup(name);
  history->path = history_path(shared->directory, object);
  layout_init(&history->layout, object->class, shared->interval_sec);
  history->shared = shared;
  history->counts = &shared->counts;
  history->batch = CLAMP(HISTORY_SPAN_SEC / shared->interval_sec, 1, HISTORY_BATCH);
  history->wait = first_wait(object, history->batch);
  g_queue_init(&history->kept);
  return history;
}

static void set_failures(struct history *history, guint failures)
{
  history->counts->failing -= history->failures > 0;
  history->failures = failures;
  history->counts->failing += history->failures > 0;
}

static void drop_oldest(struct history *history)
{
  kept_drop_oldest(&history->kept);
  history->counts->kept--;
}

void history_free(struct history *history)
{
  set_failures(history, 0);
  history->counts->kept -= history->kept.length;
  kept_clear(&history->kept);
  g_free(history->name);
  g_free(history->path);
  g_free(history);
}

/* ---- samples that wait --------------------------------------------------------------------------- */

gboolean history_keep(struct history *history, const struct history_sample *sample, struct receipt *receipt)
{
  guint length = history->kept.length;
  history->counts->dropped += kept_add(&history->kept, &history->layout, sample, receipt);
  history->counts->kept += history->kept.length - length;
  history->idle = 0;
  if (history->kept.length > length || length == KEPT_MAX)
    history->wait--;
  return history->wait == 0;
}

gboolean history_waits_for(const struct history *history, const char *path)
{
  return !g_queue_is_empty((GQueue *)&history->kept) && strcmp(history->path, path) == 0;
}

gboolean history_tick(struct history *history)
{
  if (g_queue_is_empty(&history->kept) || ++history->idle <= history->batch)
    return FALSE;
  history->idle = 0;
  return TRUE;
}

/* Drops samples without a known value from before the first that has one. */
static void drop_unknown(struct history *history)
{
  const struct kept *oldest;
  while ((oldest = g_queue_peek_head(&history->kept)) && kept_known(oldest, &history->layout) == 0)
    drop_oldest(history);
}

/* Forgets what the file already holds. */
static void forget_past(struct history *history, gint64 last_sec)
{
  const struct kept *oldest;
  while ((oldest = g_queue_peek_head(&history->kept)) && oldest->stamp_sec <= last_sec) {
    drop_oldest(history);
    history->counts->past++;
  }
}

/* Forgets what was just written, up to `last_sec`. */
static void forget_written(struct history *history, gint64 last_sec)
{
  const struct kept *kept;
  while ((kept = g_queue_peek_head(&history->kept)) && kept->stamp_sec <= last_sec) {
    history->counts->updates++;
    history->counts->values += kept_known(kept, &history->layout);
    drop_oldest(history);
  }
}

/* ---- looking before writing ----------------------------------------------------------------------- */

static gboolean fail(const struct history *history, const char *reason, GError **error)
{
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "cannot write %s: %s", history->path, reason);
  return FALSE;
}

static gboolean create(struct history *history, GError **error)
{
  const struct kept *first = g_queue_peek_head(&history->kept);
  if (!updater_let_go(&history->shared->updater, history->path, error) ||
      !file_create(history->path, &history->layout, first->stamp_sec, error))
    return FALSE;
  history->counts->created++;
  return TRUE;
}

/* Puts the file aside as FILE.WORD-N and begins a new one. */
static gboolean replace(struct history *history, const char *word, const char *reason, GError **error)
{
  char *aside = NULL;
  if (updater_let_go(&history->shared->updater, history->path, error))
    aside = file_set_aside(history->path, word, reason, error);
  if (!aside)
    return FALSE;
  struct put_aside *put_aside = g_new(struct put_aside, 1);
  *put_aside = (struct put_aside){g_strdup(history->name), g_strdup(history->path), aside, g_strdup(reason)};
  g_ptr_array_add(history->shared->asides, put_aside);
  return create(history, error);
}

static gboolean convert(struct history *history, int fd, struct head *head, GError **error)
{
  if (!updater_settle(&history->shared->updater, history->path, error))
    return FALSE;
  if (head_read(fd, head, NULL) != HEAD_SOUND)
    return fail(history, "its header has just changed", error);
  gint64 begin_us = g_get_monotonic_time();
  gboolean done = file_convert(history->path, &history->layout, head, error);
  history->shared->conversion_us -= g_get_monotonic_time() - begin_us;
  if (done)
    history->counts->converted++;
  return done;
}

enum judgement { FILE_IS_OURS, FILE_IS_NEW, FILE_MUST_WAIT, FILE_FAILED };

static enum judgement renewed(gboolean done)
{
  return done ? FILE_IS_NEW : FILE_FAILED;
}

/* Keeps the file, converts it, or replaces it where it is none of ours. */
static enum judgement judge(struct history *history, int fd, struct head *head, GError **error)
{
  g_autoptr(GError) why = NULL;
  const struct kept *newest = g_queue_peek_tail(&history->kept);
  switch (head_read(fd, head, &why)) {
  case HEAD_UNREADABLE:
    return renewed(fail(history, why->message, error));
  case HEAD_BAD:
    history->counts->bad++;
    return renewed(replace(history, "bad", why->message, error));
  case HEAD_SOUND:
    break;
  }
  if (head->last_sec > newest->stamp_sec + AHEAD_MAX_SEC) {
    history->counts->set_aside++;
    return renewed(replace(history, "future", "it was written while the clock was ahead", error));
  }
  const struct kept *oldest = g_queue_peek_head(&history->kept);
  if (head->last_sec < oldest->stamp_sec - GAP_MAX_SEC) {
    history->counts->set_aside++;
    return renewed(replace(history, "old", "nothing was written to it for more than a year", error));
  }
  if (!head_matches(head, &history->layout))
    return history->shared->conversion_us < 0 ? FILE_MUST_WAIT : renewed(convert(history, fd, head, error));
  /* Once is enough: on a file system that compresses there are always fewer blocks than bytes. */
  history->has_blocks = history->has_blocks || file_fill_holes(history->path, fd, error);
  return history->has_blocks ? FILE_IS_OURS : FILE_FAILED;
}

static int open_file(const struct history *history)
{
  return open(history->path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
}

/* A file that was just made. */
static int open_new(const struct history *history, struct head *head, GError **error)
{
  int fd = open_file(history);
  if (fd >= 0 && head_read(fd, head, NULL) == HEAD_SOUND)
    return fd;
  if (fd >= 0)
    close(fd);
  fail(history, "the file just made cannot be read", error);
  return -1;
}

/* A sound file of our layout, open, or -1: with an error, or without one where it must wait, or where nothing
 * known is to be written yet (then the samples are dropped). */
static int prepare(struct history *history, struct head *head, GError **error)
{
  int fd = open_file(history);
  if (fd < 0 && errno != ENOENT) {
    fail(history, g_strerror(errno), error);
    return -1;
  }
  enum judgement judgement = FILE_MUST_WAIT;
  if (fd >= 0) {
    judgement = judge(history, fd, head, error);
  } else {
    drop_unknown(history);
    if (!g_queue_is_empty(&history->kept))
      judgement = renewed(create(history, error));
  }
  if (judgement == FILE_IS_OURS)
    return fd;
  if (fd >= 0)
    close(fd);
  return judgement == FILE_IS_NEW ? open_new(history, head, error) : -1;
}

/* ---- writing -------------------------------------------------------------------------------------- */

static gboolean write_kept(struct history *history, int fd, gint64 last_sec, GError **error)
{
  const struct layout *layout = &history->layout;
  const struct kept *newest = g_queue_peek_tail(&history->kept);
  g_autoptr(GPtrArray) arguments = kept_arguments(&history->kept, layout, last_sec);
  const struct update update = {history->path, fd, layout_header_bytes(layout->n_sources, layout->n_archives), arguments,
                                newest->stamp_sec};
  if (!updater_write(&history->shared->updater, &update, error))
    return FALSE;
  history->counts->writes++;
  forget_written(history, update.newest_sec);
  return TRUE;
}

static gboolean write_all(struct history *history, gint64 now_sec, GError **error)
{
  struct head head;
  GError *why = NULL;
  int fd = prepare(history, &head, &why);
  if (fd < 0) {
    if (why)
      g_propagate_error(error, why);
    return why == NULL;
  }
  forget_past(history, head.last_sec);
  gboolean done = g_queue_is_empty(&history->kept) || write_kept(history, fd, head.last_sec, error);
  close(fd);
  return done && (head.last_sec <= now_sec + 2 * (gint64)history->layout.step_sec ||
                  fail(history, "it was written while the clock was ahead, and samples are lost until then", error));
}

gboolean history_write(struct history *history, gint64 now_sec, GError **error)
{
  gboolean done = g_queue_is_empty(&history->kept) || write_all(history, now_sec, error);
  set_failures(history, done ? 0 : history->failures + 1);
  history->wait = history->batch;
  if (history->failures > 0 && history->failures < 8)
    history->wait = MIN(1u << (history->failures - 1), history->batch);
  return done;
}
