#include "pipeline/trend.h"

#include <math.h>
#include <string.h>

#define PEERS_MAX 256 /* more tell nothing more */

struct peer {
  char *object;
  double before;
};

struct trend {
  enum metric_id metric;
  GPtrArray *peers; /* struct peer */
};

static void peer_free(gpointer data)
{
  struct peer *peer = data;
  g_free(peer->object);
  g_free(peer);
}

static gboolean is_touched(const char *host, const struct plan *plan)
{
  for (guint i = 0; plan && i < plan->moves->len; i++) {
    const struct move *move = plan->moves->pdata[i];
    if (g_strcmp0(host, move->from) == 0 || g_strcmp0(host, move->to) == 0)
      return TRUE;
  }
  return FALSE;
}

static void add_peer(struct trend *trend, const struct fleet *fleet, enum subject_kind kind, const char *key)
{
  char *object = subject_format(kind, key);
  struct value value = fleet_value(fleet, object, trend->metric);
  if (value.reading.state != READING_KNOWN || trend->peers->len >= PEERS_MAX) {
    g_free(object);
    return;
  }
  struct peer *peer = g_new(struct peer, 1);
  *peer = (struct peer){object, value.reading.value};
  g_ptr_array_add(trend->peers, peer);
}

static gboolean is_apart(const struct fleet *fleet, const char *name, const char *cluster, const struct plan *plan)
{
  const struct host *host = name ? fleet_host(fleet, name) : NULL;
  return host && strcmp(host->cluster, cluster) == 0 && !is_touched(name, plan);
}

static void add_hosts(struct trend *trend, const struct fleet *fleet, const char *key, const struct plan *plan)
{
  const struct host *own = fleet_host(fleet, key);
  const GPtrArray *hosts = fleet_hosts(fleet);
  for (guint i = 0; own && i < hosts->len; i++) {
    const struct host *host = hosts->pdata[i];
    if (host != own && is_apart(fleet, host->name, own->cluster, plan))
      add_peer(trend, fleet, SUBJECT_HOST, host->name);
  }
}

static void add_guests(struct trend *trend, const struct fleet *fleet, const char *uuid, const struct plan *plan)
{
  const struct guest *own = fleet_guest(fleet, uuid);
  const struct host *host = own && own->host ? fleet_host(fleet, own->host) : NULL;
  const GPtrArray *guests = fleet_guests(fleet);
  for (guint i = 0; host && i < guests->len; i++) {
    const struct guest *guest = guests->pdata[i];
    if (guest != own && guest->state == GUEST_RUNNING && is_apart(fleet, guest->host, host->cluster, plan))
      add_peer(trend, fleet, SUBJECT_GUEST, guest->uuid);
  }
}

struct trend *trend_new(const struct fleet *fleet, const char *object, enum metric_id metric, const struct plan *plan)
{
  struct trend *trend = g_new(struct trend, 1);
  *trend = (struct trend){metric, g_ptr_array_new_with_free_func(peer_free)};
  struct object parsed;
  if (!object_parse(object, &parsed) || parsed.instance[0])
    return trend;
  if (parsed.kind == SUBJECT_HOST)
    add_hosts(trend, fleet, parsed.key, plan);
  else if (parsed.kind == SUBJECT_GUEST)
    add_guests(trend, fleet, parsed.key, plan);
  return trend;
}

void trend_free(struct trend *trend)
{
  if (!trend)
    return;
  g_ptr_array_unref(trend->peers);
  g_free(trend);
}

static gint compare(gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

double trend_change(const struct trend *trend, const struct fleet *fleet)
{
  g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(double));
  for (guint i = 0; i < trend->peers->len; i++) {
    const struct peer *peer = trend->peers->pdata[i];
    struct value value = fleet_value(fleet, peer->object, trend->metric);
    double change = value.reading.value - peer->before;
    if (value.reading.state == READING_KNOWN)
      g_array_append_val(changes, change);
  }
  if (changes->len == 0)
    return NAN;
  g_array_sort(changes, compare);
  const double *sorted = (const double *)(const void *)changes->data;
  guint middle = changes->len / 2;
  return changes->len % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
