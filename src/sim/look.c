#include "sim/look.h"

#include "model/licence.h"

#include <math.h>

static const struct load unknown = {NAN, NAN, NAN};

static void look_at_cluster(struct placement_snapshot *snapshot, const struct scenario_cluster *cluster)
{
  struct placement_cluster seen = {.name = cluster->name,
                                   .goal = cluster->goal,
                                   .host_failures = cluster->host_failures,
                                   .reserve_ha_only = cluster->reserve_ha_only,
                                   .parallel = cluster->parallel,
                                   .methods = {METHOD_LIVE, METHOD_CONVERGE, METHOD_QUICK},
                                   .n_methods = 3,
                                   .link_bytes_per_sec = (double)cluster->link_bits_per_sec / 8};
  for (guint r = 0; r < RESOURCES; r++)
    seen.weights[r] = cluster->weights[r];
  snapshot_add_cluster(snapshot, &seen);
}

static const struct {
  enum placement_host_state state;
  const char *reason;
} ordered[ORDER_KINDS] = {
    [ORDER_RELEASE] = {HOST_READY, ""},
    [ORDER_RESTRICT] = {HOST_RESTRICTED, "it takes no new guests: provost restrict"},
    [ORDER_EVACUATE] = {HOST_EVACUATED, "it is to be empty: provost evacuate"},
};

static void look_at_host(const struct world *world, struct placement_snapshot *snapshot, guint index, const struct load *busy)
{
  const struct scenario_host *host = scenario_host(world_scenario(world), index);
  const struct scenario_cluster *cluster =
      &g_array_index(world_scenario(world)->clusters, struct scenario_cluster, host->cluster);
  const struct world_host_view view = world_host(world, index);
  enum order_kind order = scenario_ordered(world_scenario(world), index, world_now_sec(world));
  double capacity = host->cores * host->speed, used = (double)view.memory_used_bytes;
  struct placement_host seen = {
      .name = host->name,
      .cluster = host->cluster,
      .state = view.is_up ? ordered[order].state : HOST_DOWN,
      .state_reason = view.is_up ? ordered[order].reason : "it has failed",
      .sockets = host->sockets,
      .cores = host->cores,
      .cpus = host->cores,
      .capacity = {[RESOURCE_CPU] = capacity,
                   [RESOURCE_MEMORY] = (double)host->memory_bytes,
                   [RESOURCE_DISK] = NAN,
                   [RESOURCE_NETWORK] = NAN},
      .reserve = {[RESOURCE_CPU] = capacity * cluster->reserve_cpu_pct / 100,
                  [RESOURCE_MEMORY] = (double)cluster->reserve_memory_bytes},
      .load = {[RESOURCE_CPU] = *busy,
               [RESOURCE_MEMORY] = {used, used, used},
               [RESOURCE_DISK] = unknown,
               [RESOURCE_NETWORK] = unknown},
      .cpu_model = host->cpu_model,
      .networks = (const char *const *)host->traits.networks,
      .storage = (const char *const *)host->traits.storage,
      .labels = (const char *const *)host->traits.labels,
  };
  snapshot_add_host(snapshot, &seen);
}

static void look_at_guest(const struct world *world, struct placement_snapshot *snapshot, guint index)
{
  const struct scenario_guest *guest = scenario_guest(world_scenario(world), index);
  const struct world_guest_view view = world_guest(world, index);
  double memory = (double)guest->memory_bytes;
  struct placement_guest seen = {
      .uuid = guest->uuid,
      .name = guest->name,
      .host = view.is_running ? view.host : NOWHERE,
      .is_running = view.is_running,
      .is_ha = guest->is_ha,
      .is_ignored = guest->is_ignored,
      .vcpus = guest->vcpus,
      .memory_bytes = guest->memory_bytes,
      .load = {[RESOURCE_CPU] = {view.now, view.recent, view.day},
               [RESOURCE_MEMORY] = {memory, memory, memory},
               [RESOURCE_DISK] = unknown,
               [RESOURCE_NETWORK] = unknown},
      .dirty_bytes_per_sec = (double)guest->dirty_bytes_per_sec,
      .downtime_cost = guest->downtime_cost,
      .moved_sec = view.moved_from == NOWHERE ? INFINITY : (double)(world_now_sec(world) - view.moved_sec),
      .moved_from = view.moved_from,
      .cpu_model = guest->cpu_model,
      .networks = (const char *const *)guest->traits.networks,
      .storage = (const char *const *)guest->traits.storage,
      .labels = (const char *const *)guest->traits.labels,
      .licences = (const char *const *)guest->traits.licences,
  };
  snapshot_add_guest(snapshot, &seen);
}

static void add(double *sum, double figure)
{
  if (!isnan(figure))
    *sum += figure;
}

/* How busy the hosts are, by host: with themselves and with the guests that are there now. */
static struct load *busy_hosts(const struct world *world)
{
  struct load *busy = g_new(struct load, world_scenario(world)->hosts->len);
  for (guint h = 0; h < world_scenario(world)->hosts->len; h++)
    busy[h] = world_host(world, h).own;
  for (guint g = 0; g < world_scenario(world)->guests->len; g++) {
    const struct world_guest_view view = world_guest(world, g);
    if (!view.is_running || isnan(view.recent))
      continue;
    add(&busy[view.host].now, view.now);
    add(&busy[view.host].recent, view.recent);
    add(&busy[view.host].day, load_high(&(struct load){view.now, view.recent, view.day}));
  }
  return busy;
}

/* What guests that moved of late have brought to their hosts. */
static void bind_licence(const struct world *world, struct placement_snapshot *snapshot, const struct licence *licence)
{
  const struct scenario *scenario = world_scenario(world);
  for (guint g = 0; licence->stay_sec > 0 && g < scenario->guests->len; g++) {
    const char *const *needs = (const char *const *)scenario_guest(scenario, g)->traits.licences;
    const struct world_guest_view view = world_guest(world, g);
    if (needs && g_strv_contains(needs, licence->name) && view.moved_from != NOWHERE &&
        world_now_sec(world) - view.moved_sec < licence->stay_sec)
      snapshot_bind_licence(snapshot, licence->name, view.host);
  }
}

static void look_at_orders(const struct world *world, struct placement_snapshot *snapshot)
{
  const struct scenario *scenario = world_scenario(world);
  for (guint r = 0; r < scenario->rules->len; r++)
    snapshot_add_rule(snapshot, scenario->rules->pdata[r]);
  for (guint l = 0; l < scenario->licences->len; l++) {
    snapshot_add_licence(snapshot, scenario->licences->pdata[l]);
    bind_licence(world, snapshot, scenario->licences->pdata[l]);
  }
}

struct placement_snapshot *world_look(const struct world *world)
{
  const struct scenario *scenario = world_scenario(world);
  struct placement_snapshot *snapshot = snapshot_new();
  for (guint c = 0; c < scenario->clusters->len; c++)
    look_at_cluster(snapshot, &g_array_index(scenario->clusters, struct scenario_cluster, c));
  g_autofree struct load *busy = busy_hosts(world);
  for (guint h = 0; h < scenario->hosts->len; h++)
    look_at_host(world, snapshot, h, &busy[h]);
  for (guint g = 0; g < scenario->guests->len; g++)
    look_at_guest(world, snapshot, g);
  look_at_orders(world, snapshot);
  snapshot_seal(snapshot);
  return snapshot;
}
