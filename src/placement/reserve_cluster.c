#include "placement/reserve_state.h"

#include <string.h>

#define WORK 300000 /* for one look at one cluster: some tenths of a second at the very most */

/* ---- its combinations ---------------------------------------------------------------------------- */

/* Hosts that are up, as configured; where not all combinations can be looked at, those first whose guests have most memory. */
static void find_hosts(struct reserve_cluster *cluster, const struct placement_snapshot *snapshot)
{
  guint n;
  const guint *hosts = snapshot_hosts_of(snapshot, cluster->cluster, &n);
  cluster->hosts = g_new(guint, n + 1);
  for (guint i = 0; i < n; i++)
    if (snapshot_host(snapshot, hosts[i])->state != HOST_DOWN)
      cluster->hosts[cluster->n_hosts++] = hosts[i];
}

static guint64 count_combinations(guint n, guint k)
{
  guint64 count = 1;
  for (guint i = 0; i < k; i++)
    count = count * (n - i) / (i + 1);
  return count;
}

static int compare_loss(const void *one, const void *other, void *arrangement)
{
  guint a = *(const guint *)one, b = *(const guint *)other;
  double x = arrangement_high(arrangement, a)[RESOURCE_MEMORY], y = arrangement_high(arrangement, b)[RESOURCE_MEMORY];
  return x != y ? (x > y ? -1 : 1) : (a < b ? -1 : 1);
}

/* Combinations in lexical order of positions; `at` is taken to the one after it. */
static void next_combination(guint *at, guint n_failing, guint n_hosts)
{
  guint i = n_failing;
  while (i > 0 && at[i - 1] == n_hosts - n_failing + i - 1)
    i--;
  if (i == 0)
    return;
  at[i - 1]++;
  for (; i < n_failing; i++)
    at[i] = at[i - 1] + 1;
}

static void list_failures(struct reserve_cluster *cluster)
{
  guint at[RESERVE_FAILURES_MAX] = {0};
  for (guint i = 0; i < cluster->n_failing; i++)
    at[i] = i;
  cluster->failures = g_new0(struct failure, cluster->n_failures + 1);
  cluster->block = g_new0(packing_size, (gsize)cluster->n_failures * cluster->n_hosts + 1);
  for (guint f = 0; f < cluster->n_failures; f++) {
    memcpy(cluster->failures[f].at, at, sizeof at);
    cluster->failures[f].taken = cluster->block + (gsize)f * cluster->n_hosts;
    next_combination(at, cluster->n_failing, cluster->n_hosts);
  }
}

static struct reserve_cluster *cluster_new(const struct arrangement *arrangement, guint index)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  struct reserve_cluster *cluster = g_new0(struct reserve_cluster, 1);
  cluster->cluster = index;
  find_hosts(cluster, snapshot);
  cluster->n_failing = MIN(MIN(snapshot_cluster(snapshot, index)->host_failures, RESERVE_FAILURES_MAX),
                           cluster->n_hosts);
  cluster->n_combinations = count_combinations(cluster->n_hosts, cluster->n_failing);
  cluster->n_failures = (guint)MIN(cluster->n_combinations, RESERVE_COMBINATIONS_MAX);
  if (cluster->n_failures < cluster->n_combinations)
    g_qsort_with_data(cluster->hosts, (gint)cluster->n_hosts, sizeof(guint), compare_loss, (void *)arrangement);
  cluster->stamps = g_new0(guint64, cluster->n_hosts + 1);
  cluster->rooms = g_new0(packing_size, cluster->n_hosts + 1);
  cluster->most_taken = g_new0(packing_size, cluster->n_hosts + 1);
  list_failures(cluster);
  return cluster;
}

void reserve_cluster_free(struct reserve_cluster *cluster)
{
  if (!cluster)
    return;
  for (guint f = 0; f < cluster->n_failures; f++)
    g_free(cluster->failures[f].bound);
  g_free(cluster->hosts);
  g_free(cluster->stamps);
  g_free(cluster->rooms);
  g_free(cluster->most_taken);
  g_free(cluster->failures);
  g_free(cluster->block);
  g_free(cluster);
}

/* ---- as the arrangement has it ------------------------------------------------------------------- */

static const struct supposition nothing = {NOWHERE, NOWHERE};

static void follow_host(struct arrangement *scratch, const struct arrangement *arrangement, guint host)
{
  guint next;
  for (guint g = arrangement_first(scratch, host); g != NOWHERE; g = next) {
    next = arrangement_next(scratch, g);
    if (arrangement_host_of(arrangement, g) != host)
      arrangement_move(scratch, g, arrangement_host_of(arrangement, g));
  }
  for (guint g = arrangement_first(arrangement, host); g != NOWHERE; g = arrangement_next(arrangement, g))
    if (arrangement_host_of(scratch, g) != host)
      arrangement_move(scratch, g, host);
}

static void follow(struct arrangement *scratch, const struct arrangement *arrangement)
{
  guint n = snapshot_n_hosts(arrangement_snapshot(arrangement));
  if (arrangement_stamp_of_all(scratch) == arrangement_stamp_of_all(arrangement))
    return;
  for (guint h = 0; h < n; h++)
    if (arrangement_stamp(scratch, h) != arrangement_stamp(arrangement, h))
      follow_host(scratch, arrangement, h);
}

