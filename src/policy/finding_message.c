#include "policy/finding_message.h"

static GVariant *string_map(GHashTable *map)
{
  GVariantBuilder builder;
  g_variant_builder_init(&builder, G_VARIANT_TYPE("a{ss}"));
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init(&iter, map);
  while (g_hash_table_iter_next(&iter, &key, &value))
    g_variant_builder_add(&builder, "{ss}", key, value);
  return g_variant_builder_end(&builder);
}

static GVariant *evidence_list(const GPtrArray *list)
{
  GVariantBuilder builder;
  g_variant_builder_init(&builder, G_VARIANT_TYPE("a(sqxxdddduuad)"));
  for (guint i = 0; i < list->len; i++) {
    const struct evidence *e = g_ptr_array_index(list, i);
    GVariant *values =
        g_variant_new_fixed_array(G_VARIANT_TYPE_DOUBLE, e->values->data, e->values->len, sizeof(double));
    g_variant_builder_add(&builder, "(sqxxdddduu@ad)", e->object, (guint16)e->metric, e->from_sec,
                          e->to_sec, e->min, e->avg, e->max, e->last, e->count, e->expected, values);
  }
  return g_variant_builder_end(&builder);
}

static GVariant *remedy_list(const GPtrArray *list)
{
  GVariantBuilder builder;
  g_variant_builder_init(&builder, G_VARIANT_TYPE("a(ya{ss})"));
  for (guint i = 0; i < list->len; i++) {
    const struct remedy *remedy = g_ptr_array_index(list, i);
    g_variant_builder_add(&builder, "(y@a{ss})", (guchar)remedy->kind, string_map(remedy->parameters));
  }
  return g_variant_builder_end(&builder);
}

GVariant *finding_message(const struct finding *finding)
{
  return g_variant_new("(xyssssssy@a{ss}@a(sqxxdddduuad)@a(ya{ss}))", finding->stamp_sec,
                       (guchar)finding->kind, finding->policy, finding->pack, finding->pack_version,
                       finding->title, finding->subject, finding->text, (guchar)finding->severity,
                       string_map(finding->settings), evidence_list(finding->evidence),
                       remedy_list(finding->remedies));
}
