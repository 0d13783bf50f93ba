#include "placement/needs.h"

#include "base/text.h"
#include "placement/processors.h"

#include <string.h>

struct needs {
  const struct fleet *fleet;
  struct processors *processors;
  GStringChunk *names;   /* each once: equal names are one pointer */
  GPtrArray *storage;    /* by guest: NULL, or a list of names */
  GPtrArray *networks_of, *storage_of; /* by host: NULL (unknown), or a list of names */
  GHashTable *needed;    /* name of a cluster -> set of names that its guests need */
};

/* ---- what guests need ---------------------------------------------------------------------------- */

/* The name by which hosts are asked for it; NULL: that cannot be judged. */
static const char *storage_name(struct needs *needs, const struct host_offers *offers, const char *name)
{
  if (!g_str_has_prefix(name, NEED_PATH))
    return name;
  gboolean is_known = offers && offers->known & OFFER_POOLS;
  const char *folder = is_known ? host_offers_path(offers, name + strlen(NEED_PATH)) : NULL;
  if (!folder)
    return NULL;
  g_autofree char *text = g_strconcat(NEED_PATH, folder, NULL);
  return g_string_chunk_insert_const(needs->names, text);
}

/* A sorted list, in which a name may stand twice. Takes the array. */
static const char **list_of(GPtrArray *names)
{
  g_ptr_array_sort(names, text_order);
  g_ptr_array_add(names, NULL);
  return (const char **)g_ptr_array_free(names, FALSE);
}

static GHashTable *needed_in(struct needs *needs, const char *cluster)
{
  GHashTable *needed = g_hash_table_lookup(needs->needed, cluster);
  if (!needed) {
    needed = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(needs->needed, (gpointer)cluster, needed);
  }
  return needed;
}

static void add_all(GHashTable *set, const char *const *names)
{
  for (; *names; names++)
    g_hash_table_add(set, (gpointer)*names);
}

/* A new guest may be placed in any cluster. */
static void add_profile(GHashTable *needed, const struct guest_profile *profile)
{
  if (profile->networks)
    add_all(needed, profile->networks);
  if (profile->storage)
    add_all(needed, profile->storage);
}

static const char **reckon_guest(struct needs *needs, const struct guest *guest)
{
  const struct guest_needs *known = fleet_needs(needs->fleet, guest);
  if (!known)
    return NULL;
  const struct host *host = fleet_host(needs->fleet, guest->host);
  GPtrArray *names = g_ptr_array_new();
  for (char **name = known->storage; *name; name++) {
    const char *asked = storage_name(needs, host->offers, *name);
    if (asked)
      g_ptr_array_add(names, (gpointer)asked);
  }
  const char **storage = list_of(names);
  GHashTable *needed = needed_in(needs, host->cluster);
  add_all(needed, (const char *const *)known->networks);
  add_all(needed, storage);
  if (known->cpu == CPU_NEED_EXACT)
    processors_add(needs->processors, known->cpu_key, known->cpu_label);
  return storage;
}

/* ---- what hosts offer ---------------------------------------------------------------------------- */

/* Names that begin like this are not listed by the host: those that guests need are taken to be there. */
static void grant(GPtrArray *names, GHashTable *needed, const char *kind)
{
  GHashTableIter iter;
  gpointer name;
  g_hash_table_iter_init(&iter, needed);
  while (g_hash_table_iter_next(&iter, &name, NULL))
    if (g_str_has_prefix(name, kind))
      g_ptr_array_add(names, name);
}

static const char **networks_of(const struct host_offers *offers, GHashTable *needed)
{
  GPtrArray *names = g_ptr_array_new();
  for (char **name = offers->networks; *name; name++)
    g_ptr_array_add(names, *name);
  if (!(offers->known & OFFER_NETWORKS))
    grant(names, needed, NEED_NETWORK);
  if (!(offers->known & OFFER_INTERFACES))
    grant(names, needed, NEED_INTERFACE);
  return list_of(names);
}

