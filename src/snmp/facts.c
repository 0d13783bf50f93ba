#include "snmp/facts.h"

/* The groups of scalars and the tables of a poll, into what is there and what is not. A table that was not
 * read to its end is neither. */
static void add_table(const struct poll *poll, enum table_id id, GVariantBuilder *found, GVariantBuilder *missing)
{
  enum reading_state why = poll->why[STEP_OF_TABLE(id)];
  const char *name = poll->walks[id].table->name;
  if (why == READING_KNOWN && walk_n_rows(&poll->walks[id]) > 0)
    g_variant_builder_add(found, "s", name);
  else if (why == READING_KNOWN || why == READING_NOT_SUPPORTED)
    g_variant_builder_add(missing, "s", name);
}

static void add_scalars(const struct poll *poll, GVariantBuilder *found, GVariantBuilder *missing)
{
  static const struct {
    const char *name;
    enum scalar scalar;
  } groups[] = {
      {"sysUpTime", SCALAR_UPTIME},
      {"snmpEngineBoots", SCALAR_BOOTS},
      {"UCD-SNMP-MIB memory", SCALAR_MEM_TOTAL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(groups); i++)
    g_variant_builder_add(poll->scalars[groups[i].scalar].state == CELL_READ ? found : missing, "s",
                          groups[i].name);
}

static void add_trouble(const struct poll *poll, GVariantBuilder *trouble)
{
  for (enum table_id id = 0; id < TABLES; id++) {
    const struct walk *walk = &poll->walks[id];
    const char *name = walk->table->name;
    guint step = STEP_OF_TABLE(id);
    if (poll->broken[step])
      g_variant_builder_add_value(trouble, g_variant_new_printf("its answers to a walk of %s make no sense", name));
    else if (poll->why[step] == READING_NO_ANSWER)
      g_variant_builder_add_value(trouble, g_variant_new_printf("it did not give %s in time", name));
    else if (poll->why[step] == READING_REFUSED)
      g_variant_builder_add_value(trouble, g_variant_new_printf("it refuses %s", name));
    if (walk->cut)
      g_variant_builder_add_value(
          trouble, g_variant_new_printf("%s is larger than the %u rows that are taken", name, walk->table->max_rows));
    if (walk->bad_cells) {
      g_autofree char *oid = oid_format(&walk->first_bad);
      g_variant_builder_add_value(
          trouble, g_variant_new_printf("%s holds values of a wrong type, the first at %s", name, oid));
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

GVariant *facts_of_poll(struct facts_told *told, const char *subject, const char *version,
                        const struct poll *poll, const struct facts_times *times)
{
  GVariantBuilder found, missing, trouble;
  g_variant_builder_init(&found, G_VARIANT_TYPE("as"));
  g_variant_builder_init(&missing, G_VARIANT_TYPE("as"));
  g_variant_builder_init(&trouble, G_VARIANT_TYPE("as"));
  if (poll->why[STEP_SCALARS] == READING_KNOWN)
    add_scalars(poll, &found, &missing);
  for (enum table_id id = 0; id < TABLES; id++)
    add_table(poll, id, &found, &missing);
  add_trouble(poll, &trouble);
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
