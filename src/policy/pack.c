#include "policy/pack.h"

#include "base/text.h"

#include <string.h>

static void load_file(const struct pack_text *pack, const struct pack_file *file, struct deadline *deadline,
                      GPtrArray *policies, GPtrArray *errors)
{
  g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func(g_free);
  struct policy *policy = policy_load(pack, file, deadline, own);
  g_ptr_array_add(policies, policy);
  text_replace(&policy->pack, pack->name);
  text_replace(&policy->pack_version, pack->version);
  for (guint i = 0; i < own->len; i++)
    g_ptr_array_add(errors, g_build_filename(pack->folder, g_ptr_array_index(own, i), NULL));
}

void pack_load(const struct pack_text *pack, const char *only, struct deadline *deadline, GPtrArray *policies,
               GPtrArray *errors)
{
  g_autoptr(GPtrArray) consequences = g_ptr_array_new_with_free_func(g_free);
  gboolean is_refused = pack->fault[0] != '\0';
  guint first = policies->len;
  for (guint i = 0; i < pack->files->len; i++) {
    const struct pack_file *file = pack->files->pdata[i];
    if (!only || strcmp(only, file->name) == 0)
      load_file(pack, file, deadline, policies, is_refused ? consequences : errors);
  }
  for (guint i = first; is_refused && i < policies->len; i++)
    policy_refuse_with_pack(g_ptr_array_index(policies, i), pack->fault);
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
