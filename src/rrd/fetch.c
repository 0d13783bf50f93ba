#include "rrd/fetch.h"

#include "base/error.h"
#include "base/limits.h"
#include "rrd/head.h"
#include "rrd/path.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#define TRIES 10
#define RETRY_US 2000

/* Averages are sums divided again: a bound may be missed in the last digits. */
#define ROUNDING 1e-9

static gint64 round_down(gint64 time_sec, gint64 step_sec)
{
  return time_sec - time_sec % step_sec;
}

static gint64 round_up(gint64 time_sec, gint64 step_sec)
{
  return round_down(time_sec + step_sec - 1, step_sec);
}

/* Times of the archive's newest and oldest row. */
static gint64 archive_end(const struct head *head, const struct head_archive *archive)
{
  return round_down(head->last_sec, (gint64)archive->shape.step_sec);
}

static gint64 archive_begin(const struct head *head, const struct head_archive *archive)
{
  return archive_end(head, archive) - (gint64)((archive->shape.rows - 1) * archive->shape.step_sec);
}

static gboolean archive_covers(const struct head *head, const struct head_archive *archive, gint64 from_sec)
{
  return round_up(from_sec, (gint64)archive->shape.step_sec) >= archive_begin(head, archive);
}

/* Whether `a` suits the fetch better than `b`. */
static gboolean archive_is_better(const struct head *head, const struct fetch *fetch,
                                  const struct head_archive *a, const struct head_archive *b)
{
  gboolean a_covers = archive_covers(head, a, fetch->from_sec);
  if (!b || a_covers != archive_covers(head, b, fetch->from_sec))
    return !b || a_covers;
  if (!a_covers)
    return archive_begin(head, a) < archive_begin(head, b);
  guint64 a_step = a->shape.step_sec, b_step = b->shape.step_sec;
  gboolean a_suits = a_step <= fetch->wanted_sec, b_suits = b_step <= fetch->wanted_sec;
  if (a_suits != b_suits)
    return a_suits;
  return a_suits ? a_step > b_step : a_step < b_step;
}

static const struct head_archive *archive_choose(const struct head *head, const struct fetch *fetch)
{
  const struct head_archive *best = NULL;
  for (guint i = 0; i < head->n_archives; i++)
    if (head->archive[i].shape.is_max == fetch->highest && archive_is_better(head, fetch, &head->archive[i], best))
      best = &head->archive[i];
  return best;
}

static int source_find(const struct head *head, const char *name)
{
  for (guint i = 0; i < head->n_sources; i++)
    if (strcmp(head->source[i].name, name) == 0)
      return (int)i;
  return -1;
}

/* Reads `n` rows from `row` on, which do not wrap, and takes one column of them. */
static gboolean rows_read(int fd, const struct head *head, const struct head_archive *archive, gsize row,
                          gsize n, guint source, double *points)
{
  gsize row_bytes = head->n_sources * sizeof(double), length = n * row_bytes;
  g_autofree double *rows = g_malloc(MAX(length, 1));
  if (pread(fd, rows, length, archive->offset + (goffset)(row * row_bytes)) != (ssize_t)length)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    points[i] = rows[i * head->n_sources + source];
  return TRUE;
}

/* Fills the points that lie in the archive; the others are unknown already. */
static gboolean points_read(int fd, const struct head *head, const struct head_archive *archive, guint source,
                            struct series *series)
{
  gint64 step = series->step_sec, end = archive_end(head, archive);
  gint64 first = MAX(series->first_sec, archive_begin(head, archive));
  gint64 last = MIN(series->first_sec + (gint64)(series->n - 1) * step, end);
  if (first > last)
    return TRUE;
  gsize rows = archive->shape.rows, n = (gsize)((last - first) / step) + 1;
  gsize row = (archive->newest_row + rows - (gsize)((end - first) / step)) % rows;
  gsize before_wrap = MIN(n, rows - row);
  double *points = series->points + (first - series->first_sec) / step;
  return rows_read(fd, head, archive, row, before_wrap, source, points) &&
         rows_read(fd, head, archive, 0, n - before_wrap, source, points + before_wrap);
}

