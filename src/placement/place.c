#include "base/error.h"
#include "base/quantity.h"
#include "placement/placement.h"
#include "placement/rank.h"

#include <math.h>

/* How much fuller of the resource the best host would have to be to fall behind the next one, in its fullness. */
static double change_needed(const struct score *best, const struct score *next, enum resource resource, double sign)
{
  double room = sign > 0 ? 1 - best->fullness[resource] : best->fullness[resource];
  double needed = (best->value - next->value) / best->weight[resource];
  return best->weight[resource] > 0 && needed <= room ? needed : INFINITY;
}

static char *change_in_words(const struct placement_host *host, enum resource resource, double change, gboolean is_more)
{
  if (resource != RESOURCE_MEMORY)
    return g_strdup_printf("if the %s of %s were %.1f points %s busy", resource == RESOURCE_CPU ? "processors" : resource_name(resource),
                           host->name, 100 * change, is_more ? "more" : "less");
  g_autofree char *size = size_format((guint64)(change * host->capacity[resource]));
  return g_strdup_printf("if %s had %s of memory %s available", host->name, size, is_more ? "less" : "more");
}

/* The least change of one resource of the best host that lets the next one win. */
static char *flip_between(const struct arrangement *arrangement, guint guest, guint best, guint next)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  const struct placement_host *host = snapshot_host(snapshot, best);
  double sign = snapshot_cluster(snapshot, host->cluster)->goal == GOAL_LOAD_BALANCING ? 1 : -1;
  struct score first, second;
  score_host(arrangement, guest, best, &first);
  score_host(arrangement, guest, next, &second);
  guint easiest = RESOURCES;
  double least = INFINITY;
  for (guint r = 0; r < RESOURCES; r++) {
    double needed = change_needed(&first, &second, r, sign);
    if (needed < least) {
      least = needed;
      easiest = r;
    }
  }
  if (easiest == RESOURCES)
    return g_strdup_printf("no change of %s alone would make %s the best", host->name, snapshot_host(snapshot, next)->name);
  g_autofree char *change = change_in_words(host, easiest, least, sign > 0);
  return g_strdup_printf("%s would be the best %s", snapshot_host(snapshot, next)->name, change);
}

static struct plan *plan_place(struct arrangement *arrangement, guint guest)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  guint home = arrangement_host_of(arrangement, guest);
  arrangement_move(arrangement, guest, NOWHERE); /* so that its own host is judged as any other */
  g_autoptr(GArray) ranked = rank_hosts(arrangement, guest, PARDON_IGNORED);
  struct plan *plan = plan_new();
  g_ptr_array_unref(plan->candidates);
  plan->candidates = rank_candidates(arrangement, guest, PARDON_IGNORED);
  const struct ranked *best = ranked->len > 0 ? &g_array_index(ranked, struct ranked, 0) : NULL;
  const char *name = snapshot_guest(snapshot, guest)->name;
  g_free(plan->why);
  if (!best || best->excluded) {
    plan->why = g_strdup_printf("no host can take %s", name);
    return plan;
  }
  plan->why = g_strdup_printf("%s is the best host for %s%s", snapshot_host(snapshot, best->host)->name, name,
                              best->host == home ? ", which is there" : "");
  if (ranked->len > 1 && !g_array_index(ranked, struct ranked, 1).excluded) {
    g_free(plan->flips);
    plan->flips = flip_between(arrangement, guest, best->host, g_array_index(ranked, struct ranked, 1).host);
  }
  return plan;
}

struct plan *placement_place(const struct placement_snapshot *snapshot, const char *guest_uuid, GError **error)
{
  guint guest = snapshot_find_guest(snapshot, guest_uuid);
  if (guest == NOWHERE) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "there is no guest %s", guest_uuid);
    return NULL;
  }
  struct arrangement *arrangement = arrangement_new(snapshot);
  struct plan *plan = plan_place(arrangement, guest);
  arrangement_free(arrangement);
  return plan;
}
