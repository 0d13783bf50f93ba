/*
 * How long it takes to know whether clusters survive the failure of two hosts, and of how many that is known at all, for
 * clusters of 64 hosts and 2,000 guests, filled more and less; then what it costs to ask for one guest.
 *
 *   tests/bench/placement-reserve [HOSTS GUESTS FAILURES CLUSTERS]
 *   tests/bench/placement-reserve decided [CLUSTERS]
 *
 * The latter prints of how many clusters it is known, for the sizes people run: filled from far below to beyond the very limit,
 * with guests of common sizes, with some as big as a third of a host, and with guests that are to be apart.
 */
#include "model/rule.h"
#include "placement/reserve.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define MIB (1024.0 * 1024)
#define MEAN_SIZE (77.0 / 9 * 1024 * MIB) /* of the guests */

static struct load steady(double figure)
{
  return (struct load){.now = figure, .recent = figure, .day = figure};
}

static double ms_since(gint64 start)
{
  return (double)(g_get_monotonic_time() - start) / 1000;
}

static void add_host(struct placement_snapshot *snapshot, guint number, double memory, double cpus)
{
  g_autofree char *name = g_strdup_printf("h%u", number);
  struct placement_host host = {.name = name, .state_reason = "", .cpus = (guint)cpus};
  for (guint r = 0; r < RESOURCES; r++) {
    host.capacity[r] = NAN;
    host.load[r] = steady(0);
  }
  host.capacity[RESOURCE_MEMORY] = memory;
  host.capacity[RESOURCE_CPU] = cpus;
  host.reserve[RESOURCE_MEMORY] = 1024 * MIB;
  snapshot_add_host(snapshot, &host);
}

static void add_guest(struct placement_snapshot *snapshot, GRand *random, guint number, guint host, double big)
{
  static const double sizes[] = {1, 2, 2, 4, 4, 8, 8, 16, 32}; /* GiB */
  g_autofree char *name = g_strdup_printf("g%u", number);
  double memory = sizes[g_rand_int_range(random, 0, G_N_ELEMENTS(sizes))] * 1024 * MIB;
  memory = big > 0 ? big : memory;
  struct placement_guest guest = {.uuid = name, .name = name, .host = host, .is_running = TRUE, .vcpus = 2,
                                  .memory_bytes = (guint64)memory, .dirty_bytes_per_sec = NAN, .downtime_cost = 1,
                                  .moved_sec = INFINITY, .moved_from = NOWHERE};
  for (guint r = 0; r < RESOURCES; r++)
    guest.load[r] = steady(0);
  guest.load[RESOURCE_MEMORY] = steady(memory);
  guest.load[RESOURCE_CPU] = steady(g_rand_double_range(random, 0.05, 1.5) * sqrt(memory / MIB / 4096));
  snapshot_add_guest(snapshot, &guest);
}

/* What clusters are made of. */
struct kind {
  const char *name;
  guint big_of;   /* one guest in so many is big; 0: none */
  guint apart_of; /* so many guests that follow one another are to be apart; 0: no rules */
};

static void add_rules(struct placement_snapshot *snapshot, guint n_guests, guint apart)
{
  for (guint first = 0; apart > 0 && first + apart <= n_guests; first += 4 * apart) {
    g_autofree char *name = g_strdup_printf("apart%u", first);
    struct rule *rule = rule_new(name, RULE_ANTI_AFFINITY, TRUE);
    for (guint i = 0; i < apart; i++)
      g_ptr_array_add(rule->guests, g_strdup_printf("g%u", first + i));
    snapshot_add_rule(snapshot, rule);
    rule_free(rule);
  }
}

