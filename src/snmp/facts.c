#include "snmp/facts.h"

/* A table that was not read to its end is neither found nor missing. */
static void add_table(const struct found *found, GVariantBuilder *has, GVariantBuilder *lacks)
{
  if (found->why == READING_KNOWN)
    g_variant_builder_add(has, "s", found->table->name);
  else if (found->why == READING_NOT_SUPPORTED && !found->table->unless)
    g_variant_builder_add(lacks, "s", found->table->name);
}

static void add_trouble(const struct found *found, GVariantBuilder *trouble)
{
  const char *name = found->table->name;
  if (found->why == READING_BAD_VALUE)
    g_variant_builder_add_value(trouble, g_variant_new_printf("its answers to a walk of %s make no sense", name));
  else if (found->why == READING_NO_ANSWER)
    g_variant_builder_add_value(trouble, g_variant_new_printf("it did not give %s in time", name));
  else if (found->why == READING_REFUSED)
    g_variant_builder_add_value(trouble, g_variant_new_printf("it refuses %s", name));
  if (found->cut)
    g_variant_builder_add_value(trouble, g_variant_new_printf("%s is larger than the %u rows that are taken", name, found->table->max_rows));
}

/* Values of a wrong type, table by table. */
static void add_bad_values(const struct inventory *inventory, const struct found *found, GVariantBuilder *trouble)
{
  for (guint i = 0; i < found->n; i++) {
    const struct instance *instance = inventory_instance(inventory, found->first + i);
    for (guint k = 0; k < instance->n_slots; k++)
      if (inventory_slot(inventory, instance->first_slot + k)->state == CELL_BAD) {
        g_variant_builder_add_value(
            trouble, g_variant_new_printf("%s holds values of a wrong type", found->table->name));
        return;
      }
  }
}

static guint mix(guint hash, GVariant *list)
{
  GVariantIter iter;
  const char *text;
  g_variant_iter_init(&iter, list);
  while (g_variant_iter_next(&iter, "&s", &text))
    hash = hash * 33 + g_str_hash(text);
  return hash * 33 + 1;
}

/* Whether it is time to tell. */
static gboolean is_news(struct facts_told *told, guint hash)
{
  gint64 now_us = g_get_monotonic_time();
  if (told->next_us && told->hash == hash && now_us < told->next_us)
    return FALSE;
  *told = (struct facts_told){hash, now_us + FACTS_EVERY_SEC * G_USEC_PER_SEC};
  return TRUE;
}

GVariant *facts_of_inventory(struct facts_told *told, const char *subject, const char *version,
                             const struct inventory *inventory, const struct facts_times *times)
{
  GVariantBuilder found, missing, trouble;
  g_variant_builder_init(&found, G_VARIANT_TYPE("as"));
  g_variant_builder_init(&missing, G_VARIANT_TYPE("as"));
  g_variant_builder_init(&trouble, G_VARIANT_TYPE("as"));
  g_variant_builder_add(inventory->has_boots ? &found : &missing, "s", "snmpEngineBoots");
  for (guint i = 0; i < inventory->found->len; i++) {
    const struct found *table = &g_array_index(inventory->found, struct found, i);
    add_table(table, &found, &missing);
    add_trouble(table, &trouble);
    add_bad_values(inventory, table, &trouble);
  }
  g_autoptr(GVariant) has = g_variant_ref_sink(g_variant_builder_end(&found));
  g_autoptr(GVariant) lacks = g_variant_ref_sink(g_variant_builder_end(&missing));
  g_autoptr(GVariant) wrong = g_variant_ref_sink(g_variant_builder_end(&trouble));
  if (!is_news(told, mix(mix(mix(5381, has), lacks), wrong)))
    return NULL;
  return g_variant_new("(sssssxx@as@as@as)", subject, "", "", version, "",
                       times->round_trip_us ? times->round_trip_us : (gint64)-1, times->poll_ms, has, lacks, wrong);
}

void facts_forget(struct facts_told *told)
{
  *told = (struct facts_told){0};
}
