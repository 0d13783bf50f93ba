#include "random_cluster.h"

#include "model/licence.h"
#include "model/rule.h"

#include <math.h>

#define GIB(n) ((double)((guint64)(n) << 30))

static struct load drawn_load(GRand *chance, double most)
{
  double usual = g_rand_double(chance) * most;
  return (struct load){usual, usual, usual * (1 + g_rand_double(chance))};
}

static void add_host(struct placement_snapshot *snapshot, GRand *chance, guint number, gboolean is_odd)
{
  g_autofree char *name = g_strdup_printf("h%u", number);
  guint cpus = g_rand_boolean(chance) ? 16 : 32;
  struct placement_host host = {.name = name,
                                .cpus = cpus,
                                .capacity = {cpus, GIB(cpus * 4), NAN, NAN},
                                .reserve = {0, GIB(2), 0, 0},
                                .load = {{0, 0, 0}, {0, 0, 0}, {NAN, NAN, NAN}, {NAN, NAN, NAN}}};
  if (is_odd && g_rand_int_range(chance, 0, 8) == 0)
    host.state = (enum placement_host_state)g_rand_int_range(chance, 0, HOST_STATES);
  if (is_odd && g_rand_int_range(chance, 0, 8) == 0)
    host.capacity[g_rand_int_range(chance, 0, 2)] = g_rand_boolean(chance) ? NAN : 0;
  if (is_odd && g_rand_int_range(chance, 0, 8) == 0)
    host.load[g_rand_int_range(chance, 0, 2)].recent = NAN;
  snapshot_add_host(snapshot, &host);
}

/* Hosts get guests unevenly, since the lower numbers are drawn more often. */
static guint drawn_host(GRand *chance, guint n)
{
  double x = g_rand_double(chance);
  return MIN((guint)(x * x * n), n - 1);
}

static void add_guest(struct placement_snapshot *snapshot, GRand *chance, guint number, double *memory_left,
                      const struct random_terms *terms)
{
  static const char *const half[] = {RANDOM_HALF, NULL}, *const few[] = {RANDOM_FEW, NULL};
  g_autofree char *name = g_strdup_printf("g%u", number);
  guint vcpus = 1u << g_rand_int_range(chance, 0, 4);
  double memory = GIB(vcpus * 2);
  guint host = drawn_host(chance, snapshot_n_hosts(snapshot));
  if (memory_left[host] < memory)
    return;
  memory_left[host] -= memory;
  struct placement_guest guest = {.uuid = name,
                                  .name = name,
                                  .host = host,
                                  .is_running = TRUE,
                                  .vcpus = vcpus,
                                  .memory_bytes = (guint64)memory,
                                  .load = {drawn_load(chance, vcpus), {0, 0, 0}, {NAN, NAN, NAN}, {NAN, NAN, NAN}},
                                  .dirty_bytes_per_sec = 1e6,
                                  .downtime_cost = 1,
                                  .moved_sec = INFINITY,
                                  .moved_from = NOWHERE};
  if (terms->has_licences && number % 4 < 2)
    guest.licences = number % 4 ? half : few;
  if (terms->is_odd && g_rand_int_range(chance, 0, 10) == 0)
    guest.load[RESOURCE_CPU].recent = NAN;
  if (terms->is_odd && g_rand_int_range(chance, 0, 10) == 0)
    guest.is_running = FALSE;
  if (terms->is_odd && g_rand_int_range(chance, 0, 20) == 0)
    guest.host = 1000;
  if (terms->is_odd && g_rand_int_range(chance, 0, 10) == 0)
    guest.is_ignored = TRUE;
  if (terms->has_past && g_rand_boolean(chance)) {
    guest.moved_sec = g_rand_double(chance) * 7200;
    guest.moved_from = (guint)g_rand_int_range(chance, 0, (gint32)snapshot_n_hosts(snapshot));
  }
  snapshot_add_guest(snapshot, &guest);
}

static void add_rules(struct placement_snapshot *snapshot, GRand *chance)
{
  guint n_hosts = snapshot_n_hosts(snapshot);
  struct rule *apart = rule_new("apart", RULE_ANTI_AFFINITY, TRUE), *owned = rule_new("owned", RULE_OWNERS, TRUE);
  for (guint g = 0; g < snapshot_n_guests(snapshot); g++) {
    gint32 draw = g_rand_int_range(chance, 0, 8);
    if (draw < 2)
      g_ptr_array_add(draw ? apart->guests : owned->guests, g_strdup(snapshot_guest(snapshot, g)->name));
  }
  for (guint h = 0; h <= n_hosts / 2; h++)
    g_ptr_array_add(owned->hosts, g_strdup_printf("h%d", g_rand_int_range(chance, 0, (gint32)n_hosts)));
  snapshot_add_rule(snapshot, apart);
  snapshot_add_rule(snapshot, owned);
  rule_free(apart);
  rule_free(owned);
}

/* Affinities as guests happen to be, most of them broken; a group of those that are on a host by chance. */
static void add_companies(struct placement_snapshot *snapshot)
{
  static const enum rule_kind kinds[] = {RULE_AFFINITY, RULE_GROUP};
  for (guint i = 0; i < 4; i++) {
    struct rule *rule = rule_new(i % 2 ? "bound" : "together", kinds[i % 2], TRUE);
    for (guint g = i; g < snapshot_n_guests(snapshot); g += 7)
      if (i % 2 || g < 20)
        g_ptr_array_add(rule->guests, g_strdup(snapshot_guest(snapshot, g)->name));
    snapshot_add_rule(snapshot, rule);
    rule_free(rule);
  }
}

static void add_licences(struct placement_snapshot *snapshot)
{
  struct licence *half = licence_new(RANDOM_HALF, LICENCE_PER_HOST), *few = licence_new(RANDOM_FEW, LICENCE_PER_HOST);
  for (guint h = 0; h < snapshot_n_hosts(snapshot); h += 2)
    g_ptr_array_add(half->hosts, g_strdup(snapshot_host(snapshot, h)->name));
  few->entitlements = RANDOM_FEW_HOSTS;
  snapshot_add_licence(snapshot, half);
  snapshot_add_licence(snapshot, few);
  licence_free(half);
  licence_free(few);
}

struct placement_snapshot *random_cluster(guint32 seed, const struct random_terms *terms)
{
  g_autoptr(GRand) chance = g_rand_new_with_seed(seed);
  struct placement_snapshot *snapshot = snapshot_new();
  snapshot_add_cluster(snapshot, &(struct placement_cluster){.name = "c", .weights = {5, 5, 2, 1}, .parallel = 3,
                                                             .host_failures = terms->host_failures});
  guint n_hosts = (guint)g_rand_int_range(chance, (gint32)terms->hosts_min, (gint32)terms->hosts_max + 1);
  guint n_guests = (guint)g_rand_int_range(chance, 0, (gint32)terms->guests_max + 1);
  g_autofree double *memory_left = g_new(double, n_hosts);
  for (guint h = 0; h < n_hosts; h++) {
    add_host(snapshot, chance, h, terms->is_odd);
    memory_left[h] = terms->fullness * GIB(snapshot_host(snapshot, h)->cpus * 4);
  }
  for (guint g = 0; g < n_guests; g++)
    add_guest(snapshot, chance, g, memory_left, terms);
  if (terms->has_rules)
    add_rules(snapshot, chance);
  if (terms->has_companies)
    add_companies(snapshot);
  if (terms->has_licences)
    add_licences(snapshot);
  snapshot_seal(snapshot);
  return snapshot;
}
