#include "policy/pack.h"

#include "base/text.h"
#include "policy/manifest.h"

#include <string.h>

static gboolean pack_is(const char *folder)
{
  g_autofree char *manifest = g_build_filename(folder, MANIFEST_FILE, NULL);
  return g_file_test(manifest, G_FILE_TEST_EXISTS);
}

static int compare_paths(gconstpointer a, gconstpointer b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

GPtrArray *packs_in(const char *folder)
{
  GPtrArray *packs = g_ptr_array_new_with_free_func(g_free);
  if (pack_is(folder)) {
    g_ptr_array_add(packs, g_strdup(folder));
    return packs;
  }
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name;
  while (dir && packs->len < PACKS_MAX && (name = g_dir_read_name(dir))) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (name[0] != '.' && pack_is(path))
      g_ptr_array_add(packs, g_steal_pointer(&path));
  }
  g_ptr_array_sort(packs, compare_paths);
  return packs;
}

GPtrArray *pack_files(const char *folder, const char *subfolder, const char *suffix)
{
  GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *path = g_build_filename(folder, subfolder, NULL);
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  const char *name;
  while (dir && files->len < PACK_FILES_MAX && (name = g_dir_read_name(dir)))
    if (name[0] != '.' && g_str_has_suffix(name, suffix))
      g_ptr_array_add(files, g_build_filename(path, name, NULL));
  g_ptr_array_sort(files, compare_paths);
  return files;
}

static void load_file(const char *path, const struct manifest *manifest, struct deadline *deadline,
                      GPtrArray *policies, GPtrArray *errors)
{
  g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func(g_free);
  struct policy *policy = policy_load(path, deadline, own);
  g_ptr_array_add(policies, policy);
  if (manifest) {
    text_replace(&policy->pack, manifest->name);
    text_replace(&policy->pack_version, manifest->version);
  }
  g_autofree char *folder = g_path_get_dirname(path);
  for (guint i = 0; i < own->len; i++)
    g_ptr_array_add(errors, g_build_filename(folder, g_ptr_array_index(own, i), NULL));
}

void pack_load(const char *folder, const char *only, struct deadline *deadline, GPtrArray *policies,
               GPtrArray *errors)
{
  guint first = policies->len, before = errors->len;
  struct manifest *manifest = manifest_load(folder, errors);
  g_autoptr(GPtrArray) files = pack_files(folder, "", ".lua");
  for (guint i = 0; i < files->len; i++) {
    g_autofree char *name = g_path_get_basename(g_ptr_array_index(files, i));
    if (!only || strcmp(only, name) == 0)
      load_file(g_ptr_array_index(files, i), manifest, deadline, policies, errors);
  }
  for (guint i = first; !manifest && i < policies->len; i++)
    policy_refuse(g_ptr_array_index(policies, i), g_ptr_array_index(errors, before));
  manifest_free(manifest);
}
