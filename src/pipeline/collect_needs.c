#include "pipeline/collect_needs.h"

#include "base/text.h"
#include "pipeline/collect.h"

#include <string.h>

#define NAMES_MAX (2 * LIMIT_INSTANCES) /* networks and interfaces */

/* Sorted, each once. */
static char **names_read(GVariant *texts)
{
  char **names = collect_strings(texts, NAMES_MAX, LIMIT_URI);
  guint n = g_strv_length(names), kept = 0;
  qsort(names, n, sizeof *names, text_order);
  for (guint i = 0; i < n; i++)
    if (kept > 0 && strcmp(names[kept - 1], names[i]) == 0)
      g_free(names[i]);
    else
      names[kept++] = names[i];
  names[kept] = NULL;
  return names;
}

static void pools_read(GVariant *rows, struct host_offers *offers)
{
  offers->n_pools = (guint)MIN(g_variant_n_children(rows), LIMIT_INSTANCES);
  offers->pools = g_new0(struct storage_pool, offers->n_pools);
  for (guint i = 0; i < offers->n_pools; i++) {
    const char *name, *type, *path;
    g_variant_get_child(rows, i, "(&s&s&s)", &name, &type, &path);
    offers->pools[i] =
        (struct storage_pool){text_clean(name, LIMIT_URI), text_clean(type, LIMIT_NAME), text_clean(path, LIMIT_URI)};
  }
}

static guint collect_offers(struct fleet *fleet, GVariant *body)
{
  const char *subject;
  guchar known;
  g_autoptr(GVariant) networks = NULL, pools = NULL;
  g_variant_get(body, "(&sy@as@a(sss))", &subject, &known, &networks, &pools);
  const char *host = collect_host_of(subject);
  if (!host)
    return 1;
  struct host_offers *offers = g_new0(struct host_offers, 1);
  /* Of more than is kept not all would be known. */
  guint whole = g_variant_n_children(networks) <= NAMES_MAX ? OFFER_NETWORKS | OFFER_INTERFACES : 0;
  whole |= g_variant_n_children(pools) <= LIMIT_INSTANCES ? OFFER_POOLS : 0;
  offers->known = known & whole;
  offers->networks = names_read(networks);
  pools_read(pools, offers);
  return !fleet_take_offers(fleet, host, offers);
}

static gboolean needs_row_take(struct fleet *fleet, const char *host, GVariant *row)
{
  const char *uuid, *key, *label, *owner;
  gboolean is_running;
  guchar cpu;
  g_autoptr(GVariant) networks = NULL, storage = NULL;
  g_variant_get(row, "(&sb@as@asy&s&s&s)", &uuid, &is_running, &networks, &storage, &cpu, &key, &label, &owner);
  if (!g_uuid_string_is_valid(uuid) || cpu >= CPU_NEEDS)
    return FALSE;
  g_autofree char *lower = g_ascii_strdown(uuid, -1);
  struct guest_needs *needs = g_new(struct guest_needs, 1);
  *needs = (struct guest_needs){
      .networks = names_read(networks),
      .storage = names_read(storage),
      .is_running = is_running,
      .cpu = cpu,
      .cpu_key = text_clean(key, LIMIT_NAME),
      .cpu_label = text_clean(label, LIMIT_URI),
      .owner = text_clean(owner, LIMIT_NAME),
  };
  return fleet_take_needs(fleet, host, lower, needs);
}

static guint collect_guest_needs(struct fleet *fleet, GVariant *body)
{
  const char *subject;
  g_autoptr(GVariant) rows = NULL;
  g_variant_get(body, "(&s@a(sbasasysss))", &subject, &rows);
  gsize count = g_variant_n_children(rows);
  guint rejected = count > LIMIT_GUESTS_PER_HOST ? (guint)(count - LIMIT_GUESTS_PER_HOST) : 0;
  const char *host = collect_host_of(subject);
  if (!host)
    return rejected + 1;
  for (gsize i = 0; i < MIN(count, LIMIT_GUESTS_PER_HOST); i++) {
    g_autoptr(GVariant) row = g_variant_get_child_value(rows, i);
    rejected += !needs_row_take(fleet, host, row);
  }
  return rejected;
}

static guint collect_verdicts(struct fleet *fleet, GVariant *body)
{
  const char *subject;
  g_autoptr(GVariant) rows = NULL;
  g_variant_get(body, "(&s@a(sys))", &subject, &rows);
  const char *host = collect_host_of(subject);
  if (!host)
    return 1;
  GHashTable *verdicts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)cpu_verdict_free);
  gsize count = g_variant_n_children(rows);
  guint rejected = count > LIMIT_PROCESSORS ? (guint)(count - LIMIT_PROCESSORS) : 0;
  for (gsize i = 0; i < MIN(count, LIMIT_PROCESSORS); i++) {
    const char *key, *reason;
    guchar fit;
    g_variant_get_child(rows, i, "(&sy&s)", &key, &fit, &reason);
    if (fit >= CPU_FITS) {
      rejected++;
      continue;
    }
    struct cpu_verdict *verdict = g_new(struct cpu_verdict, 1);
    *verdict = (struct cpu_verdict){fit, text_clean(reason, LIMIT_TEXT / 2)};
    g_hash_table_insert(verdicts, text_clean(key, LIMIT_NAME), verdict);
  }
  return rejected + !fleet_take_verdicts(fleet, host, verdicts);
}

guint collect_needs(struct fleet *fleet, enum message_kind kind, GVariant *body)
{
  switch (kind) {
  case MESSAGE_HOST_OFFERS:
    return collect_offers(fleet, body);
  case MESSAGE_GUEST_NEEDS:
    return collect_guest_needs(fleet, body);
  case MESSAGE_CPU_VERDICTS:
    return collect_verdicts(fleet, body);
  default:
    g_assert_not_reached();
  }
}
