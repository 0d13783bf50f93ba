#include "json/needs_json.h"

#include "json/fields.h"

static json_t *pools_to_json(const struct host_offers *offers)
{
  json_t *array = json_array();
  for (guint i = 0; i < offers->n_pools; i++) {
    const struct storage_pool *pool = &offers->pools[i];
    json_array_append_new(array, json_pack("{s:s, s:s, s:o}", "name", pool->name, "type", pool->type, "path",
                                           *pool->path ? json_string(pool->path) : json_null()));
  }
  return array;
}

void offers_set(json_t *json, const struct host *host)
{
  const struct host_offers *offers = host->offers;
  gboolean has_networks = offers && offers->known & (OFFER_NETWORKS | OFFER_INTERFACES);
  gboolean has_pools = offers && offers->known & OFFER_POOLS;
  field_add(json, "networks", has_networks ? strings_to_json(offers->networks) : json_null());
  field_add(json, "storage", has_pools ? pools_to_json(offers) : json_null());
}

static json_t *processor_to_json(const struct guest_needs *needs)
{
  static const char *const names[CPU_NEEDS] = {
      [CPU_NEED_NONE] = "any",
      [CPU_NEED_SAME] = "same model",
  };
  return needs->cpu == CPU_NEED_EXACT ? json_string(needs->cpu_label) : text_to_json(names[needs->cpu]);
}

json_t *needs_to_json(const struct guest_needs *needs)
{
  if (!needs)
    return json_null();
  return json_pack("{s:o, s:o, s:o}", "networks", strings_to_json(needs->networks), "storage",
                   strings_to_json(needs->storage), "processor", processor_to_json(needs));
}
