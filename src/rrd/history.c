#include "rrd/history.h"

#include "base/error.h"
#include "rrd/file.h"
#include "rrd/head.h"
#include "rrd/path.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <unistd.h>

/* A file this far ahead of its samples will not be caught up with. */
#define AHEAD_MAX_SEC (7 * 86400)

struct kept {
  gint64 stamp_sec;
  double value[]; /* one per data source, NaN: unknown */
};

struct history {
  char *path;
  struct layout layout;
  struct undo *undo;
  struct history_counts *counts;
  GQueue kept;         /* struct kept, oldest first */
  gboolean has_blocks; /* the file was seen without holes */
};

struct history *history_new(const char *directory, const struct object *object, guint interval_sec,
                            struct undo *undo, struct history_counts *counts)
{
  struct history *history = g_new0(struct history, 1);
  history->path = history_path(directory, object);
  layout_init(&history->layout, object->class, interval_sec);
  history->undo = undo;
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

static guint known_values(const struct history *history, const struct kept *kept)
{
  guint known = 0;
  for (guint i = 0; i < history->layout.n_sources; i++)
    known += isnan(kept->value[i]) ? 0 : 1;
  return known;
}

/* Drops samples without a known value from before the first that has one. */
static void drop_unknown(struct history *history)
{
  const struct kept *oldest;
  while ((oldest = g_queue_peek_head(&history->kept)) && known_values(history, oldest) == 0)
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

/* ---- looking before writing ----------------------------------------------------------------------- */

static gboolean fail(const struct history *history, const char *reason, GError **error)
{
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "cannot write %s: %s", history->path, reason);
  return FALSE;
}

static gboolean create(struct history *history, GError **error)
{
  const struct kept *first = g_queue_peek_head(&history->kept);
  if (!file_create(history->path, &history->layout, first->stamp_sec, error))
    return FALSE;
  history->counts->created++;
  return TRUE;
}

/* Puts the file aside as FILE.WORD-N and begins a new one. */
static gboolean replace(struct history *history, const char *word, const char *reason, GError **error)
{
  return file_set_aside(history->path, word, reason, error) && create(history, error);
}

/* Keeps the file, or replaces it where it is none of ours. */
static gboolean judge(struct history *history, int fd, gint64 *last_sec, GError **error)
{
  struct head head;
  g_autoptr(GError) why = NULL;
  const struct kept *newest = g_queue_peek_tail(&history->kept);
  switch (head_read(fd, &head, &why)) {
  case HEAD_UNREADABLE:
    return fail(history, why->message, error);
  case HEAD_BAD:
    history->counts->bad++;
    return replace(history, "bad", why->message, error);
  case HEAD_SOUND:
    break;
  }
  gboolean is_ahead = head.last_sec > newest->stamp_sec + AHEAD_MAX_SEC;
  if (!is_ahead && head_matches(&head, &history->layout)) {
    *last_sec = head.last_sec;
    /* Once is enough: on a file system that compresses there are always fewer blocks than bytes. */
    history->has_blocks = history->has_blocks || file_fill_holes(history->path, fd, error);
    return history->has_blocks;
  }
  history->counts->set_aside++;
  if (is_ahead)
    return replace(history, "future", "it was written while the clock was ahead", error);
  if (head.step_sec != history->layout.step_sec)
    return replace(history, "step", "it was made for another interval", error);
  return replace(history, "old", "it has other data sources or archives", error);
}

/* Sees to it that a sound file of our layout is there, unless nothing known is to be written yet: then the kept
 * samples are dropped. `last_sec`: the newest sample in the file. */
static gboolean prepare(struct history *history, gint64 *last_sec, GError **error)
{
  int fd = open(history->path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 && errno != ENOENT)
    return fail(history, g_strerror(errno), error);
  if (fd < 0)
    drop_unknown(history);
  const struct kept *first = g_queue_peek_head(&history->kept);
  if (!first)
    return TRUE;
  *last_sec = first->stamp_sec - history->layout.step_sec;
  if (fd < 0)
    return create(history, error);
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
    history->counts->values += known_values(history, kept);
    g_free(kept);
  }
}

static gboolean write_kept(struct history *history, gint64 last_sec, GError **error)
{
  const struct layout *layout = &history->layout;
  const struct kept *newest = g_queue_peek_tail(&history->kept);
  g_autoptr(GPtrArray) arguments = update_arguments(history, last_sec);
  undo_begin(history->undo, history->path, layout_header_bytes(layout->n_sources, layout->n_archives),
             newest->stamp_sec);
  if (!file_update(history->path, arguments, error)) {
    undo_forget(history->undo);
    return FALSE;
  }
  forget_written(history);
  return TRUE;
}

gboolean history_store(struct history *history, gint64 now_sec, const struct history_sample *sample,
                       GError **error)
{
  gint64 last_sec = 0;
  keep(history, sample);
  if (!prepare(history, &last_sec, error))
    return FALSE;
  forget_past(history, last_sec);
  if (!g_queue_is_empty(&history->kept) && !write_kept(history, last_sec, error))
    return FALSE;
  return last_sec <= now_sec + 2 * (gint64)history->layout.step_sec ||
         fail(history, "it was written while the clock was ahead, and samples are lost until then", error);
}
