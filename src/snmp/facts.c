#include "snmp/facts.h"

/* A table that was not read to its end is neither found nor missing. */
static void add_table(const struct found *found, GVariantBuilder *has, GVariantBuilder *lacks)
{
  if (found->table->identity)
    return; /* that is told by itself */
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

static gboolean has_bad_values(const struct inventory *inventory, const struct found *found)
{
  for (guint i = 0; i < found->n; i++) {
    const struct instance *instance = inventory_instance(inventory, found->first + i);
    for (guint k = 0; k < instance->n_slots; k++)
      if (inventory_slot(inventory, instance->first_slot + k)->state == CELL_BAD)
        return TRUE;
  }
  return FALSE;
}

void facts_discovered(struct facts_told *told, const struct inventory *inventory)
{
  guint hash = 0;
  for (guint i = 0; i < IDENTITIES; i++)
    hash = hash * 33 + (inventory->identity[i] ? g_str_hash(inventory->identity[i]) : 0);
  for (guint i = 0; i < inventory->interfaces->len; i++) {
    const struct interface_seen *seen = &g_array_index(inventory->interfaces, struct interface_seen, i);
    hash = (hash * 33 + g_str_hash(seen->name)) * 33 + g_str_hash(seen->alias);
  }
  told->discovered = hash;
}

/* Of all that is told but the times. */
static guint hash_of(const struct facts_told *told, const struct inventory *inventory)
{
  guint hash = told->discovered * 2 + (guint)inventory->has_boots;
  for (guint i = 0; i < inventory->found->len; i++) {
    const struct found *found = &g_array_index(inventory->found, struct found, i);
    guint state = (guint)found->why << 2 | (guint)found->cut << 1 | (guint)has_bad_values(inventory, found);
    hash = (hash * 33 + g_direct_hash(found->table)) * 33 + state;
  }
  return hash;
}

/* Whether it is time to tell. */
static gboolean is_news(struct facts_told *told, guint hash)
{
  gint64 now_us = g_get_monotonic_time();
  if (told->next_us && told->hash == hash && now_us < told->next_us)
    return FALSE;
  told->hash = hash;
  told->next_us = now_us + FACTS_EVERY_SEC * G_USEC_PER_SEC;
  return TRUE;
}

/* What an agent sends may be in any encoding. Caller frees. */
static char *valid(const char *text)
{
  return g_utf8_make_valid(text ? text : "", -1);
}

static GVariant *interfaces_of(const struct inventory *inventory)
{
  GVariantBuilder interfaces;
  g_variant_builder_init(&interfaces, G_VARIANT_TYPE("a(yss)"));
  for (guint i = 0; i < inventory->interfaces->len; i++) {
    const struct interface_seen *seen = &g_array_index(inventory->interfaces, struct interface_seen, i);
    g_autofree char *name = valid(seen->name), *alias = valid(seen->alias);
    g_variant_builder_add(&interfaces, "(yss)", (guchar)seen->role, name, alias);
  }
  return g_variant_builder_end(&interfaces);
}

GVariant *facts_of_inventory(struct facts_told *told, const char *subject, const char *version,
                             const struct inventory *inventory, const struct facts_beside *beside)
{
  GVariantBuilder found, missing, trouble;
  g_autofree char *unseen = beside->software ? software_trouble(beside->software) : NULL;
  if (!is_news(told, hash_of(told, inventory) * 33 + (unseen ? g_str_hash(unseen) : 0)))
    return NULL;
  g_variant_builder_init(&found, G_VARIANT_TYPE("as"));
  g_variant_builder_init(&missing, G_VARIANT_TYPE("as"));
  g_variant_builder_init(&trouble, G_VARIANT_TYPE("as"));
  g_variant_builder_add(inventory->has_boots ? &found : &missing, "s", "snmpEngineBoots");
  for (guint i = 0; i < inventory->found->len; i++) {
    const struct found *table = &g_array_index(inventory->found, struct found, i);
    add_table(table, &found, &missing);
    add_trouble(table, &trouble);
    if (has_bad_values(inventory, table))
      g_variant_builder_add_value(&trouble,
                                  g_variant_new_printf("%s holds values of a wrong type", table->table->name));
  }
  if (unseen)
    g_variant_builder_add(&trouble, "s", unseen);
  g_autofree char *name = valid(inventory->identity[IDENTITY_SYSTEM_NAME]);
  g_autofree char *system = valid(inventory->identity[IDENTITY_SYSTEM]);
  const char *engine = inventory->identity[IDENTITY_ENGINE];
  return g_variant_new("(sssssxxasasas@a(yss))", subject, name, system, version, engine ? engine : "",
                       beside->round_trip_us ? beside->round_trip_us : (gint64)-1, beside->poll_ms, &found, &missing,
                       &trouble, interfaces_of(inventory));
}

void facts_forget(struct facts_told *told)
{
  told->next_us = 0;
}
