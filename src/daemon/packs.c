#include "daemon/packs.h"

#include "base/installed.h"

#include <string.h>

static void pack_clear(gpointer data)
{
  struct pack *pack = data;
  manifest_free(pack->manifest);
  pack_text_unref(pack->text);
}

static void pack_unref(gpointer pack)
{
  g_rc_box_release_full(pack, pack_clear);
}

GPtrArray *packs_new(void)
{
  return g_ptr_array_new_with_free_func(pack_unref);
}

struct pack *packs_find(const GPtrArray *packs, const char *folder)
{
  for (guint i = 0; i < packs->len; i++) {
    struct pack *pack = packs->pdata[i];
    if (strcmp(pack->text->folder, folder) == 0)
      return pack;
  }
  return NULL;
}

const struct pack *packs_named(const GPtrArray *packs, const char *name)
{
  for (guint i = 0; i < packs->len; i++) {
    const struct pack *pack = packs->pdata[i];
    if (!pack->is_canary && pack->manifest && strcmp(pack->manifest->name, name) == 0)
      return pack;
  }
  return NULL;
}

static void declare(struct pack *pack, GPtrArray *declared)
{
  const struct pack *former = packs_find(declared, pack->text->folder);
  if (former) {
    manifest_declare_again(pack->manifest, former->manifest);
    return;
  }
  manifest_declare(pack->manifest);
  if (pack->manifest->tables->len > 0)
    g_ptr_array_add(declared, g_rc_box_acquire(pack));
}

/* What a canary brings must stand in the catalogue already. */
static void adopt(struct pack *canary, const GPtrArray *packs)
{
  struct manifest *manifest = canary->manifest;
  if (manifest->tables->len == 0)
    return;
  const struct pack *running = packs_named(packs, manifest->name);
  manifest_adopt(manifest, running ? running->manifest : NULL);
}

/* `declared` NULL: a canary beside `packs`. Returns NULL where a pack that runs has the name of one that is to run. */
static struct pack *load_pack(const char *folder, const GPtrArray *packs, GPtrArray *declared)
{
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  struct pack *pack = g_rc_box_new0(struct pack);
  pack->is_canary = !declared;
  pack->manifest = manifest_load(folder, errors);
  const struct pack *first = pack->manifest && declared ? packs_named(packs, pack->manifest->name) : NULL;
  if (first) {
    g_warning("the pack %s is loaded already from %s; the one in %s is left out", pack->manifest->name,
              first->text->folder, folder);
    pack_unref(pack);
    return NULL;
  }
  pack->text = pack_text_read(folder, pack->manifest, errors->len > 0 ? errors->pdata[0] : "");
  if (pack->manifest && declared)
    declare(pack, declared);
  else if (pack->manifest)
    adopt(pack, packs);
  const GPtrArray *faults = pack->manifest ? pack->manifest->faults : errors;
  if (faults->len > 0)
    pack_text_refuse(pack->text, faults->pdata[0]);
  for (guint i = 0; i < faults->len; i++)
    g_warning("%s; the pack %s is refused as a whole", (const char *)faults->pdata[i],
              pack->manifest ? pack->manifest->name : folder);
  return pack;
}

static void load_folder(const char *folder, GPtrArray *packs, GPtrArray *declared)
{
  g_autoptr(GPtrArray) folders = packs_in(folder);
  if (folders->len == 0)
    g_warning("%s holds no packs (folders with pack.yaml), so nothing is loaded from there", folder);
  for (guint i = 0; i < folders->len; i++) {
    struct pack *pack = load_pack(folders->pdata[i], packs, declared);
    if (pack)
      g_ptr_array_add(packs, pack);
  }
}

GPtrArray *packs_folders(const struct config *config)
{
  GPtrArray *folders = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(folders, installed_path("packs", PROVOST_DATADIR));
  for (guint i = 0; i < config->packs->len; i++)
    g_ptr_array_add(folders, g_strdup(config->packs->pdata[i]));
  return folders;
}

GPtrArray *packs_load(const GPtrArray *folders, GPtrArray *declared)
{
  GPtrArray *packs = packs_new();
  for (guint i = 0; i < folders->len; i++)
    load_folder(folders->pdata[i], packs, declared);
  return packs;
}

void packs_add_canaries(GPtrArray *packs, const GPtrArray *folders)
{
  for (guint i = 0; i < folders->len; i++)
    load_folder(folders->pdata[i], packs, NULL);
}

static GVariant *oid_body(const struct pack_oid *oid)
{
  return g_variant_new_fixed_array(G_VARIANT_TYPE_UINT32, oid->ids, oid->n, sizeof oid->ids[0]);
}

static GVariant *table_body(const struct pack_table *table)
{
  GVariantBuilder columns;
  g_variant_builder_init(&columns, G_VARIANT_TYPE("a(qauyd)"));
  for (guint i = 0; i < table->columns->len; i++) {
    const struct pack_column *column = table->columns->pdata[i];
    g_variant_builder_add(&columns, "(q@auyd)", column->id, oid_body(&column->oid), (guchar)column->type,
                          column->scale);
  }
  return g_variant_new("(syqbu@aua(qauyd))", table->name, (guchar)table->of, table->class, table->scalars,
                       (guint32)table->max_rows, oid_body(&table->name_oid), &columns);
}

GVariant *packs_tables(const GPtrArray *packs)
{
  GVariantBuilder tables;
  g_variant_builder_init(&tables, G_VARIANT_TYPE("a(syqbuaua(qauyd))"));
  for (guint i = 0; i < packs->len; i++) {
    const struct pack *pack = packs->pdata[i];
    const struct manifest *manifest = pack->is_canary ? NULL : pack->manifest;
    for (guint k = 0; manifest && k < manifest->tables->len; k++)
      g_variant_builder_add_value(&tables, table_body(manifest->tables->pdata[k]));
  }
  return g_variant_builder_end(&tables);
}

gboolean packs_find_trap(const GPtrArray *packs, const char *oid, struct trap_meaning *meaning)
{
  for (guint i = 0; i < packs->len; i++) {
    const struct pack *pack = packs->pdata[i];
    if (pack->is_canary || !pack->manifest || !pack_traps_find(pack->manifest->traps, oid, meaning))
      continue;
    meaning->pack = pack->manifest->name;
    return TRUE;
  }
  return FALSE;
}