/* A pool above the folder holds it, too. */
static void offer_paths(GPtrArray *names, const struct host_offers *offers, GHashTable *needed)
{
  GHashTableIter iter;
  gpointer name;
  g_hash_table_iter_init(&iter, needed);
  while (g_hash_table_iter_next(&iter, &name, NULL))
    if (g_str_has_prefix(name, NEED_PATH) && host_offers_path(offers, (const char *)name + strlen(NEED_PATH)))
      g_ptr_array_add(names, name);
}

static const char **storage_of(struct needs *needs, const struct host_offers *offers, GHashTable *needed)
{
  GPtrArray *names = g_ptr_array_new();
  for (guint i = 0; i < offers->n_pools; i++) {
    g_autofree char *text = g_strconcat(NEED_POOL, offers->pools[i].name, NULL);
    g_ptr_array_add(names, g_string_chunk_insert_const(needs->names, text));
  }
  offer_paths(names, offers, needed);
  if (!(offers->known & OFFER_POOLS)) {
    grant(names, needed, NEED_POOL);
    grant(names, needed, NEED_PATH);
  }
  return list_of(names);
}

/* ---- all of it ----------------------------------------------------------------------------------- */

static void take_verdicts(struct needs *needs, guint index, const struct host *host)
{
  if (!host->verdicts)
    return;
  GHashTableIter iter;
  gpointer key, verdict;
  g_hash_table_iter_init(&iter, host->verdicts);
  while (g_hash_table_iter_next(&iter, &key, &verdict)) {
    guint number = processors_find(needs->processors, key);
    if (number)
      processors_set(needs->processors, number, index, verdict);
  }
}

struct needs *needs_reckon(const struct fleet *fleet, const struct guest_profile *profile, struct processors *processors)
{
  struct needs *needs = g_new(struct needs, 1);
  *needs = (struct needs){
      .fleet = fleet,
      .processors = processors,
      .names = g_string_chunk_new(1024),
      .storage = g_ptr_array_new_with_free_func(g_free),
      .networks_of = g_ptr_array_new_with_free_func(g_free),
      .storage_of = g_ptr_array_new_with_free_func(g_free),
      .needed = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_hash_table_unref),
  };
  const GPtrArray *hosts = fleet_hosts(fleet), *guests = fleet_guests(fleet);
  for (guint i = 0; i < guests->len; i++)
    g_ptr_array_add(needs->storage, reckon_guest(needs, guests->pdata[i]));
  for (guint i = 0; i < hosts->len; i++) {
    const struct host *host = hosts->pdata[i];
    GHashTable *needed = needed_in(needs, host->cluster);
    if (profile)
      add_profile(needed, profile);
    g_ptr_array_add(needs->networks_of, host->offers ? networks_of(host->offers, needed) : NULL);
    g_ptr_array_add(needs->storage_of, host->offers ? storage_of(needs, host->offers, needed) : NULL);
    take_verdicts(needs, i, host);
  }
  return needs;
}

void needs_free(struct needs *needs)
{
  g_ptr_array_unref(needs->storage);
  g_ptr_array_unref(needs->networks_of);
  g_ptr_array_unref(needs->storage_of);
  g_hash_table_unref(needs->needed);
  g_string_chunk_free(needs->names);
  g_free(needs);
}

void needs_of_host(const struct needs *needs, guint host, struct placement_host *placed)
{
  placed->networks = needs->networks_of->pdata[host];
  placed->storage = needs->storage_of->pdata[host];
}

void needs_of_guest(const struct needs *needs, guint guest, struct placement_guest *placed)
{
  const struct guest_needs *known = fleet_needs(needs->fleet, fleet_guests(needs->fleet)->pdata[guest]);
  if (!known)
    return;
  placed->networks = (const char *const *)known->networks;
  placed->storage = needs->storage->pdata[guest];
  placed->takes_any_processor = known->cpu == CPU_NEED_NONE;
  placed->processor = known->cpu == CPU_NEED_EXACT ? processors_find(needs->processors, known->cpu_key) : 0;
}
