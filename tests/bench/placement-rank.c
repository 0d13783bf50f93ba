/*
 * How long it takes to rank all hosts of a fleet for one guest: for one that is there, and for a new one that may go to any
 * cluster; every cluster keeps a reserve for one failed host, rules keep guests apart, and every tenth guest needs a licence. Each fleet is twice as large as the
 * one before it, so that growth is seen; what is made once for a snapshot is printed by itself.
 *
 *   tests/bench/placement-rank [HOSTS GUESTS CLUSTER-SIZE HOST-FAILURES]
 */
#include "placement/rank.h"
#include "placement/reserve.h"

#include "placement/made_fleet.h"

#include <stdio.h>
#include <stdlib.h>

#define REPEATS 21

static int by_value(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

/* The median time of a ranking, of guests from `first` on; and how many hosts fit the last of them. */
static double ranking_ms(struct arrangement *arrangement, guint first, guint distance, guint *fits)
{
  double times[REPEATS];
  for (guint i = 0; i < REPEATS; i++) {
    guint guest = first + distance * i;
    double start = taken_ms();
    g_autoptr(GArray) hosts = rank_hosts(arrangement, guest, 0);
    times[i] = taken_ms() - start;
    *fits = 0;
    for (guint h = 0; h < hosts->len; h++)
      *fits += g_array_index(hosts, struct ranked, h).excluded == NULL;
  }
  qsort(times, REPEATS, sizeof *times, by_value);
  return times[REPEATS / 2];
}

static void measure(const struct fleet_terms *terms)
{
  double start = taken_ms();
  struct placement_snapshot *snapshot = made_fleet(terms);
  double build = taken_ms() - start;
  start = taken_ms();
  struct arrangement *arrangement = arrangement_new(snapshot);
  double arrange = taken_ms() - start;
  printf("%6u hosts %7u guests: snapshot %.1f ms, arrangement %.1f ms", terms->n_hosts, terms->n_guests, build, arrange);
  start = taken_ms();
  guint survive = 0, n_clusters = snapshot_n_clusters(snapshot), fits;
  for (guint c = 0; c < n_clusters && terms->host_failures > 0; c++) {
    struct reserve_verdict verdict;
    reserve_check(arrangement_reserve(arrangement), arrangement, c, &verdict);
    survive += verdict.outcome == RESERVE_HOLDS;
  }
  printf(", reserve of %u clusters %.1f ms (%u survive)", n_clusters, taken_ms() - start, survive);
  double ms = ranking_ms(arrangement, 0, terms->n_guests / REPEATS, &fits);
  printf("; rank %.3f ms (%u fit)", ms, fits);
  ms = ranking_ms(arrangement, terms->n_guests, 0, &fits);
  printf(", a new guest %.3f ms (%u fit)\n", ms, fits);
  arrangement_free(arrangement);
  snapshot_free(snapshot);
}

int main(int argc, char **argv)
{
  struct fleet_terms terms = {.n_hosts = 500, .n_guests = 10000, .cluster_size = 32, .host_failures = 1, .has_rules = TRUE,
                              .has_licences = TRUE, .unevenness = 0.2};
  if (argc == 5) {
    terms.n_hosts = (guint)atoi(argv[1]);
    terms.n_guests = (guint)atoi(argv[2]);
    terms.cluster_size = (guint)atoi(argv[3]);
    terms.host_failures = (guint)atoi(argv[4]);
    measure(&terms);
    return 0;
  }
  static const guint sizes[] = {500, 1000, 2000, 4000, 8000, 10000};
  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    terms.n_hosts = sizes[i];
    terms.n_guests = 20 * sizes[i];
    measure(&terms);
  }
  return 0;
}
