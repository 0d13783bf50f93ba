/* What guests need and some host of their cluster has not: they are never moved there. */
#include "daemon/doctor.h"

#include "base/text.h"
#include "placement/processors.h"

#define NAMES_SHOWN 5

/* What guests of one cluster need, and how many of them. */
struct needed {
  const char *name; /* of a network or storage; NULL: it is a processor */
  guint processor;
  guint guests;
};

/* Those of a cluster: "network:default" or a processor's number, as text -> struct needed. */
static void count(GHashTable *all, char *key, const char *name, guint processor)
{
  struct needed *needed = g_hash_table_lookup(all, key);
  if (!needed) {
    needed = g_new(struct needed, 1);
    *needed = (struct needed){name, processor, 0};
    g_hash_table_insert(all, g_strdup(key), needed);
  }
  needed->guests++;
  g_free(key);
}

static void count_names(GHashTable *all, const char *const *names)
{
  for (; names && *names; names++)
    count(all, g_strdup(*names), *names, 0);
}

static GHashTable *needed_in(const struct placement_snapshot *snapshot, guint cluster)
{
  GHashTable *all = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  for (guint g = 0; g < snapshot_n_guests(snapshot); g++) {
    const struct placement_guest *guest = snapshot_guest(snapshot, g);
    if (guest->host == NOWHERE || snapshot_host(snapshot, guest->host)->cluster != cluster)
      continue;
    count_names(all, guest->networks);
    count_names(all, guest->storage);
    if (guest->processor)
      count(all, g_strdup_printf("%u", guest->processor), NULL, guest->processor);
  }
  return all;
}

static gboolean lacks(const struct placement_snapshot *snapshot, guint index, const struct needed *needed)
{
  const struct placement_host *host = snapshot_host(snapshot, index);
  if (!needed->name)
    return processors_fit(snapshot_processors(snapshot), needed->processor, index) == CPU_FIT_NO;
  gboolean is_network = g_str_has_prefix(needed->name, NEED_NETWORK) || g_str_has_prefix(needed->name, NEED_INTERFACE);
  const char *const *offered = is_network ? host->networks : host->storage;
  return offered && !g_strv_contains(offered, needed->name);
}

/* "h3, h4" of the hosts of the cluster that lack it; "": none. */
static char *hosts_lacking(const struct placement_snapshot *snapshot, guint cluster, const struct needed *needed)
{
  guint n;
  const guint *hosts = snapshot_hosts_of(snapshot, cluster, &n);
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; i < n; i++)
    if (lacks(snapshot, hosts[i], needed))
      g_ptr_array_add(names, (char *)snapshot_host(snapshot, hosts[i])->name);
  return text_names(names, NAMES_SHOWN);
}

static void examine_need(json_t *findings, const struct placement_snapshot *snapshot, guint cluster, const struct needed *needed)
{
  g_autofree char *hosts = hosts_lacking(snapshot, cluster, needed);
  const char *name = needed->name ? needed->name : processors_label(snapshot_processors(snapshot), needed->processor);
  if (!*hosts)
    return;
  const char *remedy = needed->name ? "define and start it there, or leave it so: they are never moved there"
                                    : "give them an older model in <cpu>, or leave it so: they are never moved there";
  doctor_add(findings,
             &(struct examined){snapshot_cluster(snapshot, cluster)->name, "placement", HEALTH_WARNING, remedy},
             "not on %s: %s%s, which guests of the cluster need (%u)", hosts, needed->name ? "" : "the processor ", name,
             needed->guests);
}

void doctor_needs(json_t *findings, const struct placement_snapshot *snapshot)
{
  for (guint cluster = 0; cluster < snapshot_n_clusters(snapshot); cluster++) {
    g_autoptr(GHashTable) all = needed_in(snapshot, cluster);
    g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(all), (GCompareFunc)g_strcmp0);
    for (const GList *key = keys; key; key = key->next)
      examine_need(findings, snapshot, cluster, g_hash_table_lookup(all, key->data));
  }
}
