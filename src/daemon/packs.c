#include "daemon/packs.h"

#include "base/installed.h"
#include "config/manifest.h"

GVariant *packs_folders(const struct config *config)
{
  g_autofree char *shipped = installed_path("packs", PROVOST_DATADIR);
  GVariantBuilder folders;
  g_variant_builder_init(&folders, G_VARIANT_TYPE("as"));
  g_variant_builder_add(&folders, "s", shipped);
  for (guint i = 0; i < config->packs->len; i++)
    g_variant_builder_add(&folders, "s", config->packs->pdata[i]);
  return g_variant_builder_end(&folders);
}

/* A manifest that cannot be read is provost-policy's to complain of. */
static void declare_pack(const char *folder, GPtrArray *manifests)
{
  g_autoptr(GPtrArray) said_by_policy = g_ptr_array_new_with_free_func(g_free);
  struct manifest *manifest = manifest_load(folder, said_by_policy);
  if (!manifest)
    return;
  manifest_declare(manifest);
  g_ptr_array_add(manifests, manifest);
  for (guint i = 0; i < manifest->faults->len; i++)
    g_warning("%s; the pack %s is refused as a whole", (const char *)manifest->faults->pdata[i], manifest->name);
}

GPtrArray *packs_declare(const struct config *config)
{
  GPtrArray *manifests = g_ptr_array_new_with_free_func((GDestroyNotify)manifest_free);
  g_autoptr(GVariant) folders = g_variant_ref_sink(packs_folders(config));
  for (gsize i = 0; i < g_variant_n_children(folders); i++) {
    const char *folder;
    g_variant_get_child(folders, i, "&s", &folder);
    g_autoptr(GPtrArray) packs = packs_in(folder);
    for (guint k = 0; k < packs->len; k++)
      declare_pack(packs->pdata[k], manifests);
  }
  return manifests;
}

GVariant *packs_refused(const GPtrArray *manifests)
{
  GVariantBuilder refused;
  g_variant_builder_init(&refused, G_VARIANT_TYPE("a(ss)"));
  for (guint i = 0; i < manifests->len; i++) {
    const struct manifest *manifest = manifests->pdata[i];
    g_autofree char *folder = g_path_get_dirname(manifest->path);
    if (manifest->faults->len > 0)
      g_variant_builder_add(&refused, "(ss)", folder, manifest->faults->pdata[0]);
  }
  return g_variant_builder_end(&refused);
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

GVariant *packs_tables(const GPtrArray *manifests)
{
  GVariantBuilder tables;
  g_variant_builder_init(&tables, G_VARIANT_TYPE("a(syqbuaua(qauyd))"));
  for (guint i = 0; i < manifests->len; i++) {
    const struct manifest *manifest = manifests->pdata[i];
    for (guint k = 0; k < manifest->tables->len; k++)
      g_variant_builder_add_value(&tables, table_body(manifest->tables->pdata[k]));
  }
  return g_variant_builder_end(&tables);
}
