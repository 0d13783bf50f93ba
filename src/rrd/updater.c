#include "rrd/updater.h"

#include "base/error.h"
#include "rrd/file.h"

static void begin(struct updater *updater, const struct update *update)
{
  undo_begin(updater->undo,
             &(struct undo_update){update->path, update->fd, update->newest_sec, update->header_bytes});
}

static gboolean write_here(struct updater *updater, const struct update *update, GError **error)
{
  begin(updater, update);
  if (file_update(update->path, update->arguments, error))
    return TRUE;
  undo_forget(updater->undo);
  return FALSE;
}

/* Has rrdcached write the samples, of whatever it says. */
static gboolean have_written(struct updater *updater, const struct update *update, GError **error)
{
  if (!cached_is_there(updater->cached, update->path, error))
    return FALSE;
  if (updater->is_unsure)
    undo_torn(updater->undo);
  begin(updater, update);
  updater->is_unsure = !cached_write(updater->cached, update->path, update->arguments, error);
  return !updater->is_unsure;
}

/* rrdcached does not say what it could not write, and refuses to take it again before it forgets. */
static gboolean write_cached(struct updater *updater, const struct update *update, GError **error)
{
  struct head head;
  if (!have_written(updater, update, error))
    return FALSE;
  if (head_read(update->fd, &head, NULL) == HEAD_SOUND && head.last_sec >= update->newest_sec)
    return TRUE;
  if (!cached_forget(updater->cached, update->path, error))
    return FALSE;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "cannot write %s: rrdcached took samples that are not in the "
              "file: see its log, and whether the disk is full", update->path);
  return FALSE;
}

gboolean updater_write(struct updater *updater, const struct update *update, GError **error)
{
  return updater->cached ? write_cached(updater, update, error) : write_here(updater, update, error);
}

gboolean updater_let_go(struct updater *updater, const char *path, GError **error)
{
  return !updater->cached || cached_forget(updater->cached, path, error);
}

gboolean updater_settle(struct updater *updater, const char *path, GError **error)
{
  return !updater->cached || cached_write(updater->cached, path, NULL, error);
}
