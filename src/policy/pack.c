#include "policy/pack.h"

#include "base/text.h"
#include "config/manifest.h"

#include <string.h>

static int compare_paths(gconstpointer a, gconstpointer b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
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

void pack_load(const struct pack_source *source, struct deadline *deadline, GPtrArray *policies, GPtrArray *errors)
{
  g_autoptr(GPtrArray) consequences = g_ptr_array_new_with_free_func(g_free);
  guint first = policies->len, before = errors->len;
  struct manifest *manifest = manifest_load(source->folder, errors);
  const char *fault = manifest ? source->fault : errors->pdata[before];
  g_autoptr(GPtrArray) files = pack_files(source->folder, "", ".lua");
  for (guint i = 0; i < files->len; i++) {
    g_autofree char *name = g_path_get_basename(g_ptr_array_index(files, i));
    if (!source->only || strcmp(source->only, name) == 0)
      load_file(g_ptr_array_index(files, i), manifest, deadline, policies, fault ? consequences : errors);
  }
  for (guint i = first; fault && i < policies->len; i++)
    policy_refuse_with_pack(g_ptr_array_index(policies, i), fault);
  manifest_free(manifest);
}

gboolean pack_declare(const char *folder, GPtrArray *errors)
{
  g_autoptr(GPtrArray) said_later = g_ptr_array_new_with_free_func(g_free);
  struct manifest *manifest = manifest_load(folder, said_later);
  if (!manifest)
    return FALSE;
  manifest_declare(manifest);
  for (guint i = 0; i < manifest->faults->len; i++)
    g_ptr_array_add(errors, g_strdup(manifest->faults->pdata[i]));
  gboolean has_tables = manifest->tables->len > 0;
  manifest_free(manifest);
  return has_tables;
}
