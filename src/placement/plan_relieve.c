#include "placement/room.h"
#include "placement/steps.h"

#include <math.h>

struct relief {
  const struct placement_snapshot *snapshot;
  struct arrangement *arrangement;
  struct room *room;
  const guint *hosts;
  guint n_hosts;
  enum placement_goal goal;
  GArray *steps;
};

/* By goal; a host in use is taken before an empty one where guests are to stand close. */
static gboolean is_better(const struct relief *plan, guint host, guint than)
{
  if (than == NOWHERE)
    return TRUE;
  double a = room_usual(plan->room, host), b = room_usual(plan->room, than);
  if (a < b || a > b)
    return plan->goal == GOAL_RESOURCE_MAXIMIZATION ? a > b : a < b;
  return room_capacity(plan->room, host) > room_capacity(plan->room, than);
}

/* It must be well off afterwards: nobody is moved from one busy host to the next. */
static gboolean takes(const struct relief *plan, guint guest, guint host)
{
  double with = arrangement_usual_with(plan->arrangement, host, guest, RESOURCE_CPU);
  return with <= RELIEVE_BELOW * room_capacity(plan->room, host) && room_admits(plan->room, guest, host, ROOM_NOW);
}

static guint receiver_of(const struct relief *plan, guint guest)
{
  guint best = NOWHERE, from = arrangement_host_of(plan->arrangement, guest);
  for (guint i = 0; i < plan->n_hosts; i++)
    if (plan->hosts[i] != from && is_better(plan, plan->hosts[i], best) && takes(plan, guest, plan->hosts[i]))
      best = plan->hosts[i];
  return best;
}

/* Whether moving `a` is better than moving `b` where so much is to go: one that is enough, and of these the smallest; else
 * the largest. Of equals the one whose memory is copied sooner. */
static gboolean leaves_sooner(const struct placement_guest *a, const struct placement_guest *b, double excess)
{
  double x = a->usual[RESOURCE_CPU], y = b->usual[RESOURCE_CPU];
  if ((x >= excess) != (y >= excess))
    return x >= excess;
  if (x < y || x > y)
    return x >= excess ? x < y : x > y;
  return a->memory_bytes < b->memory_bytes;
}

/* One move off the host. FALSE: none helps. */
static gboolean relieve_once(struct relief *plan, guint host)
{
  struct step best = {NOWHERE, host, NOWHERE};
  double excess = arrangement_usual(plan->arrangement, host)[RESOURCE_CPU] - RELIEVE_BELOW * room_capacity(plan->room, host);
  for (guint g = arrangement_first(plan->arrangement, host); g != NOWHERE; g = arrangement_next(plan->arrangement, g)) {
    const struct placement_guest *guest = snapshot_guest(plan->snapshot, g);
    if (!guest->is_judged || guest->is_ignored || guest->host != host || guest->usual[RESOURCE_CPU] <= 0 ||
        (best.guest != NOWHERE && !leaves_sooner(guest, snapshot_guest(plan->snapshot, best.guest), excess)))
      continue;
    guint to = receiver_of(plan, g);
    if (to != NOWHERE && !(guest->moved_sec < STEPS_HOLD_SEC && guest->moved_from == to))
      best = (struct step){g, host, to};
  }
  if (best.guest == NOWHERE)
    return FALSE;
  room_move(plan->room, best.guest, best.to);
  g_array_append_val(plan->steps, best);
  return TRUE;
}

static gboolean relieve_all(struct relief *plan)
{
  guint before = plan->steps->len;
  for (guint i = 0; i < plan->n_hosts; i++) {
    guint host = plan->hosts[i];
    if (!(room_usual(plan->room, host) > RELIEVE_ABOVE))
      continue;
    while (arrangement_count(plan->arrangement, host) > 1 && room_usual(plan->room, host) > RELIEVE_BELOW)
      if (!relieve_once(plan, host))
        break;
  }
  return plan->steps->len > before;
}

GArray *plan_relieve(struct arrangement *arrangement, guint cluster)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  struct relief plan = {.snapshot = snapshot, .steps = g_array_new(FALSE, FALSE, sizeof(struct step))};
  plan.arrangement = arrangement;
  plan.room = room_new(plan.arrangement);
  plan.hosts = snapshot_hosts_of(snapshot, cluster, &plan.n_hosts);
  plan.goal = snapshot_cluster(snapshot, cluster)->goal;
  while (relieve_all(&plan))
    continue; /* who was relieved may take from others now */
  room_free(plan.room);
  return plan.steps;
}
