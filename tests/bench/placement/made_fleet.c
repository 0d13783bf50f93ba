#include "made_fleet.h"

#include "model/licence.h"
#include "model/rule.h"

#include <math.h>
#include <time.h>

#define GIB (1024.0 * 1024 * 1024)

static const char *const all_networks[] = {"front", "storage", NULL};

static struct load steady(double figure)
{
  return (struct load){figure, figure, figure};
}

double taken_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e3 * (double)now.tv_sec + (double)now.tv_nsec / 1e6;
}

double memory_spread(const struct arrangement *arrangement, guint cluster)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  double least = INFINITY, most = 0;
  guint n;
  const guint *hosts = snapshot_hosts_of(snapshot, cluster, &n);
  for (guint i = 0; i < n; i++) {
    double full = arrangement_usual(arrangement, hosts[i])[RESOURCE_MEMORY] /
                  snapshot_host(snapshot, hosts[i])->capacity[RESOURCE_MEMORY];
    least = fmin(least, full);
    most = fmax(most, full);
  }
  return 100 * (most - least);
}

static void add_host(struct placement_snapshot *snapshot, guint number, guint cluster, double memory)
{
  g_autofree char *name = g_strdup_printf("h%u", number);
  guint cpus = number % 2 ? 64 : 32;
  struct placement_host host = {.name = name,
                                .cluster = cluster,
                                .cpus = cpus,
                                .sockets = 2,
                                .cores = cpus / 2,
                                .capacity = {cpus, memory * (number % 2 ? 4.0 / 3 : 2.0 / 3), NAN, NAN},
                                .reserve = {0, 2 * GIB, 0, 0},
                                .load = {steady(0), steady(0), steady(NAN), steady(NAN)},
                                .link_bytes_per_sec = 1.25e9,
                                .cpu_model = "Cascadelake-Server",
                                .networks = all_networks};
  snapshot_add_host(snapshot, &host);
}

/* Of two hosts the emptier one, unless it is to be uneven; hosts that are nearly full take nobody. */
static guint drawn_host(GRand *chance, const struct placement_snapshot *snapshot, const double *used, double unevenness)
{
  guint n = snapshot_n_hosts(snapshot), host, other;
  do {
    host = (guint)g_rand_int_range(chance, 0, (gint32)n);
    other = (guint)g_rand_int_range(chance, 0, (gint32)n);
    double here = used[host] / snapshot_host(snapshot, host)->capacity[RESOURCE_MEMORY];
    double there = used[other] / snapshot_host(snapshot, other)->capacity[RESOURCE_MEMORY];
    host = g_rand_double(chance) > unevenness && there < here ? other : host;
  } while (used[host] > 0.85 * snapshot_host(snapshot, host)->capacity[RESOURCE_MEMORY]);
  return host;
}

static double add_guest(struct placement_snapshot *snapshot, GRand *chance, guint number, guint host, guint app,
                        gboolean is_licensed)
{
  static const double sizes[] = {1, 2, 2, 4, 4, 8, 8, 16}; /* GiB */
  static const char *const needs[][2] = {{"front", NULL}, {"storage", NULL}};
  g_autofree char *name = g_strdup_printf("g%u", number);
  double memory = sizes[g_rand_int_range(chance, 0, G_N_ELEMENTS(sizes))] * GIB;
  g_autofree char *label = g_strdup_printf("app=%u", app);
  const char *const labels[] = {label, NULL};
  static const char *const products[][2] = {{"database", NULL}, {"system", NULL}};
  double busy = g_rand_double_range(chance, 0.02, 1);
  struct placement_guest guest = {.uuid = name,
                                  .name = name,
                                  .host = host,
                                  .is_running = host != NOWHERE,
                                  .vcpus = 2,
                                  .memory_bytes = (guint64)memory,
                                  .load = {{busy, busy, 1.3 * busy}, steady(NAN), steady(NAN), steady(NAN)},
                                  .dirty_bytes_per_sec = 1e7,
                                  .downtime_cost = 1,
                                  .moved_sec = INFINITY,
                                  .moved_from = NOWHERE,
                                  .networks = needs[number % 2],
                                  .labels = labels,
                                  .licences = number % 10 || !is_licensed ? NULL : products[number / 10 % 2]};
  snapshot_add_guest(snapshot, &guest);
  return memory;
}

static void add_rules(struct placement_snapshot *snapshot)
{
  for (guint c = 0; c < snapshot_n_clusters(snapshot); c++) {
    g_autofree char *name = g_strdup_printf("app%u-apart", c);
    struct rule *rule = rule_new(name, RULE_ANTI_AFFINITY, TRUE);
    g_ptr_array_add(rule->guests, g_strdup_printf("app=%u", c));
    snapshot_add_rule(snapshot, rule);
    rule_free(rule);
  }
}

static void add_licences(struct placement_snapshot *snapshot)
{
  struct licence *database = licence_new("database", LICENCE_PER_HOST), *system = licence_new("system", LICENCE_PER_CORE);
  for (guint h = 0; h < snapshot_n_hosts(snapshot); h++) {
    if (h % 2 == 0)
      g_ptr_array_add(database->hosts, g_strdup(snapshot_host(snapshot, h)->name));
    system->entitlements += snapshot_host(snapshot, h)->cores;
  }
  snapshot_add_licence(snapshot, database);
  snapshot_add_licence(snapshot, system);
  licence_free(database);
  licence_free(system);
}

struct placement_snapshot *made_fleet(const struct fleet_terms *terms)
{
  g_autoptr(GRand) chance = g_rand_new_with_seed(1);
  struct placement_snapshot *snapshot = snapshot_new();
  guint size = terms->cluster_size ? terms->cluster_size : terms->n_hosts;
  double memory = 5.7 * GIB * terms->n_guests / terms->n_hosts / 0.6;
  g_autofree double *used = g_new0(double, terms->n_hosts);
  for (guint c = 0; c * size < terms->n_hosts; c++) {
    g_autofree char *name = g_strdup_printf("c%u", c);
    snapshot_add_cluster(snapshot, &(struct placement_cluster){.name = name, .weights = {5, 5, 2, 1}, .parallel = 4,
                                                               .host_failures = terms->host_failures});
  }
  guint apps = 10 * snapshot_n_clusters(snapshot);
  for (guint h = 0; h < terms->n_hosts; h++)
    add_host(snapshot, h, h / size, memory);
  for (guint g = 0; g < terms->n_guests; g++) {
    guint host = drawn_host(chance, snapshot, used, terms->unevenness);
    used[host] += add_guest(snapshot, chance, g, host, (terms->n_guests - g) % apps, terms->has_licences);
  }
  add_guest(snapshot, chance, terms->n_guests, NOWHERE, 0, terms->has_licences);
  if (terms->has_rules)
    add_rules(snapshot);
  if (terms->has_licences)
    add_licences(snapshot);
  snapshot_seal(snapshot);
  return snapshot;
}
