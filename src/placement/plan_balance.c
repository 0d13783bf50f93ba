#include "placement/room.h"
#include "placement/steps.h"

#include <math.h>

struct balance {
  const struct placement_snapshot *snapshot;
  struct arrangement *arrangement;
  struct room *room;
  const guint *hosts;
  guint n_hosts;
  GArray *steps;
};

/* How full the host would be of the fullest of processors and memory with `guest` there (NOWHERE: as it is). */
static double fullness(const struct balance *plan, guint host, guint guest)
{
  const struct placement_host *known = snapshot_host(plan->snapshot, host);
  const double *usual = arrangement_usual(plan->arrangement, host);
  double fullest = NAN;
  for (guint r = RESOURCE_CPU; r <= RESOURCE_MEMORY; r++) {
    double used = guest == NOWHERE ? usual[r] : arrangement_usual_with(plan->arrangement, host, guest, (enum resource)r);
    fullest = fmax(fullest, used / (known->capacity[r] - known->reserve[r]));
  }
  return fullest;
}

static double fullness_without(const struct balance *plan, guint host, guint guest)
{
  const struct placement_host *known = snapshot_host(plan->snapshot, host);
  const double *usual = arrangement_usual(plan->arrangement, host);
  double fullest = NAN;
  for (guint r = RESOURCE_CPU; r <= RESOURCE_MEMORY; r++)
    fullest = fmax(fullest, (usual[r] - snapshot_guest(plan->snapshot, guest)->usual[r]) /
                                (known->capacity[r] - known->reserve[r]));
  return fullest;
}

static guint fullest_of(const struct balance *plan, const gboolean *is_done)
{
  guint best = NOWHERE;
  for (guint i = 0; i < plan->n_hosts; i++) {
    guint host = plan->hosts[i];
    if (!is_done[host] && (best == NOWHERE || fullness(plan, host, NOWHERE) > fullness(plan, best, NOWHERE)))
      best = host;
  }
  return best;
}

/* The one that would be least full with the guest. */
static guint receiver_of(const struct balance *plan, guint guest, double below)
{
  guint best = NOWHERE;
  for (guint i = 0; i < plan->n_hosts; i++) {
    guint host = plan->hosts[i];
    double with = fullness(plan, host, guest);
    if (arrangement_host_of(plan->arrangement, guest) == host || !(with < below) || !room_admits(plan->room, guest, host, ROOM_AHEAD))
      continue;
    best = host;
    below = with;
  }
  return best;
}

/* The move off the host after which the fuller one of both is least full. FALSE: none is worth it. */
static gboolean improve(struct balance *plan, guint host)
{
  struct step best = {NOWHERE, host, NOWHERE};
  double now = fullness(plan, host, NOWHERE), least = now - BALANCE_GAIN;
  for (guint g = arrangement_first(plan->arrangement, host); g != NOWHERE; g = arrangement_next(plan->arrangement, g)) {
    const struct placement_guest *guest = snapshot_guest(plan->snapshot, g);
    double left = fullness_without(plan, host, g);
    if (!guest->is_judged || guest->is_ignored || guest->host != host || guest->moved_sec < STEPS_HOLD_SEC || !(left < least))
      continue;
    guint to = receiver_of(plan, g, least);
    if (to == NOWHERE)
      continue;
    least = fmax(left, fullness(plan, to, g));
    best = (struct step){g, host, to};
  }
  if (best.guest == NOWHERE)
    return FALSE;
  room_move(plan->room, best.guest, best.to);
  g_array_append_val(plan->steps, best);
  return TRUE;
}

GArray *plan_balance(const struct placement_snapshot *snapshot, guint cluster)
{
  struct balance plan = {.snapshot = snapshot, .steps = g_array_new(FALSE, FALSE, sizeof(struct step))};
  plan.arrangement = arrangement_new(snapshot);
  plan.room = room_new(plan.arrangement);
  plan.hosts = snapshot_hosts_of(snapshot, cluster, &plan.n_hosts);
  g_autofree gboolean *is_done = g_new0(gboolean, snapshot_n_hosts(snapshot));
  for (guint host = fullest_of(&plan, is_done); host != NOWHERE; host = fullest_of(&plan, is_done)) {
    if (!(fullness(&plan, host, NOWHERE) > BALANCE_ABOVE))
      break;
    gboolean is_better = improve(&plan, host);
    is_done[host] = TRUE;
    for (guint i = 0; is_better && i < plan.n_hosts; i++)
      is_done[plan.hosts[i]] = FALSE; /* who gave may take now */
  }
  room_free(plan.room);
  arrangement_free(plan.arrangement);
  return plan.steps;
}
