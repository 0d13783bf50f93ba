#include "base/error.h"
#include "placement/method.h"
#include "placement/planners.h"
#include "placement/planwrite.h"

#include <math.h>

/* Hosts within one step of fullness are alike: the one with fewer guests is better, since small guests would otherwise all
 * follow a point of difference. */
#define ALIKE_STEPS 10

/* The fullest of its resources with the guest there; of what is known. */
static double fullest_with(const struct arrangement *arrangement, guint guest, guint host)
{
  const struct placement_host *known = snapshot_host(arrangement_snapshot(arrangement), host);
  double fullest = 0;
  for (guint r = 0; r < RESOURCES; r++) {
    double full = arrangement_high_with(arrangement, host, guest, r) / known->capacity[r];
    fullest = full > fullest ? full : fullest;
  }
  return fullest;
}

static guint best_host(const struct arrangement *arrangement, guint guest, guint from)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  guint n, best = NOWHERE;
  const guint *hosts = snapshot_hosts_of(snapshot, snapshot_host(snapshot, from)->cluster, &n);
  double least = INFINITY;
  for (guint i = 0; i < n; i++) {
    if (hosts[i] == from || constraint_first(arrangement, guest, hosts[i], PARDON_RESERVE))
      continue;
    double steps = floor(fullest_with(arrangement, guest, hosts[i]) * ALIKE_STEPS);
    if (steps < least ||
        (steps <= least && arrangement_count(arrangement, hosts[i]) < arrangement_count(arrangement, best))) {
      least = steps;
      best = hosts[i];
    }
  }
  return best;
}

static int by_memory(gconstpointer a, gconstpointer b, gpointer snapshot)
{
  const struct placement_guest *left = snapshot_guest(snapshot, *(const guint *)a);
  const struct placement_guest *right = snapshot_guest(snapshot, *(const guint *)b);
  if (left->memory_bytes != right->memory_bytes)
    return left->memory_bytes < right->memory_bytes ? 1 : -1;
  return *(const guint *)a < *(const guint *)b ? -1 : 1;
}

void evacuate_arrange(struct arrangement *arrangement, guint host, GArray *stuck)
{
  g_autoptr(GArray) leaving = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint g = arrangement_first(arrangement, host); g != NOWHERE; g = arrangement_next(arrangement, g))
    g_array_append_val(leaving, g);
  /* The large ones first, while there is most room. */
  g_array_sort_with_data(leaving, by_memory, (gpointer)arrangement_snapshot(arrangement));
  for (guint i = 0; i < leaving->len; i++) {
    guint guest = g_array_index(leaving, guint, i), to = NOWHERE;
    if (method_can_move(arrangement_snapshot(arrangement), guest))
      to = best_host(arrangement, guest, host);
    if (to != NOWHERE)
      arrangement_move(arrangement, guest, to);
    else
      g_array_append_val(stuck, guest);
  }
}

struct plan *placement_evacuate(const struct placement_snapshot *snapshot, const char *host, GError **error)
{
  guint from = snapshot_find_host(snapshot, host);
  if (from == NOWHERE) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "there is no host \"%s\"", host);
    return NULL;
  }
  struct plan_draft draft;
  plan_draft_begin(&draft, snapshot, snapshot_cluster(snapshot, snapshot_host(snapshot, from)->cluster)->name, NULL);
  g_autoptr(GArray) stuck = g_array_new(FALSE, FALSE, sizeof(guint));
  evacuate_arrange(draft.wanted, from, stuck);
  for (guint i = 0; i < stuck->len; i++)
    plan_draft_refuse(&draft, g_array_index(stuck, guint, i), PARDON_RESERVE);
  if (arrangement_count(draft.from, from) == 0)
    g_string_append_printf(draft.why, "no guest is known to run on %s", host);
  else
    g_string_append_printf(draft.why, "%s is to be empty: %u of its %u guests find room elsewhere", host,
                         arrangement_count(draft.from, from) - stuck->len, arrangement_count(draft.from, from));
  return plan_draft_end(&draft, PLAN_EVACUATE, PARDON_RESERVE);
}
