#include "replay/recorded.h"

#include "base/error.h"
#include "base/text.h"
#include "rrd/head.h"
#include "rrd/path.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define SUFFIX ".rrd"

/* The names in a folder, sorted; empty where there is none. */
static GPtrArray *names_in(const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name(dir)))
    g_ptr_array_add(names, g_strdup(name));
  g_ptr_array_sort(names, text_order);
  return names;
}

/* "host-net" of the folder "net" below a host; CLASS_NONE where nobody has declared it. */
static enum object_class class_of(enum subject_kind kind, const char *part)
{
  g_autofree char *name = g_strdup_printf("%s-%s", subject_kind_name(kind), part);
  for (guint class = 0; class < object_class_count(); class++)
    if (strcmp(object_class_name(class), name) == 0)
      return class;
  return CLASS_NONE;
}

/* The written form of what lies at `path`, or NULL where that is another's place. */
static char *object_at(const char *directory, const char *path, char *name)
{
  struct object object;
  g_autofree char *expected = name && object_parse(name, &object) ? history_path(directory, &object) : NULL;
  if (g_strcmp0(expected, path) == 0)
    return name;
  g_free(name);
  return NULL;
}

static void take_archives(struct recorded *recorded, const struct head *head)
{
  g_array_set_size(recorded->archives, 0);
  for (guint i = 0; i < head->n_archives; i++) {
    const struct archive *shape = &head->archive[i].shape;
    gint64 step = (gint64)shape->step_sec;
    struct recorded_archive archive = {head->last_sec - head->last_sec % step - ((gint64)shape->rows - 1) * step,
                                       (guint)step};
    if (!shape->is_max)
      g_array_append_val(recorded->archives, archive);
  }
}

static int by_step(gconstpointer a, gconstpointer b)
{
  const struct recorded_archive *first = a, *second = b;
  return first->step_sec < second->step_sec ? -1 : first->step_sec > second->step_sec;
}

/* FALSE: it is no history file, or may not be read. */
static gboolean take_head(struct recorded *recorded, const char *path)
{
  struct head head;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  gboolean is_sound = fd >= 0 && head_read(fd, &head, NULL) == HEAD_SOUND;
  if (fd >= 0)
    close(fd);
  if (is_sound && head.last_sec > recorded->newest_sec) {
    recorded->newest_sec = head.last_sec;
    recorded->interval_sec = (guint)head.step_sec;
    take_archives(recorded, &head);
    g_array_sort(recorded->archives, by_step);
  }
  recorded->damaged += !is_sound;
  return is_sound;
}

static void scan_parts(struct recorded *recorded, const char *directory, const char *folder, const char *subject,
                       enum object_class class)
{
  g_autoptr(GPtrArray) files = names_in(folder);
  for (guint i = 0; i < files->len; i++) {
    const char *file = files->pdata[i];
    if (!g_str_has_suffix(file, SUFFIX))
      continue;
    g_autofree char *escaped = g_strndup(file, strlen(file) - strlen(SUFFIX));
    g_autofree char *instance = g_uri_unescape_string(escaped, NULL);
    g_autofree char *path = g_build_filename(folder, file, NULL);
    char *object = instance ? object_at(directory, path, object_part(subject, class, instance)) : NULL;
    if (object)
      g_ptr_array_add(recorded->objects, object);
  }
}

/* One host, guest or device: its own file, then the folders of its parts. */
static void scan_subject(struct recorded *recorded, const char *directory, enum subject_kind kind, const char *escaped)
{
  const char *word = subject_kind_name(kind);
  g_autofree char *folder = g_build_filename(directory, word, escaped, NULL);
  g_autofree char *own = g_strdup_printf("%s/%s" SUFFIX, folder, word);
  g_autofree char *key = g_uri_unescape_string(escaped, NULL);
  char *subject = key ? object_at(directory, own, subject_format(kind, key)) : NULL;
  if (!subject)
    return;
  g_ptr_array_add(recorded->objects, subject);
  if (g_file_test(own, G_FILE_TEST_EXISTS))
    take_head(recorded, own);
  g_autoptr(GPtrArray) parts = names_in(folder);
  for (guint i = 0; i < parts->len; i++) {
    enum object_class class = class_of(kind, parts->pdata[i]);
    g_autofree char *below = g_build_filename(folder, parts->pdata[i], NULL);
    if (class != CLASS_NONE)
      scan_parts(recorded, directory, below, subject, class);
  }
}

struct recorded *recorded_scan(const char *directory, GError **error)
{
  if (access(directory, R_OK | X_OK) < 0) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND,
                "the history in %s cannot be read: %s (group provost may; --history names another folder)", directory,
                g_strerror(errno));
    return NULL;
  }
  struct recorded *recorded = g_new0(struct recorded, 1);
  recorded->objects = g_ptr_array_new_with_free_func(g_free);
  recorded->archives = g_array_new(FALSE, FALSE, sizeof(struct recorded_archive));
  for (enum subject_kind kind = 0; kind < SUBJECT_KINDS; kind++) {
    g_autofree char *folder = g_build_filename(directory, subject_kind_name(kind), NULL);
    g_autoptr(GPtrArray) keys = names_in(folder);
    for (guint i = 0; i < keys->len; i++)
      scan_subject(recorded, directory, kind, keys->pdata[i]);
  }
  if (recorded->archives->len > 0)
    return recorded;
  recorded_free(recorded);
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "%s holds no history that may be read", directory);
  return NULL;
}

void recorded_free(struct recorded *recorded)
{
  if (!recorded)
    return;
  g_ptr_array_unref(recorded->objects);
  g_array_unref(recorded->archives);
  g_free(recorded);
}

/* The next round of the coarser resolution, so that none of its means is lost between two stretches. */
static gint64 round_up(gint64 sec, gint64 step_sec)
{
  return (sec + step_sec - 1) / step_sec * step_sec;
}

GArray *recorded_stretches(const struct recorded *recorded, gint64 from_sec, gint64 to_sec, guint step_sec)
{
  GArray *stretches = g_array_new(FALSE, FALSE, sizeof(struct stretch));
  const struct recorded_archive *archives = (const void *)recorded->archives->data;
  guint n = recorded->archives->len;
  gint64 end_sec = MIN(to_sec, recorded->newest_sec);
  for (guint i = 0; i < n && end_sec > from_sec; i++) {
    if (archives[i].step_sec < step_sec && i + 1 < n)
      continue;
    gint64 step = archives[i].step_sec, begin_sec = archives[i].begin_sec - step;
    if (i + 1 < n)
      begin_sec = round_up(begin_sec, archives[i + 1].step_sec);
    struct stretch stretch = {MAX(from_sec, begin_sec), end_sec, (guint)step};
    if (stretch.to_sec / step <= stretch.from_sec / step)
      continue;
    g_array_prepend_val(stretches, stretch);
    end_sec = stretch.from_sec;
  }
  return stretches;
}
