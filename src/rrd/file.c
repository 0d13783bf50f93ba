#include "rrd/file.h"

#include "base/error.h"
#include "base/limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <rrd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define FOLDER_MODE 0750
/* More interfaces than a host can have at a time, since taps of guests come and go. */
#define FOLDER_FILES_MAX (4 * LIMIT_INSTANCES)
#define ASIDE_MAX 9

static gboolean fail(GError **error, const char *what, const char *path, const char *reason)
{
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "cannot %s %s: %s", what, path, reason);
  return FALSE;
}

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

gboolean file_create(const char *path, const struct layout *layout, gint64 first_sec, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(path);
  if (g_mkdir_with_parents(folder, FOLDER_MODE) < 0)
    return fail(error, "make the folder", folder, g_strerror(errno));
  if (!folder_has_room(folder, error))
    return FALSE;
  g_auto(GStrv) arguments = layout_arguments(layout);
  rrd_clear_error();
  return rrd_create_r2(path, layout->step_sec, first_sec - layout->step_sec, 1, NULL, NULL,
                       (int)g_strv_length(arguments), (const char **)arguments) == 0 ||
         fail(error, "make", path, librrd_reason(folder, layout_bytes(layout)));
}

/* The first free name FILE.WORD-N, or the ninth. Caller frees. */
static char *aside_name(const char *path, const char *word)
{
  char *aside = NULL;
  for (guint i = 1; i <= ASIDE_MAX; i++) {
    g_free(aside);
    aside = g_strdup_printf("%s.%s-%u", path, word, i);
    if (access(aside, F_OK) < 0)
      break;
  }
  return aside;
}

static gboolean layout_has(const struct layout *layout, const char *source)
{
  for (guint i = 0; i < layout->n_sources; i++)
    if (strcmp(layout->source[i]->rrd_name, source) == 0)
      return TRUE;
  return FALSE;
}

/* The new file takes the path; a second name keeps the old one. */
static gboolean keep_lost_sources(const char *path, const struct layout *layout, const struct head *head,
                                  GError **error)
{
  guint i = 0;
  while (i < head->n_sources && layout_has(layout, head->source[i].name))
    i++;
  if (i == head->n_sources)
    return TRUE;
  g_autofree char *aside = aside_name(path, "old");
  unlink(aside);
  return link(path, aside) == 0 || fail(error, "give a second name to", path, g_strerror(errno));
}

/* One big write leaves big pages in the cache, and each update would dirty one of them: out with them. */
static void leave_cache(const char *path)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return;
  if (fdatasync(fd) == 0)
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
  close(fd);
}

gboolean file_convert(const char *path, const struct layout *layout, const struct head *head, GError **error)
{
  const char *sources[] = {path, NULL};
  g_auto(GStrv) arguments = layout_arguments(layout);
  if (!keep_lost_sources(path, layout, head, error))
    return FALSE;
  rrd_clear_error();
  /* Within a step of the new file librrd 1.7.2 would count the time before as known, and zero. */
  gint64 last_sec = head->last_sec - head->last_sec % layout->step_sec;
  if (rrd_create_r2(path, layout->step_sec, last_sec, 0, sources, NULL, (int)g_strv_length(arguments),
                    (const char **)arguments) != 0) {
    g_autofree char *folder = g_path_get_dirname(path);
    return fail(error, "convert", path, librrd_reason(folder, layout_bytes(layout)));
  }
  leave_cache(path);
  return TRUE;
}

gboolean file_fill_holes(const char *path, int fd, GError **error)
{
  struct stat file;
  if (fstat(fd, &file) < 0 || (gint64)file.st_blocks * 512 >= (gint64)file.st_size)
    return TRUE;
  int status = posix_fallocate(fd, 0, file.st_size);
  return status == 0 || fail(error, "write", path, g_strerror(status));
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

gboolean file_update(const char *path, const GPtrArray *arguments, GError **error)
{
  rrd_clear_error();
  if (rrd_updatex_r(path, NULL, RRD_SKIP_PAST_UPDATES, (int)arguments->len,
                    (const char **)arguments->pdata) == 0)
    return TRUE;
  pid_t holder = lock_holder(path);
  if (holder <= 0)
    return fail(error, "write", path, librrd_reason(path, 0));
  g_autofree char *reason = g_strdup_printf("process %d has locked it", (int)holder);
  return fail(error, "write", path, reason);
}

char *file_set_aside(const char *path, const char *word, const char *reason, GError **error)
{
  g_autofree char *aside = aside_name(path, word);
  if (rename(path, aside) < 0) {
    fail(error, "put aside", path, g_strerror(errno));
    return NULL;
  }
  g_warning("%s: %s; it was renamed to %s and a new history begins", path, reason, aside);
  return g_steal_pointer(&aside);
}
