#include "policy/finding_message.h"

#include "base/limits.h"

/* Put together from values, not from formats: a tip is told in each round, and reading formats would be most of it. */

static GVariant *parameter_map(GHashTable *map)
{
  g_autofree GVariant **pairs = g_new(GVariant *, g_hash_table_size(map));
  gsize n = 0;
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init(&iter, map);
  while (g_hash_table_iter_next(&iter, &key, &value))
    pairs[n++] = g_variant_new_dict_entry(g_variant_new_string(key), g_variant_new_string(value));
  return g_variant_new_array(G_VARIANT_TYPE("{ss}"), pairs, n);
}

static GVariant *evidence_row(const struct evidence *evidence)
{
  const GArray *values = evidence->values;
  GVariant *fields[] = {
      g_variant_new_string(evidence->object),
      g_variant_new_uint16((guint16)evidence->metric),
      g_variant_new_int64(evidence->from_sec),
      g_variant_new_int64(evidence->to_sec),
      g_variant_new_double(evidence->min),
      g_variant_new_double(evidence->avg),
      g_variant_new_double(evidence->max),
      g_variant_new_double(evidence->last),
      g_variant_new_uint32(evidence->count),
      g_variant_new_uint32(evidence->expected),
      g_variant_new_fixed_array(G_VARIANT_TYPE_DOUBLE, values->data, values->len, sizeof(double)),
  };
  return g_variant_new_tuple(fields, G_N_ELEMENTS(fields));
}

static GVariant *evidence_list(const GPtrArray *list)
{
  GVariant *rows[LIMIT_EVIDENCE];
  for (guint i = 0; i < list->len; i++)
    rows[i] = evidence_row(list->pdata[i]);
  return g_variant_new_array(G_VARIANT_TYPE("(sqxxdddduuad)"), rows, list->len);
}

static GVariant *service_list(const GPtrArray *alerts)
{
  GVariant *services[LIMIT_EVIDENCE];
  for (guint i = 0; i < alerts->len; i++)
    services[i] = g_variant_new_string(((const struct tip_alert *)alerts->pdata[i])->service);
  return g_variant_new_array(G_VARIANT_TYPE_STRING, services, alerts->len);
}

static GVariant *remedy_list(const GPtrArray *list)
{
  GVariant *rows[LIMIT_REMEDIES];
  for (guint i = 0; i < list->len; i++) {
    const struct remedy *remedy = list->pdata[i];
    GVariant *fields[] = {g_variant_new_byte((guchar)remedy->kind), parameter_map(remedy->parameters)};
    rows[i] = g_variant_new_tuple(fields, G_N_ELEMENTS(fields));
  }
  return g_variant_new_array(G_VARIANT_TYPE("(ya{ss})"), rows, list->len);
}

GVariant *finding_message(const struct finding *finding, GVariant *settings)
{
  GVariant *fields[] = {
      g_variant_new_int64(finding->stamp_sec),
      g_variant_new_byte((guchar)finding->kind),
      g_variant_new_string(finding->policy),
      g_variant_new_string(finding->pack),
      g_variant_new_string(finding->pack_version),
      g_variant_new_string(finding->title),
      g_variant_new_string(finding->subject),
      g_variant_new_string(finding->text),
      g_variant_new_byte((guchar)finding->severity),
      settings,
      evidence_list(finding->evidence),
      service_list(finding->alerts),
      remedy_list(finding->remedies),
  };
  return g_variant_new_tuple(fields, G_N_ELEMENTS(fields));
}
