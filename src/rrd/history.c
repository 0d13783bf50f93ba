#include "rrd/history.h"

#include "base/error.h"
#include "rrd/head.h"
#include "rrd/path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <rrd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define FOLDER_MODE 0750
/* Files of one folder: more interfaces than a host can have at a time, since taps of guests come and go. */
#define FOLDER_FILES_MAX (4 * LIMIT_INSTANCES)
#define ASIDE_MAX 9
/* A file this far ahead of its samples will not be caught up with. */
#define AHEAD_MAX_SEC (7 * 86400)

struct kept {
  gint64 stamp_sec;
  double value[]; /* one per data source, NaN: unknown */
};

struct history {
  char *path;
  struct layout layout;
  struct history_counts *counts;
  GQueue kept;          /* struct kept, oldest first */
  gboolean is_complete; /* the file has no holes */
};

struct history *history_new(const char *directory, const struct object *object, guint interval_sec,
                            struct history_counts *counts)
{
  struct history *history = g_new0(struct history, 1);
  history->path = history_path(directory, object);
  layout_init(&history->layout, object->class, interval_sec);
  history->counts = counts;
  g_queue_init(&history->kept);
  return history;
}

void history_free(struct history *history)
{
  g_queue_clear_full(&history->kept, g_free);
  g_free(history->path);
  g_free(history);
}

guint history_kept(const struct history *history)
{
  return history->kept.length;
}

G_GNUC_PRINTF(2, 3) static gboolean fail(GError **error, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_propagate_error(error, g_error_new_valist(PROVOST_ERROR, PROVOST_ERROR_STORAGE, format, arguments));
  va_end(arguments);
  return FALSE;
}

/* ---- samples that wait --------------------------------------------------------------------------- */

static void drop_oldest(struct history *history)
{
  g_free(g_queue_pop_head(&history->kept));
}

static void keep(struct history *history, const struct history_sample *sample)
{
  const struct kept *newest = g_queue_peek_tail(&history->kept);
  if (newest && newest->stamp_sec >= sample->stamp_sec)
    return;
  const struct layout *layout = &history->layout;
  struct kept *kept = g_malloc(sizeof *kept + layout->n_sources * sizeof kept->value[0]);
  kept->stamp_sec = sample->stamp_sec;
  for (guint i = 0; i < layout->n_sources; i++)
    kept->value[i] = NAN;
  for (gsize i = 0; i < sample->n; i++) {
    int source = layout_source(layout, metric_get(sample->readings[i].metric));
    if (source >= 0 && sample->readings[i].state == READING_KNOWN)
      kept->value[source] = sample->readings[i].value;
  }
  g_queue_push_tail(&history->kept, kept);
  if (history->kept.length > HISTORY_KEPT_MAX) {
    drop_oldest(history);
    history->counts->dropped++;
  }
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

/* ---- making files -------------------------------------------------------------------------------- */

/* librrd 1.7.2 leaves its error empty when the disk is full. */
static const char *librrd_reason(const char *folder, gsize needed)
{
  struct statvfs disk;
  if (rrd_test_error())
    return rrd_get_error();
  if (statvfs(folder, &disk) == 0 && disk.f_bavail * disk.f_frsize < needed)
    return g_strerror(ENOSPC);
  return "librrd gives no reason";
}

static gboolean folder_has_room(const char *folder, GError **error)
{
  DIR *entries = opendir(folder);
  guint files = 0;
  while (entries && files < FOLDER_FILES_MAX && readdir(entries))
    files++;
  if (entries)
    closedir(entries);
  if (files < FOLDER_FILES_MAX)
    return TRUE;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_LIMIT,
              "%s holds as many files as are allowed: remove those no longer needed", folder);
  return FALSE;
}

static gboolean create(struct history *history, GError **error)
{
  const struct kept *first = g_queue_peek_head(&history->kept);
  g_autofree char *folder = g_path_get_dirname(history->path);
  if (g_mkdir_with_parents(folder, FOLDER_MODE) < 0)
    return fail(error, "cannot make the folder %s: %s", folder, g_strerror(errno));
  if (!folder_has_room(folder, error))
    return FALSE;
  g_auto(GStrv) arguments = layout_arguments(&history->layout);
  rrd_clear_error();
  if (rrd_create_r2(history->path, history->layout.step_sec, first->stamp_sec - history->layout.step_sec, 1,
                    NULL, NULL, (int)g_strv_length(arguments), (const char **)arguments) != 0)
    return fail(error, "cannot make %s: %s", history->path,
                librrd_reason(folder, layout_bytes(&history->layout)));
  history->counts->created++;
  history->is_complete = TRUE;
  return TRUE;
}

/* Renames the file to FILE.WORD-N; the last N is used again and again, so that they stay few. */
static gboolean set_aside(const struct history *history, const char *word, const char *reason, GError **error)
{
  g_autofree char *aside = NULL;
  for (guint i = 1; i <= ASIDE_MAX; i++) {
    g_free(aside);
    aside = g_strdup_printf("%s.%s-%u", history->path, word, i);
    if (access(aside, F_OK) < 0)
      break;
  }
  if (rename(history->path, aside) < 0)
    return fail(error, "cannot use %s (%s) nor rename it: %s", history->path, reason, g_strerror(errno));
  g_warning("%s: %s; it was renamed to %s and a new history begins", history->path, reason, aside);
  return TRUE;
}

/* ---- looking before writing ----------------------------------------------------------------------- */

/* Blocks for all of the file, so that librrd's stores into its mapping always have a page to go to. File
 * systems that compress never come to that size: once is enough. */