/* Guests on random hosts; each host has as much as its guests and what a share of the mean free beyond it makes. */
static struct placement_snapshot *random_cluster(GRand *random, guint n_hosts, guint n_guests, guint failures, double free,
                                                 const struct kind *kind)
{
  struct placement_snapshot *snapshot = snapshot_new(), *full = snapshot_new();
  struct placement_cluster cluster = {.name = "c", .weights = {1, 1, 1, 1}, .host_failures = failures};
  g_autofree double *memory = g_new0(double, n_hosts), *cpu = g_new0(double, n_hosts);
  snapshot_add_cluster(full, &cluster);
  snapshot_add_cluster(snapshot, &cluster);
  double all = 0, all_cpu = 0;
  for (guint g = 0; g < n_guests; g++) {
    guint host = g_rand_double(random) < 0.8 ? g % n_hosts : (guint)g_rand_int_range(random, 0, (gint)n_hosts);
    gboolean is_big = kind->big_of > 0 && g % kind->big_of == 0;
    add_guest(full, random, g, host, is_big ? MEAN_SIZE * n_guests / n_hosts / 3 : 0);
    const struct placement_guest *guest = snapshot_guest(full, g);
    memory[host] += (double)guest->memory_bytes;
    cpu[host] += guest->load[RESOURCE_CPU].now;
    all += (double)guest->memory_bytes;
    all_cpu += guest->load[RESOURCE_CPU].now;
  }
  for (guint h = 0; h < n_hosts; h++) {
    double more = g_rand_double_range(random, 0, 2 * free);
    add_host(snapshot, h, memory[h] + 1024 * MIB + round(more * all / n_hosts),
             ceil(cpu[h] + g_rand_double_range(random, 0, 2.2 * free) * all_cpu / n_hosts));
  }
  for (guint g = 0; g < n_guests; g++)
    snapshot_add_guest(snapshot, snapshot_guest(full, g));
  snapshot_free(full);
  add_rules(snapshot, n_guests, kind->apart_of);
  snapshot_seal(snapshot);
  return snapshot;
}

static void ask(struct reserve *reserve, struct arrangement *arrangement, guint n_hosts, guint n_guests)
{
  guint yes = 0, n = 0;
  gint64 start = g_get_monotonic_time();
  for (guint g = 0; g < n_guests; g += 37)
    for (guint h = 0; h < n_hosts; h++, n++)
      yes += reserve_admits(reserve, arrangement, g, h, NULL) ? 1 : 0;
  double asking = ms_since(start);
  start = g_get_monotonic_time();
  guint moves = 0;
  for (guint g = 0; g < n_guests; g += 37, moves++) {
    struct reserve_verdict verdict;
    arrangement_move(arrangement, g, (arrangement_host_of(arrangement, g) + 1) % n_hosts);
    reserve_check(reserve, arrangement, 0, &verdict);
  }
  printf("   ask: %u of %u admitted, %.2f us each; after a move: %.2f ms\n", yes, n, 1000 * asking / n,
         ms_since(start) / moves);
}

static const struct kind kinds[] = {{"common", 0, 0}, {"big", 20, 0}, {"apart", 0, 3}};

/* ---- of how many it is known --------------------------------------------------------------------- */

static enum reserve_outcome outcome_of(guint32 seed, guint n_hosts, guint n_guests, guint failures, double free,
                                       const struct kind *kind)
{
  g_autoptr(GRand) random = g_rand_new_with_seed(seed);
  struct placement_snapshot *snapshot = random_cluster(random, n_hosts, n_guests, failures, free, kind);
  struct arrangement *arrangement = arrangement_new(snapshot);
  struct reserve_verdict verdict;
  reserve_check(arrangement_reserve(arrangement), arrangement, 0, &verdict);
  arrangement_free(arrangement);
  snapshot_free(snapshot);
  return verdict.outcome;
}

