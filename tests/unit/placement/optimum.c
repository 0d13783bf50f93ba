#include "optimum.h"

#include "placement/constraints.h"

#include <math.h>
#include <stdlib.h>

#define GUESTS_MAX 64
#define NODES_MAX 20000000

struct part {
  guint guest;
  double reach; /* by how much its move can lower the imbalance at most */
};

struct tree {
  struct arrangement *arrangement;
  guint n_hosts, n_parts;
  struct part parts[GUESTS_MAX]; /* the farthest reach first */
  double value;
  guint nodes;
};

static double deviation(const struct arrangement *arrangement, enum resource resource)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  guint n = snapshot_n_hosts(snapshot);
  double sum = 0, squares = 0;
  for (guint h = 0; h < n; h++)
    sum += arrangement_usual(arrangement, h)[resource] / snapshot_host(snapshot, h)->capacity[resource];
  for (guint h = 0; h < n; h++) {
    double off = arrangement_usual(arrangement, h)[resource] / snapshot_host(snapshot, h)->capacity[resource] - sum / n;
    squares += off * off;
  }
  return sqrt(squares / n);
}

double optimum_imbalance(const struct arrangement *arrangement)
{
  return (deviation(arrangement, RESOURCE_CPU) + deviation(arrangement, RESOURCE_MEMORY)) / 2;
}

/* A deviation changes by no more than the length of the change of all fullness, by the root of their number. */
static double reach_of(const struct placement_snapshot *snapshot, guint guest)
{
  static const enum resource counted[] = {RESOURCE_CPU, RESOURCE_MEMORY};
  double reach = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(counted); i++) {
    double from = snapshot_host(snapshot, snapshot_guest(snapshot, guest)->host)->capacity[counted[i]], to = from;
    for (guint h = 0; h < snapshot_n_hosts(snapshot); h++)
      to = MIN(to, snapshot_host(snapshot, h)->capacity[counted[i]]);
    double takes = snapshot_guest(snapshot, guest)->usual[counted[i]];
    reach += hypot(takes / from, takes / to) / sqrt(snapshot_n_hosts(snapshot)) / 2;
  }
  return reach;
}

static int compare_parts(const void *one, const void *other)
{
  const struct part *a = one, *b = other;
  return a->reach > b->reach ? -1 : a->reach < b->reach ? 1 : 0;
}

static gboolean is_allowed(const struct tree *tree)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(tree->arrangement);
  for (guint i = 0; i < tree->n_parts; i++) {
    guint guest = tree->parts[i].guest, host = arrangement_host_of(tree->arrangement, guest);
    if (host != snapshot_guest(snapshot, guest)->host && constraint_first(tree->arrangement, guest, host, 0))
      return FALSE;
  }
  return TRUE;
}

/* What `moves` moves of guests from `next` on take off at most. */
static double reach_from(const struct tree *tree, guint next, guint moves)
{
  double reach = 0;
  for (guint i = next; i < tree->n_parts && i < next + moves; i++)
    reach += tree->parts[i].reach;
  return reach;
}

static gboolean climb(struct tree *tree, guint next, guint moves)
{
  double value = optimum_imbalance(tree->arrangement);
  if (value < tree->value && is_allowed(tree))
    return TRUE;
  for (guint i = next; moves > 0 && i < tree->n_parts && value - reach_from(tree, i, moves) < tree->value; i++) {
    guint guest = tree->parts[i].guest, home = arrangement_host_of(tree->arrangement, guest);
    gboolean is_found = FALSE;
    for (guint h = 0; h < tree->n_hosts && !is_found && ++tree->nodes <= NODES_MAX; h++) {
      if (h == home)
        continue;
      arrangement_move(tree->arrangement, guest, h);
      is_found = climb(tree, i + 1, moves - 1);
      arrangement_move(tree->arrangement, guest, home);
    }
    if (is_found)
      return TRUE;
  }
  return FALSE;
}

enum optimum optimum_is_below(const struct arrangement *from, double value, guint moves)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(from);
  struct tree tree = {.arrangement = arrangement_copy(from), .n_hosts = snapshot_n_hosts(snapshot), .value = value};
  g_assert(snapshot_n_guests(snapshot) <= GUESTS_MAX);
  for (guint g = 0; g < snapshot_n_guests(snapshot); g++)
    tree.parts[tree.n_parts++] = (struct part){g, reach_of(snapshot, g)};
  qsort(tree.parts, tree.n_parts, sizeof *tree.parts, compare_parts);
  gboolean is_found = climb(&tree, 0, moves);
  arrangement_free(tree.arrangement);
  return is_found ? OPTIMUM_BETTER : tree.nodes > NODES_MAX ? OPTIMUM_UNKNOWN : OPTIMUM_NONE_BETTER;
}
