#include "plugin/spool.h"

#include "base/error.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define SUFFIX    ".json"
#define LOCK_NAME "lock"
#define FILE_MODE 0600

/* Their names, in the order of their times; never NULL. */
static GPtrArray *names_of(const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  GDir *dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));)
    if (g_str_has_suffix(name, SUFFIX))
      g_ptr_array_add(names, g_strdup(name));
  if (dir)
    g_dir_close(dir);
  g_ptr_array_sort(names, text_order);
  return names;
}

gboolean spool_keep(const char *folder, const json_t *report, GError **error)
{
  g_autoptr(GPtrArray) names = names_of(folder);
  if (names->len >= SPOOL_MAX)
    return error_refuse(error, PROVOST_ERROR_LIMIT, "%s is full: %d reports wait there for provostd", folder, SPOOL_MAX);
  g_autofree char *name = g_strdup_printf("%020" G_GINT64_FORMAT "-%d" SUFFIX, g_get_real_time(), (int)getpid());
  g_autofree char *path = g_build_filename(folder, name, NULL), *text = json_dumps(report, JSON_COMPACT);
  g_autoptr(GError) problem = NULL;
  if (text && g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, FILE_MODE, &problem))
    return TRUE;
  return error_refuse(error, PROVOST_ERROR_STORAGE, "%s cannot be written: %s", folder, problem ? problem->message : "no text");
}

/* Held until it is closed; -1: somebody else has it, or there is no such folder. */
static int lock(const char *folder)
{
  g_autofree char *path = g_build_filename(folder, LOCK_NAME, NULL);
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
  if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0) {
    close(fd);
    return -1;
  }
  return fd;
}

static void remove_first(const char *folder, const GPtrArray *names, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);
    g_unlink(path);
  }
}

/* What the files from the first on say, as far as there is room; one that cannot be read says nothing. `n` of them. New reference. */
static json_t *read_batch(const char *folder, const GPtrArray *names, guint *n)
{
  json_t *reports = json_array();
  gsize size = 0, bytes = 0;
  for (*n = 0; *n < names->len; ++*n) {
    g_autofree char *path = g_build_filename(folder, names->pdata[*n], NULL), *text = NULL;
    json_auto_t *report = g_file_get_contents(path, &text, &size, NULL) ? json_loadb(text, size, 0, NULL) : NULL;
    if (!json_is_object(report) || size >= SPOOL_BYTES)
      continue;
    bytes += size + 1;
    if (bytes > SPOOL_BYTES)
      break;
    json_array_append(reports, report);
  }
  return reports;
}

/* What provostd will never take must not stop what comes behind it. */
static gboolean is_refused_for_good(const GError *error)
{
  return error && error->code == PROVOST_ERROR_REFUSED;
}

/* The first of them. FALSE with error; what is refused for good is removed, too. */
static gboolean deliver_batch(const char *folder, struct client *client, GPtrArray *names, GError **error)
{
  guint n;
  g_autoptr(GError) problem = NULL;
  json_t *reports = read_batch(folder, names, &n);
  json_auto_t *answer = json_array_size(reports)
                            ? client_post(client, "/v1/alerts", json_pack("{s:o}", "alerts", reports), &problem)
                            : reports;
  if (answer || is_refused_for_good(problem)) {
    remove_first(folder, names, n);
    g_ptr_array_remove_range(names, 0, n);
  }
  if (!answer)
    g_propagate_error(error, g_steal_pointer(&problem));
  return answer != NULL;
}

static gboolean deliver_locked(const char *folder, struct client *client, GError **error)
{
  g_autoptr(GPtrArray) names = names_of(folder);
  while (names->len > 0)
    if (!deliver_batch(folder, client, names, error))
      return FALSE;
  return TRUE;
}

gboolean spool_deliver(const char *folder, struct client *client, GError **error)
{
  int fd = lock(folder);
  if (fd < 0)
    return TRUE;
  gboolean is_told = deliver_locked(folder, client, error);
  close(fd);
  return is_told;
}
