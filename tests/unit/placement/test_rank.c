#include "placement/rank.h"

#include "random_cluster.h"
#include "unit.h"

#include <math.h>

#define CLUSTERS 25000
#define GIB ((double)(1 << 30))

static const struct random_terms odd_terms = {.hosts_min = 1, .hosts_max = 8, .guests_max = 24, .fullness = 0.8,
                                              .is_odd = TRUE};

/* A cluster drawn by chance, told in any order of its hosts and with one host busier than drawn. */
struct variation {
  const guint *order;        /* position in the copy -> host; NULL: as it is */
  guint busier;              /* NOWHERE: none */
  double more_cpu, more_memory;
};

static struct placement_snapshot *vary(const struct placement_snapshot *snapshot, const struct variation *variation)
{
  struct placement_snapshot *copy = snapshot_new();
  guint n = snapshot_n_hosts(snapshot);
  g_autofree guint *place = g_new(guint, n);
  snapshot_add_cluster(copy, snapshot_cluster(snapshot, 0));
  for (guint i = 0; i < n; i++) {
    guint h = variation->order ? variation->order[i] : i;
    struct placement_host host = *snapshot_host(snapshot, h);
    if (h == variation->busier)
      for (guint k = 0; k < 3; k++) {
        ((double *)(void *)&host.load[RESOURCE_CPU])[k] += variation->more_cpu;
        ((double *)(void *)&host.load[RESOURCE_MEMORY])[k] += variation->more_memory;
      }
    place[h] = i;
    snapshot_add_host(copy, &host);
  }
  for (guint g = 0; g < snapshot_n_guests(snapshot); g++) {
    struct placement_guest guest = *snapshot_guest(snapshot, g);
    guest.host = guest.host < n ? place[guest.host] : guest.host;
    snapshot_add_guest(copy, &guest);
  }
  snapshot_seal(copy);
  return copy;
}

static const struct ranked *find(const GArray *ranking, guint host)
{
  for (guint i = 0; i < ranking->len; i++)
    if (g_array_index(ranking, struct ranked, i).host == host)
      return &g_array_index(ranking, struct ranked, i);
  return NULL;
}

/* Hosts that are known to differ from nobody's point of view: the same verdict, and of the same worth. */
static void assert_alike(guint32 seed, const struct ranked *one, const struct ranked *other)
{
  if (one->excluded != other->excluded || one->value > other->value || one->value < other->value)
    fail_msg("cluster %u: host %u is judged otherwise", seed, one->host);
}

typedef void (*look_at)(guint32 seed, const struct placement_snapshot *snapshot, guint guest, GRand *chance);

static void look_at_clusters(guint32 first, look_at look)
{
  for (guint32 seed = first; seed < first + CLUSTERS; seed++) {
    g_autoptr(GRand) chance = g_rand_new_with_seed(~seed);
    struct placement_snapshot *snapshot = random_cluster(seed, &odd_terms);
    guint n = snapshot_n_guests(snapshot);
    if (n > 0)
      look(seed, snapshot, (guint)g_rand_int_range(chance, 0, (gint32)n), chance);
    snapshot_free(snapshot);
  }
}

static GArray *rank_in(const struct placement_snapshot *snapshot, guint guest)
{
  struct arrangement *arrangement = arrangement_new(snapshot);
  GArray *ranking = rank_hosts(arrangement, guest, 0);
  arrangement_free(arrangement);
  return ranking;
}

static void look_sorted(guint32 seed, const struct placement_snapshot *snapshot, guint guest, GRand *chance)
{
  (void)chance;
  g_autoptr(GArray) ranking = rank_in(snapshot, guest), again = rank_in(snapshot, guest);
  struct arrangement *arrangement = arrangement_new(snapshot);
  guint best = rank_best(arrangement, guest, 0);
  arrangement_free(arrangement);
  guint home = snapshot_guest(snapshot, guest)->is_running ? snapshot_guest(snapshot, guest)->host : NOWHERE;
  assert_int_equal(ranking->len, snapshot_n_hosts(snapshot) - (home != NOWHERE));
  for (guint i = 0; i < ranking->len; i++) {
    const struct ranked *here = &g_array_index(ranking, struct ranked, i);
    assert_int_equal(here->host, g_array_index(again, struct ranked, i).host);
    assert_alike(seed, here, &g_array_index(again, struct ranked, i));
    assert_true(here->value >= 0 && here->value <= 1 && here->stars >= 0 && here->stars <= 5);
    assert_true(fmod(2 * here->stars, 1) < 1e-9);
    if (i == 0)
      assert_int_equal(best, here->excluded ? NOWHERE : here->host);
    else if (!here->excluded)
      assert_true(here->value <= here[-1].value && !here[-1].excluded);
  }
}