static gboolean fill_holes(struct history *history, int fd, GError **error)
{
  struct stat file;
  if (history->is_complete)
    return TRUE;
  if (fstat(fd, &file) == 0 && (gint64)file.st_blocks * 512 < (gint64)file.st_size) {
    int status = posix_fallocate(fd, 0, file.st_size);
    if (status != 0)
      return fail(error, "cannot write %s: %s", history->path, g_strerror(status));
  }
  history->is_complete = TRUE;
  return TRUE;
}

static gboolean replace(struct history *history, const char *word, const char *reason, GError **error)
{
  return set_aside(history, word, reason, error) && create(history, error);
}

static gboolean judge(struct history *history, int fd, gint64 *last_sec, GError **error)
{
  struct head head;
  g_autoptr(GError) why = NULL;
  const struct kept *newest = g_queue_peek_tail(&history->kept);
  switch (head_read(fd, &head, &why)) {
  case HEAD_UNREADABLE:
    return fail(error, "cannot read %s: %s", history->path, why->message);
  case HEAD_BAD:
    history->counts->bad++;
    return replace(history, "bad", why->message, error);
  case HEAD_SOUND:
    break;
  }
  if (!head_matches(&head, &history->layout)) {
    history->counts->set_aside++;
    return head.step_sec != history->layout.step_sec
               ? replace(history, "step", "it was made for another interval", error)
               : replace(history, "old", "it has other data sources or archives", error);
  }
  if (head.last_sec > newest->stamp_sec + AHEAD_MAX_SEC) {
    history->counts->set_aside++;
    return replace(history, "future", "it was written while the clock was ahead", error);
  }
  *last_sec = head.last_sec;
  return fill_holes(history, fd, error);
}

/* Sees to it that a sound file of our layout is there. `last_sec`: its newest sample. */
static gboolean prepare(struct history *history, gint64 *last_sec, GError **error)
{
  const struct kept *first = g_queue_peek_head(&history->kept);
  *last_sec = first->stamp_sec - history->layout.step_sec;
  int fd = open(history->path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 && errno == ENOENT)
    return create(history, error);
  if (fd < 0)
    return fail(error, "cannot write %s: %s", history->path, g_strerror(errno));
  gboolean done = judge(history, fd, last_sec, error);
  close(fd);
  return done;
}

/* ---- writing -------------------------------------------------------------------------------------- */

static char *update_argument(gint64 stamp_sec, const double *values, guint n)
{
  GString *argument = g_string_sized_new(256);
  g_string_append_printf(argument, "%" G_GINT64_FORMAT, stamp_sec);
  for (guint i = 0; i < n; i++) {
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    gboolean is_known = values && !isnan(values[i]);
    g_string_append_c(argument, ':');
    g_string_append(argument, is_known ? g_ascii_dtostr(number, sizeof number, values[i]) : "U");
  }
  return g_string_free(argument, FALSE);
}

/* librrd would spread a sample over a gap before it: an unknown one is put in its way. */
static GPtrArray *update_arguments(const struct history *history, gint64 last_sec)
{
  const struct layout *layout = &history->layout;
  GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);
  for (const GList *link = history->kept.head; link; link = link->next) {
    const struct kept *kept = link->data;
    if (kept->stamp_sec - last_sec > layout->step_sec)
      g_ptr_array_add(arguments, update_argument(kept->stamp_sec - layout->step_sec, NULL, layout->n_sources));
    g_ptr_array_add(arguments, update_argument(kept->stamp_sec, kept->value, layout->n_sources));
    last_sec = kept->stamp_sec;
  }
  return arguments;
}

static void forget_written(struct history *history)
{
  struct kept *kept;
  while ((kept = g_queue_pop_head(&history->kept))) {
    history->counts->updates++;
    for (guint i = 0; i < history->layout.n_sources; i++)
      history->counts->values += isnan(kept->value[i]) ? 0 : 1;
    g_free(kept);
  }
}

/* The process that holds a lock on the file, or 0. */
static pid_t lock_holder(const char *path)
{
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  int fd = open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0)
    return 0;
  gboolean is_held = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  close(fd);
  return is_held ? lock.l_pid : 0;
}

static gboolean write_kept(struct history *history, gint64 last_sec, GError **error)
{
  g_autoptr(GPtrArray) arguments = update_arguments(history, last_sec);
  rrd_clear_error();
  if (rrd_updatex_r(history->path, NULL, RRD_SKIP_PAST_UPDATES, (int)arguments->len,
                    (const char **)arguments->pdata) == 0) {
    forget_written(history);
    return TRUE;
  }
  g_autofree char *reason = g_strdup(librrd_reason(history->path, 0));
  pid_t holder = lock_holder(history->path);
  if (holder > 0)
    return fail(error, "%s is locked by process %d; its samples are kept until it lets go", history->path,
                (int)holder);
  return fail(error, "cannot write %s: %s", history->path, reason);
}

gboolean history_store(struct history *history, gint64 now_sec, const struct history_sample *sample,
                       GError **error)
{
  gint64 last_sec, step_sec = history->layout.step_sec;
  keep(history, sample);
  if (g_queue_is_empty(&history->kept))
    return TRUE;
  if (!prepare(history, &last_sec, error))
    return FALSE;
  forget_past(history, last_sec);
  if (!g_queue_is_empty(&history->kept))
    return write_kept(history, last_sec, error);
  return last_sec <= now_sec + 2 * step_sec ||
         fail(error, "%s was written while the clock was ahead: samples are lost until the time of its last, "
              "%" G_GINT64_FORMAT " s from now", history->path, last_sec - now_sec);
}
