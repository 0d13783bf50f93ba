#include "placement/from_fleet.h"

#include <math.h>

static double known_or_nan(const struct fleet *fleet, const char *object, enum metric_id metric)
{
  struct value value = fleet_value(fleet, object, metric);
  return value.reading.state == READING_KNOWN ? value.reading.value : NAN;
}

/* Of a host or guest, in the units of placement; `cpu_unit`: what one of the fleet's counts there. */
static void read_loads(const struct fleet *fleet, const char *object, double cpu_unit, struct load load[RESOURCES])
{
  for (guint r = 0; r < RESOURCES; r++)
    load[r] = fleet_load(fleet, object, r);
  load[RESOURCE_CPU].now *= cpu_unit;
  load[RESOURCE_CPU].recent *= cpu_unit;
  load[RESOURCE_CPU].day *= cpu_unit;
}

static void add_cluster(struct placement_snapshot *snapshot, const struct cluster *cluster)
{
  struct placement_cluster copy = {.name = cluster->name,
                                   .host_failures = cluster->host_failures,
                                   .parallel = cluster->migration_parallel,
                                   .n_methods = cluster->n_methods,
                                   .link_bytes_per_sec = (double)cluster->link_bits_per_sec / 8};
  if (cluster->goal)
    placement_goal_parse(cluster->goal, &copy.goal);
  for (guint r = 0; r < RESOURCES; r++)
    copy.weights[r] = cluster->weights[r];
  for (guint m = 0; m < cluster->n_methods; m++)
    copy.methods[m] = cluster->methods[m];
  snapshot_add_cluster(snapshot, &copy);
}

static guint cluster_index(const struct fleet *fleet, const char *name)
{
  const GPtrArray *clusters = fleet_clusters(fleet);
  for (guint i = 0; i < clusters->len; i++)
    if (g_str_equal(((const struct cluster *)clusters->pdata[i])->name, name))
      return i;
  g_assert_not_reached();
}

static void add_host(struct placement_snapshot *snapshot, const struct fleet *fleet, const struct host *host)
{
  g_autofree char *object = subject_format(SUBJECT_HOST, host->name);
  const struct cluster *cluster = fleet_cluster(fleet, host->cluster);
  const struct link *link = &host->links[SOURCE_LIBVIRT];
  /* Total and available must be of one source: virNodeGetInfo may count otherwise than the agent. */
  double total = known_or_nan(fleet, object, METRIC_HOST_MEM_TOTAL_BYTES);
  double memory = isnan(total) ? (double)host->memory_bytes : total;
  struct placement_host copy = {
      .name = host->name,
      .cluster = cluster_index(fleet, host->cluster),
      .state = link->state == LINK_UP ? HOST_READY : HOST_DOWN,
      .state_reason = link->state == LINK_UP ? "" : link->reason,
      .cpus = host->cpus,
      .capacity = {host->cpus, memory, NAN, NAN},
      .reserve = {cluster->reserve_cpu_pct / 100 * host->cpus, (double)cluster->reserve_memory_bytes, 0, 0},
  };
  read_loads(fleet, object, host->cpus / 100.0, copy.load);
  snapshot_add_host(snapshot, &copy);
}

static void add_guest(struct placement_snapshot *snapshot, const struct fleet *fleet, const struct guest *guest)
{
  g_autofree char *object = subject_format(SUBJECT_GUEST, guest->uuid);
  guint host = guest->host ? snapshot_find_host(snapshot, guest->host) : NOWHERE;
  struct placement_guest copy = {
      .uuid = guest->uuid,
      .name = guest->name,
      .host = host,
      .is_running = guest->state == GUEST_RUNNING && guest->running_copies == 1,
      .is_ha = fleet_traits(fleet, object)->ha,
      .vcpus = guest->vcpus,
      .memory_bytes = guest->memory_bytes,
      .dirty_bytes_per_sec = NAN,
      .downtime_cost = 1,
      .moved_sec = INFINITY,
      .moved_from = NOWHERE,
  };
  read_loads(fleet, object, 1, copy.load);
  snapshot_add_guest(snapshot, &copy);
}

struct placement_snapshot *snapshot_from_fleet(const struct fleet *fleet)
{
  struct placement_snapshot *snapshot = snapshot_new();
  const GPtrArray *clusters = fleet_clusters(fleet), *hosts = fleet_hosts(fleet), *guests = fleet_guests(fleet);
  for (guint i = 0; i < clusters->len; i++)
    add_cluster(snapshot, clusters->pdata[i]);
  for (guint i = 0; i < hosts->len; i++)
    add_host(snapshot, fleet, hosts->pdata[i]);
  for (guint i = 0; i < guests->len; i++)
    add_guest(snapshot, fleet, guests->pdata[i]);
  snapshot_seal(snapshot);
  return snapshot;
}