static void the_ranking_is_sorted_complete_and_always_the_same(void **state)
{
  (void)state;
  look_at_clusters(0, look_sorted);
}

static void look_shuffled(guint32 seed, const struct placement_snapshot *snapshot, guint guest, GRand *chance)
{
  guint n = snapshot_n_hosts(snapshot);
  g_autofree guint *order = g_new(guint, n);
  for (guint i = 0; i < n; i++)
    order[i] = i;
  for (guint i = n; i > 1; i--) {
    guint j = (guint)g_rand_int_range(chance, 0, (gint32)i), kept = order[j];
    order[j] = order[i - 1];
    order[i - 1] = kept;
  }
  struct placement_snapshot *other = vary(snapshot, &(struct variation){.order = order, .busier = NOWHERE});
  g_autoptr(GArray) ranking = rank_in(snapshot, guest), shuffled = rank_in(other, guest);
  assert_int_equal(ranking->len, shuffled->len);
  for (guint i = 0; i < n; i++) {
    const struct ranked *there = find(shuffled, i), *here = find(ranking, order[i]);
    assert_true(!here == !there);
    if (here)
      assert_alike(seed, here, there);
  }
  snapshot_free(other);
}

static void the_order_of_hosts_decides_between_equals_only(void **state)
{
  (void)state;
  look_at_clusters(CLUSTERS, look_shuffled);
}

static void look_busier(guint32 seed, const struct placement_snapshot *snapshot, guint guest, GRand *chance)
{
  guint host = (guint)g_rand_int_range(chance, 0, (gint32)snapshot_n_hosts(snapshot));
  const struct variation variation = {.busier = host, .more_cpu = g_rand_double_range(chance, 0, 8),
                                      .more_memory = g_rand_double_range(chance, 0, 16 * GIB)};
  struct placement_snapshot *busier = vary(snapshot, &variation);
  g_autoptr(GArray) ranking = rank_in(snapshot, guest), then = rank_in(busier, guest);
  for (guint i = 0; i < ranking->len; i++) {
    const struct ranked *before = &g_array_index(ranking, struct ranked, i), *after = find(then, before->host);
    if (before->host != host)
      assert_alike(seed, before, after);
    else if (after->stars > before->stars || (before->excluded && !after->excluded))
      fail_msg("cluster %u: host %u is better for being busier", seed, host);
  }
  snapshot_free(busier);
}

static void a_busier_host_never_gets_more_stars_and_changes_no_other(void **state)
{
  (void)state;
  look_at_clusters(2 * CLUSTERS, look_busier);
}

static gboolean cannot_be_judged(const struct placement_host *host)
{
  return host->state != HOST_READY || isnan(host->capacity[RESOURCE_CPU]) || isnan(host->capacity[RESOURCE_MEMORY]) ||
         isnan(host->base_high[RESOURCE_CPU]) || isnan(host->base_high[RESOURCE_MEMORY]);
}

static void look_excluded(guint32 seed, const struct placement_snapshot *snapshot, guint guest, GRand *chance)
{
  (void)chance;
  struct arrangement *arrangement = arrangement_new(snapshot);
  g_autoptr(GPtrArray) candidates = rank_candidates(arrangement, guest, 0);
  for (guint i = 0; i < candidates->len; i++) {
    const struct candidate *candidate = candidates->pdata[i];
    const struct placement_host *host = snapshot_host(snapshot, snapshot_find_host(snapshot, candidate->host));
    if (cannot_be_judged(host) && !candidate->excluded)
      fail_msg("cluster %u: %s is a candidate", seed, host->name);
    if (candidate->excluded)
      assert_true(strstr(candidate->excluded, ": ") != NULL && candidate->stars <= 0);
    else
      assert_true(*candidate->reason != '\0');
  }
  arrangement_free(arrangement);
}

static void whatever_is_not_known_excludes_with_a_reason(void **state)
{
  (void)state;
  look_at_clusters(3 * CLUSTERS, look_excluded);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_ranking_is_sorted_complete_and_always_the_same),
      cmocka_unit_test(the_order_of_hosts_decides_between_equals_only),
      cmocka_unit_test(a_busier_host_never_gets_more_stars_and_changes_no_other),
      cmocka_unit_test(whatever_is_not_known_excludes_with_a_reason),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
