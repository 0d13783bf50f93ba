#include "placement/former.h"

#include <math.h>
#include <string.h>

static double known_or_nan(const struct fleet *fleet, const char *object, enum metric_id metric)
{
  struct value value = fleet_value(fleet, object, metric);
  return value.reading.state == READING_KNOWN ? value.reading.value : NAN;
}

static struct former_host host_copy(const struct fleet *fleet, const struct host *host)
{
  g_autofree char *object = subject_format(SUBJECT_HOST, host->name);
  const struct cluster *cluster = fleet_cluster(fleet, host->cluster);
  /* Total and available must be of one source: virNodeGetInfo may count otherwise than the agent. */
  double memory_bytes = known_or_nan(fleet, object, METRIC_HOST_MEM_TOTAL_BYTES);
  return (struct former_host){
      .name = g_strdup(host->name),
      .cluster = g_strdup(host->cluster),
      .is_up = host->links[SOURCE_LIBVIRT].state == LINK_UP,
      .cpus = host->cpus,
      .memory_bytes = isnan(memory_bytes) ? host->memory_bytes : (guint64)memory_bytes,
      .memory_available_bytes = known_or_nan(fleet, object, METRIC_HOST_MEM_AVAILABLE_BYTES),
      .cpu_busy_pct = known_or_nan(fleet, object, METRIC_HOST_CPU_BUSY_PCT),
      .reserve_memory_bytes = cluster->reserve_memory_bytes,
      .reserve_cpu_pct = cluster->reserve_cpu_pct,
  };
}

static struct former_guest guest_copy(const struct fleet *fleet, const struct guest *guest)
{
  g_autofree char *object = subject_format(SUBJECT_GUEST, guest->uuid);
  return (struct former_guest){
      .uuid = g_strdup(guest->uuid),
      .name = g_strdup(guest->name),
      .host = g_strdup(guest->host),
      .is_running = guest->state == GUEST_RUNNING && guest->running_copies == 1,
      .vcpus = guest->vcpus,
      .memory_bytes = guest->memory_bytes,
      .cpu_host_pct = known_or_nan(fleet, object, METRIC_GUEST_CPU_HOST_PCT),
  };
}

static void host_clear(gpointer data)
{
  struct former_host *host = data;
  g_free(host->name);
  g_free(host->cluster);
}

static void guest_clear(gpointer data)
{
  struct former_guest *guest = data;
  g_free(guest->uuid);
  g_free(guest->name);
  g_free(guest->host);
}

struct former_snapshot *former_snapshot_new(const struct fleet *fleet)
{
  struct former_snapshot *snapshot = g_new0(struct former_snapshot, 1);
  snapshot->hosts = g_array_new(FALSE, FALSE, sizeof(struct former_host));
  snapshot->guests = g_array_new(FALSE, FALSE, sizeof(struct former_guest));
  g_array_set_clear_func(snapshot->hosts, host_clear);
  g_array_set_clear_func(snapshot->guests, guest_clear);
  if (!fleet)
    return snapshot;
  const GPtrArray *hosts = fleet_hosts(fleet), *guests = fleet_guests(fleet);
  for (guint i = 0; i < hosts->len; i++) {
    struct former_host host = host_copy(fleet, hosts->pdata[i]);
    g_array_append_val(snapshot->hosts, host);
  }
  for (guint i = 0; i < guests->len; i++) {
    struct former_guest guest = guest_copy(fleet, guests->pdata[i]);
    g_array_append_val(snapshot->guests, guest);
  }
  return snapshot;
}

void former_snapshot_free(struct former_snapshot *snapshot)
{
  if (!snapshot)
    return;
  g_array_unref(snapshot->hosts);
  g_array_unref(snapshot->guests);
  g_free(snapshot);
}

const struct former_host *former_find_host(const struct former_snapshot *snapshot, const char *name)
{
  for (guint i = 0; i < snapshot->hosts->len; i++) {
    const struct former_host *host = &g_array_index(snapshot->hosts, struct former_host, i);
    if (strcmp(host->name, name) == 0)
      return host;
  }
  return NULL;
}

const struct former_guest *former_find_guest(const struct former_snapshot *snapshot, const char *uuid)
{
  for (guint i = 0; i < snapshot->guests->len; i++) {
    const struct former_guest *guest = &g_array_index(snapshot->guests, struct former_guest, i);
    if (strcmp(guest->uuid, uuid) == 0)
      return guest;
  }
  return NULL;
}