static void series_lay_out(struct series *series, const struct head *head, const struct head_archive *archive,
                           const struct fetch *fetch)
{
  gint64 step = (gint64)archive->shape.step_sec;
  gint64 first = MAX(round_up(fetch->from_sec, step), archive_begin(head, archive));
  gint64 last = MAX(round_down(fetch->to_sec, step), first);
  gsize n = MIN((gsize)((last - first) / step) + 1, FETCH_POINTS_MAX);
  *series = (struct series){first, (guint)step, n, g_new(double, n)};
  for (gsize i = 0; i < n; i++)
    series->points[i] = NAN;
}

static void series_check(struct series *series, const struct head_source *source)
{
  for (gsize i = 0; i < series->n; i++) {
    double value = series->points[i];
    if (!isfinite(value) || value < source->min - fabs(source->min) * ROUNDING ||
        value > source->max + fabs(source->max) * ROUNDING)
      series->points[i] = NAN;
  }
}

static gboolean fail(GError **error, enum provost_error code, const char *object, const char *reason)
{
  g_set_error(error, PROVOST_ERROR, code, "cannot read the history of %s: %s", object, reason);
  return FALSE;
}

static gboolean read_once(int fd, struct head *head, const struct fetch *fetch, struct series *series,
                          GError **error)
{
  g_autoptr(GError) why = NULL;
  if (head_read(fd, head, &why) != HEAD_SOUND)
    return fail(error, PROVOST_ERROR_STORAGE, fetch->object, why->message);
  const struct head_archive *archive = archive_choose(head, fetch);
  int source = source_find(head, metric_get(fetch->metric)->rrd_name);
  if (!archive || source < 0)
    return fail(error, PROVOST_ERROR_NOT_FOUND, fetch->object, "its file does not hold this metric");
  series_lay_out(series, head, archive, fetch);
  if (points_read(fd, head, archive, (guint)source, series)) {
    series_check(series, &head->source[source]);
    return TRUE;
  }
  g_clear_pointer(&series->points, g_free);
  return fail(error, PROVOST_ERROR_STORAGE, fetch->object, "its file became shorter");
}

static gboolean is_locked(int fd)
{
  struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
  return fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

/* An update moves rows and time one after the other under a lock. It was not seen half done if nobody held the
 * lock before and after, and the time is the same. After some tries the lock is not an update's. */
static gboolean read_settled(int fd, const struct fetch *fetch, struct series *series, GError **error)
{
  struct head head, after;
  for (guint try = 1;; try++) {
    gboolean was_locked = is_locked(fd);
    if (!read_once(fd, &head, fetch, series, error))
      return FALSE;
    gboolean is_settled = !was_locked && !is_locked(fd) && head_read(fd, &after, NULL) == HEAD_SOUND &&
                          after.last_sec == head.last_sec;
    if (is_settled || try == TRIES)
      return TRUE;
    g_free(series->points);
    g_usleep(RETRY_US);
  }
}

static gboolean fetch_is_sound(const struct fetch *fetch, struct object *object, GError **error)
{
  if (!object_parse(fetch->object, object) || object->class == CLASS_NONE)
    return fail(error, PROVOST_ERROR_INVALID, fetch->object, "that is no host, guest or part of one");
  if (fetch->metric >= metric_count() || metric_get(fetch->metric)->class != object->class)
    return fail(error, PROVOST_ERROR_INVALID, fetch->object, "it has no such metric");
  if (fetch->from_sec < 0 || fetch->to_sec < fetch->from_sec || fetch->to_sec > LIMIT_TIME_SEC)
    return fail(error, PROVOST_ERROR_INVALID, fetch->object, "the time asked for is none, or ends before it begins");
  return TRUE;
}

gboolean fetch_series(const char *directory, const struct fetch *fetch, struct series *series, GError **error)
{
  struct object object;
  if (!fetch_is_sound(fetch, &object, error))
    return FALSE;
  g_autofree char *path = history_path(directory, &object);
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 && errno == ENOENT) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "there is no history of %s yet", fetch->object);
    return FALSE;
  }
  if (fd < 0)
    return fail(error, PROVOST_ERROR_STORAGE, fetch->object, g_strerror(errno));
  gboolean done = read_settled(fd, fetch, series, error);
  close(fd);
  return done;
}
