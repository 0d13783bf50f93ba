/*
 * How long plans of several moves take and what they bring: balance (with the spread of memory between the fullest and the
 * emptiest host before and after, and the moves), evacuation of a host of a cluster of 64, consolidation. Each fleet twice as
 * large as the one before it, so that growth is seen.
 *
 *   tests/bench/placement-plans [HOSTS GUESTS CLUSTER-SIZE]
 */
#include "placement/planners.h"

#include "placement/made_fleet.h"

#include <stdio.h>
#include <stdlib.h>

static guint count_moved(const struct arrangement *from, const struct arrangement *to)
{
  guint n = 0;
  for (guint g = 0; g < snapshot_n_guests(arrangement_snapshot(from)); g++)
    n += arrangement_host_of(from, g) != arrangement_host_of(to, g);
  return n;
}

static double greatest_spread(const struct arrangement *arrangement)
{
  double greatest = 0;
  for (guint c = 0; c < snapshot_n_clusters(arrangement_snapshot(arrangement)); c++)
    greatest = MAX(greatest, memory_spread(arrangement, c));
  return greatest;
}

/* What as few moves as ProxLB made would bring (memory spread 51 to 41 points in 17 moves for 100 hosts, 53 to 48 in 24 for 1,000). */
static void measure_few(const struct placement_snapshot *snapshot, guint moves_max)
{
  struct arrangement *from = arrangement_new(snapshot), *wanted = arrangement_copy(from);
  struct search_terms search = balance_terms();
  search.moves_max = moves_max;
  g_autoptr(GArray) moves = search_balance(wanted, 0, &search);
  printf("  with at most %u moves: %u moves, memory spread %.0f -> %.0f points\n", moves_max, moves->len,
         memory_spread(from, 0), memory_spread(wanted, 0));
  arrangement_free(from);
  arrangement_free(wanted);
}

/* From the question to the plan with its words, its waves and its predictions. */
static void measure_balance(const struct fleet_terms *terms)
{
  struct placement_snapshot *snapshot = made_fleet(terms);
  struct arrangement *from = arrangement_new(snapshot), *wanted = arrangement_copy(from);
  const struct search_terms search = balance_terms();
  double start = taken_ms();
  for (guint c = 0; c < snapshot_n_clusters(snapshot); c++)
    balance_arrange(wanted, c, &search, NULL);
  double decide = taken_ms() - start;
  start = taken_ms();
  struct plan *plan = placement_balance(snapshot, NULL, &search, NULL);
  double whole = taken_ms() - start;
  printf("balance %5u hosts %6u guests in clusters of %4u, reserve for %u: decided in %7.2f ms, plan in %7.2f ms; %u moves in %u legs, memory "
         "spread %.0f -> %.0f points\n",
         terms->n_hosts, terms->n_guests, terms->cluster_size ? terms->cluster_size : terms->n_hosts,
         terms->host_failures, decide, whole,
         count_moved(from, wanted), plan->moves->len, greatest_spread(from), greatest_spread(wanted));
  if (snapshot_n_clusters(snapshot) == 1)
    measure_few(snapshot, terms->n_hosts < 1000 ? 17 : 24);
  plan_free(plan);
  arrangement_free(from);
  arrangement_free(wanted);
  snapshot_free(snapshot);
}

static void measure_evacuation(guint n_hosts)
{
  const struct fleet_terms terms = {.n_hosts = n_hosts, .n_guests = 31 * n_hosts, .host_failures = 1, .unevenness = 0.2};
  struct placement_snapshot *snapshot = made_fleet(&terms);
  double start = taken_ms();
  struct plan *plan = placement_evacuate(snapshot, "h1", NULL);
  printf("evacuate h1 of %3u hosts with %5u guests: %.2f ms, %u moves, %u refused\n", n_hosts, terms.n_guests,
         taken_ms() - start, plan->moves->len, plan->refused->len);
  plan_free(plan);
  snapshot_free(snapshot);
}

static void measure_consolidation(guint n_hosts)
{
  const struct fleet_terms terms = {.n_hosts = n_hosts, .n_guests = 20 * n_hosts, .cluster_size = 32, .unevenness = 0.2};
  struct placement_snapshot *snapshot = made_fleet(&terms);
  double start = taken_ms();
  struct plan *plan = placement_consolidate(snapshot, NULL, NULL);
  printf("consolidate %4u hosts with %5u guests: %.2f ms, %u moves\n", n_hosts, terms.n_guests, taken_ms() - start,
         plan->moves->len);
  plan_free(plan);
  snapshot_free(snapshot);
}

int main(int argc, char **argv)
{
  /* So uneven that the memory spread of 100 hosts is as in the measure of ProxLB. */
  struct fleet_terms terms = {.n_hosts = 100, .n_guests = 2000, .unevenness = 0.35};
  if (argc == 4) {
    terms.n_hosts = (guint)atoi(argv[1]);
    terms.n_guests = (guint)atoi(argv[2]);
    terms.cluster_size = (guint)atoi(argv[3]);
    measure_balance(&terms);
    return 0;
  }
  for (guint n = 125; n <= 1000; n *= 2)
    for (guint i = 0; i < 3; i++) {
      terms = (struct fleet_terms){.n_hosts = n == 125 ? 100 : n, .cluster_size = i ? 32 : 0, .host_failures = i / 2,
                                   .unevenness = terms.unevenness};
      terms.n_guests = 20 * terms.n_hosts;
      measure_balance(&terms);
    }
  for (guint n = 16; n <= 128; n *= 2)
    measure_evacuation(n);
  for (guint n = 125; n <= 1000; n *= 2)
    measure_consolidation(n);
  return 0;
}
