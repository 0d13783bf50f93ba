#include "placement/flip.h"

#include "base/quantity.h"

#include <math.h>

/* One change of one resource of the best host, in its fullness. */
struct change {
  enum resource resource;
  double size;        /* INFINITY: none does it */
  gboolean excludes;  /* the host is left out then, rather than behind the next one */
};

/* How much fuller (sign 1) or emptier (-1) the best host would have to be to fall behind the next one. */
static double change_of_score(const struct score *best, const struct score *next, enum resource resource, double sign)
{
  double room = sign > 0 ? 1 - best->fullness[resource] : best->fullness[resource];
  double needed = (best->value - next->value) / best->weight[resource];
  return best->weight[resource] > 0 && needed <= room ? needed : INFINITY;
}

/* How much fuller it may become until there is no room for the guest. */
static double change_of_room(const struct arrangement *arrangement, guint guest, guint host, enum resource resource)
{
  const struct placement_host *known = snapshot_host(arrangement_snapshot(arrangement), host);
  double left = known->capacity[resource] - known->reserve[resource] -
                arrangement_high_with(arrangement, host, guest, resource);
  return (resource == RESOURCE_CPU || resource == RESOURCE_MEMORY) && left >= 0 ? left / known->capacity[resource] : INFINITY;
}

static struct change least_change(const struct arrangement *arrangement, guint guest, guint best, guint next, double sign)
{
  struct score first, second;
  struct change least = {RESOURCES, INFINITY, FALSE};
  score_host(arrangement, guest, best, &first);
  score_host(arrangement, guest, next, &second);
  for (guint r = 0; r < RESOURCES; r++) {
    double score = change_of_score(&first, &second, r, sign), room = change_of_room(arrangement, guest, best, r);
    if (score < least.size)
      least = (struct change){r, score, FALSE};
    if (room < least.size)
      least = (struct change){r, room, TRUE};
  }
  return least;
}

static char *change_in_words(const struct placement_host *host, const struct change *change, double sign)
{
  gboolean is_fuller = change->excludes || sign > 0;
  const char *consequence = change->excludes ? ", which leaves it no room" : "";
  if (change->resource != RESOURCE_MEMORY)
    return g_strdup_printf("if the %s of %s were %.1f points %s busy%s",
                           change->resource == RESOURCE_CPU ? "processors" : resource_name(change->resource), host->name,
                           100 * change->size, is_fuller ? "more" : "less", consequence);
  g_autofree char *size = size_format((guint64)(change->size * host->capacity[RESOURCE_MEMORY]));
  return g_strdup_printf("if %s had %s of memory %s available%s", host->name, size, is_fuller ? "less" : "more", consequence);
}

/* The least change of one resource of the best host that lets the next one win. */
static char *flip_between(const struct arrangement *arrangement, guint guest, guint best, guint next)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  const struct placement_host *host = snapshot_host(snapshot, best);
  double sign = snapshot_cluster(snapshot, host->cluster)->goal == GOAL_LOAD_BALANCING ? 1 : -1;
  struct change least = least_change(arrangement, guest, best, next, sign);
  const char *winner = snapshot_host(snapshot, next)->name;
  if (least.resource == RESOURCES)
    return g_strdup_printf("no change of %s alone would make %s the best", host->name, winner);
  g_autofree char *change = change_in_words(host, &least, sign);
  return g_strdup_printf("%s would be the best %s", winner, change);
}

char *flip_in_words(const struct arrangement *arrangement, guint guest, const GArray *ranked)
{
  const struct ranked *hosts = (const struct ranked *)(const void *)ranked->data;
  if (ranked->len < 2 || hosts[0].excluded || hosts[1].excluded)
    return g_strdup("");
  return flip_between(arrangement, guest, hosts[0].host, hosts[1].host);
}