/* Whether what the failure's packing takes is no longer known to be there. */
static gboolean is_stale(const struct reserve *reserve, const struct arrangement *arrangement,
                         const struct reserve_cluster *cluster, const struct failure *failure, const guint64 *changed)
{
  if (failure->outcome != RESERVE_HOLDS)
    return TRUE;
  for (guint i = 0; i < cluster->n_hosts; i++) {
    if (!((changed[i / 64] >> (i % 64)) & 1))
      continue;
    if (reserve_has_failed(cluster, failure, i))
      return TRUE;
    for (guint k = 0; k < PACKED_KINDS; k++)
      if (failure->taken[i][k] > 0 && failure->taken[i][k] > cluster->rooms[i][k])
        return TRUE;
  }
  return failure->n_bound > 0 && !reserve_keeps(reserve, arrangement, failure, &nothing);
}

static void find_most_taken(struct reserve_cluster *cluster)
{
  memset(cluster->most_taken, 0, cluster->n_hosts * sizeof(packing_size));
  cluster->n_broken = 0;
  for (guint f = 0; f < cluster->n_failures; f++) {
    const struct failure *failure = &cluster->failures[f];
    if (failure->outcome != RESERVE_HOLDS) {
      cluster->n_broken++;
      continue;
    }
    for (guint i = 0; i < cluster->n_hosts; i++)
      for (guint k = 0; k < PACKED_KINDS; k++)
        cluster->most_taken[i][k] = MAX(cluster->most_taken[i][k], failure->taken[i][k]);
  }
}

/* Notes which hosts have other guests than before; FALSE: none. */
static gboolean note_changes(struct reserve_cluster *cluster, const struct arrangement *arrangement, guint64 *changed)
{
  gboolean any = FALSE;
  for (guint i = 0; i < cluster->n_hosts; i++) {
    guint64 stamp = arrangement_stamp(arrangement, cluster->hosts[i]);
    if (stamp == cluster->stamps[i])
      continue;
    cluster->stamps[i] = stamp;
    reserve_room(arrangement, cluster->hosts[i], cluster->rooms[i]);
    changed[i / 64] |= (guint64)1 << (i % 64);
    any = TRUE;
  }
  return any;
}

/* Decides the failures that are stale, or those that are still open. Returns whether one is proved to be fatal. */
static gboolean decide(struct reserve *reserve, const struct arrangement *arrangement, struct reserve_cluster *cluster,
                       const guint64 *changed)
{
  gboolean is_fatal = FALSE;
  for (guint f = 0; f < cluster->n_failures; f++) {
    struct failure *failure = &cluster->failures[f];
    if (changed ? is_stale(reserve, arrangement, cluster, failure, changed) : failure->outcome == RESERVE_NOT_PROVEN)
      reserve_decide(reserve, arrangement, cluster, &nothing, failure);
    is_fatal = is_fatal || failure->outcome == RESERVE_FAILS;
  }
  return is_fatal;
}

/* First with quick ways only: where one failure is fatal, it does not matter so much for whom else it would be close. */
static void pack_again(struct reserve *reserve, const struct arrangement *arrangement, struct reserve_cluster *cluster,
                       const guint64 *changed)
{
  reserve->work = 0;
  gboolean is_fatal = decide(reserve, arrangement, cluster, changed);
  reserve->work = WORK;
  if (!is_fatal)
    decide(reserve, arrangement, cluster, NULL);
  find_most_taken(cluster);
}

static void find_bound(struct reserve *reserve, const struct arrangement *arrangement)
{
  guint n_guests = snapshot_n_guests(reserve->snapshot);
  gboolean any = FALSE;
  reserve->is_bound = g_new(guchar, n_guests + 1);
  for (guint g = 0; g < n_guests; g++) {
    reserve->is_bound[g] = reserve->terms.is_bound(arrangement, g) ? 1 : 0;
    any = any || reserve->is_bound[g];
  }
  if (any)
    reserve->scratch = arrangement_copy_bare(arrangement);
}

struct reserve_cluster *reserve_refresh(struct reserve *reserve, const struct arrangement *arrangement, guint index)
{
  struct reserve_cluster *cluster = reserve->clusters[index];
  gboolean is_new = cluster == NULL;
  guint64 stamp = arrangement_stamp_of_all(arrangement);
  if (snapshot_cluster(reserve->snapshot, index)->host_failures == 0)
    return NULL;
  if (!is_new && cluster->seen == stamp)
    return cluster;
  if (is_new)
    cluster = reserve->clusters[index] = cluster_new(arrangement, index);
  g_autofree guint64 *changed = g_new0(guint64, cluster->n_hosts / 64 + 1);
  for (guint i = 0; is_new && i < cluster->n_hosts; i++)
    reserve_room(arrangement, cluster->hosts[i], cluster->rooms[i]);
  if (reserve->scratch)
    follow(reserve->scratch, arrangement);
  else if (reserve->terms.not_now && !reserve->is_bound)
    find_bound(reserve, arrangement);
  if (note_changes(cluster, arrangement, changed) || is_new)
    pack_again(reserve, arrangement, cluster, changed);
  cluster->seen = stamp;
  return cluster;
}
