#include "rrd/retention.h"

#include "base/clock_trust.h"
#include "rrd/head.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES_PER_TICK 200
#define REMOVED_PER_TICK 20
#define FEW 5 /* so many may be all there is */

struct retention {
  struct retention_options options;
  struct clock_trust trust;
  FTS *walk;         /* NULL: rests */
  gint64 walk_us;    /* monotonic: when the next one begins */
  guint seen;        /* history files on this walk */
  GQueue *old;       /* char *: found on this walk, then removed */
};

struct retention *retention_new(const struct retention_options *options)
{
  struct retention *retention = g_new0(struct retention, 1);
  retention->options = *options;
  retention->old = g_queue_new();
  clock_trust_init(&retention->trust, options->clock);
  return retention;
}

static void stop_walk(struct retention *retention)
{
  if (retention->walk)
    fts_close(retention->walk);
  retention->walk = NULL;
}

void retention_free(struct retention *retention)
{
  if (!retention)
    return;
  stop_walk(retention);
  g_queue_free_full(retention->old, g_free);
  g_free(retention);
}

/* ---- one file -------------------------------------------------------------------------------------- */

/* "eth0.rrd", or put aside: "eth0.rrd.bad-1". */
static gboolean is_history(const char *name, gboolean *is_aside)
{
  const char *end = g_strrstr(name, ".rrd");
  if (!end || end == name)
    return FALSE;
  *is_aside = end[4] != '\0';
  return !*is_aside || (end[4] == '.' && strchr(end + 5, '-'));
}

static gint64 now_sec(const struct retention *retention)
{
  return clock_wall_us(retention->options.clock) / G_USEC_PER_SEC;
}

/* The last update, as the header has it; where that cannot be, as the file system has it. -1: not to be said. */
static gint64 newest_sec(const char *path, gboolean is_aside, gint64 now_sec)
{
  struct stat file;
  struct head head;
  gint64 newest = -1;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (fd < 0)
    return -1;
  if (fstat(fd, &file) == 0 && S_ISREG(file.st_mode))
    newest = is_aside ? file.st_ctim.tv_sec : file.st_mtim.tv_sec;
  if (newest >= 0 && !is_aside && head_read(fd, &head, NULL) == HEAD_SOUND && head.last_sec <= now_sec)
    newest = head.last_sec;
  close(fd);
  return newest;
}

static gboolean is_old(const struct retention *retention, const char *path)
{
  gboolean is_aside;
  g_autofree char *name = g_path_get_basename(path);
  if (!is_history(name, &is_aside))
    return FALSE;
  gint64 newest = newest_sec(path, is_aside, now_sec(retention));
  return newest >= 0 && now_sec(retention) - newest > (gint64)retention->options.keep_sec;
}

/* And the folders that are empty then. */
static gboolean remove_file(const struct retention *retention, const char *path)
{
  if (unlink(path) < 0)
    return FALSE;
  g_message("removed %s: nothing was written to it for %u days", path, retention->options.keep_sec / 86400);
  g_autofree char *folder = g_path_get_dirname(path);
  while (strlen(folder) > strlen(retention->options.directory) && rmdir(folder) == 0) {
    char *parent = g_path_get_dirname(folder);
    g_free(folder);
    folder = parent;
  }
  return TRUE;
}

/* ---- all of them ----------------------------------------------------------------------------------- */

static void begin_walk(struct retention *retention)
{
  g_autofree char *root = g_strdup(retention->options.directory);
  char *roots[] = {root, NULL};
  retention->seen = 0;
  retention->walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
}

static void end_walk(struct retention *retention)
{
  stop_walk(retention);
  retention->walk_us = clock_monotonic_us(retention->options.clock) + (gint64)RETENTION_REST_SEC * G_USEC_PER_SEC;
  guint old = retention->old->length;
  if (old <= FEW || old <= retention->seen / 2)
    return;
  g_warning("%u of %u history files below %s seem to be older than %u days: none was removed, since the clock may be "
            "wrong; remove them by hand if it is right", old, retention->seen, retention->options.directory,
            retention->options.keep_sec / 86400);
  g_queue_clear_full(retention->old, g_free);
}

static void walk_on(struct retention *retention)
{
  for (guint i = 0; i < FILES_PER_TICK; i++) {
    const FTSENT *entry = fts_read(retention->walk);
    if (!entry) {
      end_walk(retention);
      return;
    }
    if (entry->fts_info != FTS_F && entry->fts_info != FTS_NSOK)
      continue;
    retention->seen++;
    if (is_old(retention, entry->fts_path))
      g_queue_push_tail(retention->old, g_strdup(entry->fts_path));
  }
}

/* Each is looked at again: something may have been written to it since. */
static guint remove_some(struct retention *retention)
{
  const struct retention_options *options = &retention->options;
  guint removed = 0;
  for (guint i = 0; i < REMOVED_PER_TICK && !g_queue_is_empty(retention->old); i++) {
    g_autofree char *path = g_queue_pop_head(retention->old);
    if (!options->waits(path, options->user) && is_old(retention, path) && remove_file(retention, path))
      removed++;
  }
  return removed;
}

guint retention_tick(struct retention *retention)
{
  const struct clock *clock = retention->options.clock;
  if (clock_trust_us(&retention->trust, clock) < (gint64)RETENTION_TRUST_SEC * G_USEC_PER_SEC) {
    stop_walk(retention);
    g_queue_clear_full(retention->old, g_free);
    return 0;
  }
  if (retention->walk)
    walk_on(retention);
  else if (!g_queue_is_empty(retention->old))
    return remove_some(retention);
  else if (clock_monotonic_us(clock) >= retention->walk_us)
    begin_walk(retention);
  return 0;
}
