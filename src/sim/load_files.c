#include "sim/load_files.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define SHOWN_MAX 5 /* columns that a note names */

struct load_files {
  char *folder;
  GHashTable *sets;   /* path -> struct load_set */
  GHashTable *tables; /* path -> struct curve_table */
};

static void load_set_free(gpointer data)
{
  struct load_set *set = data;
  g_ptr_array_unref(set->paths);
  g_free(set);
}

struct load_files *load_files_new(const char *folder)
{
  struct load_files *files = g_new(struct load_files, 1);
  files->folder = g_strdup(folder);
  files->sets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, load_set_free);
  files->tables = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)curve_table_free);
  return files;
}

void load_files_free(struct load_files *files)
{
  g_free(files->folder);
  g_hash_table_unref(files->sets);
  g_hash_table_unref(files->tables);
  g_free(files);
}

char *load_files_path(const struct load_files *files, const char *path)
{
  return g_path_is_absolute(path) ? g_strdup(path) : g_build_filename(files->folder, path, NULL);
}

/* Sorted; NULL with a sentence where the folder cannot be read. */
static GPtrArray *files_in(const char *folder, const char *names, GError **error)
{
  GDir *dir = g_dir_open(folder, 0, error);
  const char *name;
  if (!dir)
    return NULL;
  GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
  while ((name = g_dir_read_name(dir))) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (name[0] != '.' && g_pattern_match_simple(names, name) && g_file_test(path, G_FILE_TEST_IS_REGULAR))
      g_ptr_array_add(paths, g_steal_pointer(&path));
  }
  g_dir_close(dir);
  g_ptr_array_sort(paths, text_order);
  return paths;
}

struct load_set *load_files_set(struct load_files *files, const char *pattern, GError **error)
{
  g_autofree char *path = load_files_path(files, pattern);
  g_autofree char *last = g_path_get_basename(path), *above = g_path_get_dirname(path);
  gboolean is_pattern = strpbrk(last, "*?") != NULL;
  struct load_set *set = g_hash_table_lookup(files->sets, path);
  if (set)
    return set;
  GPtrArray *paths = files_in(is_pattern ? above : path, is_pattern ? last : "*", error);
  if (!paths)
    return NULL;
  if (paths->len == 0) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "there is no file of a load curve in %s", path);
    g_ptr_array_unref(paths);
    return NULL;
  }
  set = g_new0(struct load_set, 1);
  set->paths = paths;
  g_hash_table_insert(files->sets, g_steal_pointer(&path), set);
  return set;
}

const char *load_set_next(struct load_set *set)
{
  return set->paths->pdata[set->next++ % set->paths->len];
}

guint load_set_left(const struct load_set *set)
{
  return set->paths->len - set->next % set->paths->len;
}

struct curve_table *load_files_table(struct load_files *files, const char *path, GError **error)
{
  char *whole = load_files_path(files, path);
  struct curve_table *table = g_hash_table_lookup(files->tables, whole);
  if (!table && (table = curve_table_read(whole, error)))
    g_hash_table_insert(files->tables, whole, table);
  else
    g_free(whole);
  return table;
}

void load_files_note(const struct load_files *files, GPtrArray *notes)
{
  GHashTableIter each;
  gpointer path, table;
  g_hash_table_iter_init(&each, files->tables);
  while (g_hash_table_iter_next(&each, &path, &table)) {
    g_autoptr(GPtrArray) left = curve_table_left(table);
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < MIN(left->len, SHOWN_MAX); i++)
      g_string_append_printf(list, "%s%s", i > 0 ? ", " : "", (const char *)left->pdata[i]);
    if (left->len > 0)
      g_ptr_array_add(notes, g_strdup_printf("no guest takes %u of the columns of %s: %s%s", left->len, (const char *)path,
                                             list->str, left->len > SHOWN_MAX ? ", ..." : ""));
  }
}