static void count_decided(guint n_hosts, guint n_guests, guint failures, guint clusters, const struct kind *kind)
{
  /* Of what the failing hosts have, if all were alike. */
  static const double shares[] = {0.9, 1, 1.1, 1.2, 1.3, 1.5, 2, 3, 4, 6};
  guint found[RESERVE_OUTCOMES] = {0};
  gint64 start = g_get_monotonic_time();
  for (guint i = 0; i < clusters; i++)
    for (gsize s = 0; s < G_N_ELEMENTS(shares); s++)
      found[outcome_of(i, n_hosts, n_guests, failures, shares[s] * failures / (n_hosts - failures), kind)]++;
  guint n = clusters * G_N_ELEMENTS(shares);
  printf("%2u hosts, %4u guests, N=%u, %-6s: %5.1f %% decided (%u survive, %u do not, %u not proven); mean %.1f ms\n", n_hosts,
         n_guests, failures, kind->name, 100.0 * (n - found[RESERVE_NOT_PROVEN]) / n, found[RESERVE_HOLDS],
         found[RESERVE_FAILS], found[RESERVE_NOT_PROVEN], ms_since(start) / n);
  fflush(stdout);
}

static void count_all_decided(guint clusters)
{
  static const guint sizes[][2] = {{4, 30}, {8, 100}, {16, 400}, {32, 1000}, {64, 2000}};
  for (gsize s = 0; s < G_N_ELEMENTS(sizes); s++)
    for (guint failures = 1; failures <= 2; failures++)
      for (gsize k = 0; k < G_N_ELEMENTS(kinds); k++)
        count_decided(sizes[s][0], sizes[s][1], failures, clusters, &kinds[k]);
}

/* ---- one size ------------------------------------------------------------------------------------ */

static void measure(guint n_hosts, guint n_guests, guint failures, guint clusters, double free)
{
  guint found[RESERVE_OUTCOMES] = {0}, open = 0, all = 0;
  double total = 0, longest = 0;
  for (guint i = 0; i < clusters; i++) {
    GRand *random = g_rand_new_with_seed(i * 100 + (guint)(free * 1000));
    struct placement_snapshot *snapshot = random_cluster(random, n_hosts, n_guests, failures, free, &kinds[0]);
    struct arrangement *arrangement = arrangement_new(snapshot);
    struct reserve *reserve = reserve_new(snapshot, NULL);
    struct reserve_verdict verdict;
    gint64 start = g_get_monotonic_time();
    reserve_check(reserve, arrangement, 0, &verdict);
    double ms = ms_since(start);
    total += ms;
    longest = MAX(longest, ms);
    found[verdict.outcome]++;
    open += verdict.n_open;
    all += verdict.n_combinations;
    if (i + 1 == clusters) {
      g_autoptr(GString) text = g_string_new(NULL);
      reserve_describe(snapshot, &verdict, text);
      printf("free %4.1f %%: %u survive, %u do not, %u not proven; %u of %u combinations open; mean %.1f ms, longest %.1f ms\n"
             "   the last one: %s\n",
             100 * free, found[RESERVE_HOLDS], found[RESERVE_FAILS], found[RESERVE_NOT_PROVEN], open, all,
             total / clusters, longest, text->str);
      ask(reserve, arrangement, n_hosts, n_guests);
      fflush(stdout);
    }
    reserve_free(reserve);
    arrangement_free(arrangement);
    snapshot_free(snapshot);
    g_rand_free(random);
  }
}

int main(int argc, char **argv)
{
  if (argc > 1 && g_str_equal(argv[1], "decided")) {
    count_all_decided(argc > 2 ? (guint)atoi(argv[2]) : 20);
    return 0;
  }
  guint n_hosts = argc > 1 ? (guint)atoi(argv[1]) : 64, n_guests = argc > 2 ? (guint)atoi(argv[2]) : 2000;
  guint failures = argc > 3 ? (guint)atoi(argv[3]) : 2, clusters = argc > 4 ? (guint)atoi(argv[4]) : 20;
  static const double frees[] = {0.03, 0.06, 0.07, 0.08, 0.09, 0.1, 0.12, 0.15, 0.2, 0.3};
  for (gsize i = 0; i < G_N_ELEMENTS(frees); i++)
    measure(n_hosts, n_guests, failures, clusters, frees[i]);
  return 0;
}
