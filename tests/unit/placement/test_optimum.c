#include "optimum.h"

#include "placement/constraints.h"
#include "placement/planners.h"

#include "unit.h"

#include <math.h>

#define GIB (1024.0 * 1024 * 1024)
#define CLUSTERS 1000

static struct load steady(double figure)
{
  return (struct load){.now = figure, .recent = figure, .day = figure};
}

static void add_host(struct placement_snapshot *snapshot, GRand *random, guint number, gboolean is_bound)
{
  static const char *const all[] = {"a", "b", NULL};
  static const char *const some[] = {"a", NULL};
  g_autofree char *name = g_strdup_printf("h%u", number);
  guint cpus = g_rand_boolean(random) ? 16 : 32;
  struct placement_host host = {.name = name, .state_reason = "", .cpus = cpus};
  host.networks = is_bound && number % 2 == 1 ? some : all;
  for (guint r = 0; r < RESOURCES; r++) {
    host.capacity[r] = NAN;
    host.load[r] = steady(r <= RESOURCE_MEMORY ? 0 : NAN);
  }
  host.capacity[RESOURCE_CPU] = cpus;
  host.capacity[RESOURCE_MEMORY] = cpus * 4 * GIB;
  snapshot_add_host(snapshot, &host);
}

static void add_guest(struct placement_snapshot *snapshot, GRand *random, guint number, gboolean is_bound)
{
  static const char *const rare[] = {"b", NULL};
  g_autofree char *name = g_strdup_printf("g%u", number);
  guint vcpus = 1u << g_rand_int_range(random, 0, 4), n_hosts = snapshot_n_hosts(snapshot);
  double draw = g_rand_double(random);
  struct placement_guest guest = {.uuid = name, .name = name, .is_running = TRUE, .vcpus = vcpus,
                                  .host = MIN((guint)(draw * draw * n_hosts), n_hosts - 1),
                                  .memory_bytes = (guint64)(vcpus * 2 * GIB), .dirty_bytes_per_sec = 1e6,
                                  .downtime_cost = 1, .moved_sec = INFINITY, .moved_from = NOWHERE};
  if (is_bound && g_rand_int_range(random, 0, 3) == 0) {
    guest.networks = rare;
    guest.host -= guest.host % 2;
  }
  for (guint r = 0; r < RESOURCES; r++)
    guest.load[r] = steady(r <= RESOURCE_MEMORY ? 0 : NAN);
  guest.load[RESOURCE_CPU] = steady(g_rand_double(random) * vcpus);
  snapshot_add_guest(snapshot, &guest);
}

/* 4 to 6 hosts of two sizes, 8 to 14 guests. In half of the clusters a third of the guests is bound to half of the hosts, and in
 * a quarter of all the failure of a host is to be survived. */
static struct placement_snapshot *small_cluster(guint seed)
{
  GRand *random = g_rand_new_with_seed(seed);
  struct placement_snapshot *snapshot = snapshot_new();
  struct placement_cluster cluster = {.name = "c", .weights = {1, 1, 0, 0}, .host_failures = seed % 4 == 1 ? 1 : 0};
  guint n_hosts = (guint)g_rand_int_range(random, 4, 7), n_guests = (guint)g_rand_int_range(random, 8, 15);
  snapshot_add_cluster(snapshot, &cluster);
  for (guint h = 0; h < n_hosts; h++)
    add_host(snapshot, random, h, seed % 2 == 1);
  for (guint g = 0; g < n_guests; g++)
    add_guest(snapshot, random, g, seed % 2 == 1);
  snapshot_seal(snapshot);
  g_rand_free(random);
  return snapshot;
}

static guint count_moves(const struct arrangement *arrangement)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  guint n = 0;
  for (guint g = 0; g < snapshot_n_guests(snapshot); g++)
    n += arrangement_host_of(arrangement, g) != snapshot_guest(snapshot, g)->host ? 1 : 0;
  return n;
}

struct score {
  guint within, beyond, unknown, moves;
  double before, after;
};

static void score_cluster(guint seed, const struct search_terms *terms, struct score *score)
{
  struct placement_snapshot *snapshot = small_cluster(seed);
  struct arrangement *before = arrangement_new(snapshot), *after = arrangement_copy(before);
  balance_arrange(after, 0, terms, NULL);
  double value = optimum_imbalance(after);
  guint moves = count_moves(after);
  enum optimum found = optimum_is_below(before, value / 1.05, moves);
  score->within += found == OPTIMUM_NONE_BETTER ? 1 : 0;
  score->beyond += found == OPTIMUM_BETTER ? 1 : 0;
  score->unknown += found == OPTIMUM_UNKNOWN ? 1 : 0;
  score->moves += moves;
  score->before += optimum_imbalance(before);
  score->after += value;
  arrangement_free(after);
  arrangement_free(before);
  snapshot_free(snapshot);
}

static void no_arrangement_with_as_few_moves_is_better_by_a_twentieth_in_95_of_100(void **state)
{
  (void)state;
  struct score score = {0};
  struct search_terms terms = balance_terms();
  terms.gain_per_cost = 0; /* the optimum does not count costs */
  for (guint seed = 0; seed < CLUSTERS; seed++)
    score_cluster(seed, &terms, &score);
  print_message("within 5 %% of the optimum: %u of %u, beyond %u, not known %u; imbalance %.3f -> %.3f, %.2f moves\n",
                score.within, CLUSTERS, score.beyond, score.unknown, score.before / CLUSTERS, score.after / CLUSTERS,
                (double)score.moves / CLUSTERS);
  assert_true(score.within >= CLUSTERS * 95 / 100);
  assert_true(score.moves > CLUSTERS);
}

/* The solver itself, against trying all ways. */
static double least_of_all(struct arrangement *arrangement, guint next, guint moves)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  double least = optimum_imbalance(arrangement);
  for (guint g = 0; g < snapshot_n_guests(snapshot) && least < INFINITY; g++) {
    guint host = arrangement_host_of(arrangement, g);
    if (host != snapshot_guest(snapshot, g)->host && constraint_first(arrangement, g, host, 0))
      least = INFINITY;
  }
  for (guint g = next; moves > 0 && g < snapshot_n_guests(snapshot); g++) {
    guint home = arrangement_host_of(arrangement, g);
    for (guint h = 0; h < snapshot_n_hosts(snapshot); h++) {
      arrangement_move(arrangement, g, h);
      least = h == home ? least : MIN(least, least_of_all(arrangement, g + 1, moves - 1));
    }
    arrangement_move(arrangement, g, home);
  }
  return least;
}

static void the_optimum_is_that_of_trying_all_ways(void **state)
{
  (void)state;
  for (guint seed = 0; seed < 40; seed++) {
    struct placement_snapshot *snapshot = small_cluster(seed);
    struct arrangement *arrangement = arrangement_new(snapshot);
    double least = least_of_all(arrangement, 0, 2);
    assert_int_equal(optimum_is_below(arrangement, least * 1.000001, 2), OPTIMUM_BETTER);
    assert_int_equal(optimum_is_below(arrangement, least * 0.999999, 2), OPTIMUM_NONE_BETTER);
    arrangement_free(arrangement);
    snapshot_free(snapshot);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_optimum_is_that_of_trying_all_ways),
      cmocka_unit_test(no_arrangement_with_as_few_moves_is_better_by_a_twentieth_in_95_of_100),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
