#include "placement/single.h"

#include "model/object.h"

#include <math.h>

void plan_predict(struct plan *plan, const struct placement_host *host, enum metric_id metric, double before, double after)
{
  g_autofree char *object = subject_format(SUBJECT_HOST, host->name);
  g_ptr_array_add(plan->predictions, prediction_new(object, metric, before, after));
}

/* The measured load, and how the move changes it. */
static void predict_host(struct plan *plan, const struct arrangement *arrangement, guint guest, guint host, double sign)
{
  const struct placement_host *known = snapshot_host(arrangement_snapshot(arrangement), host);
  const struct placement_guest *moved = snapshot_guest(arrangement_snapshot(arrangement), guest);
  double busy = 100 * load_usual(&known->load[RESOURCE_CPU]) / known->capacity[RESOURCE_CPU];
  double after = busy + sign * 100 * moved->usual[RESOURCE_CPU] / known->capacity[RESOURCE_CPU];
  plan_predict(plan, known, METRIC_HOST_CPU_BUSY_PCT, busy, after < 0 ? 0 : after);
}

static void predict_memory(struct plan *plan, const struct arrangement *arrangement, guint guest, guint host, double sign)
{
  const struct placement_host *known = snapshot_host(arrangement_snapshot(arrangement), host);
  double available = known->capacity[RESOURCE_MEMORY] - load_usual(&known->load[RESOURCE_MEMORY]);
  double change = sign * (double)snapshot_guest(arrangement_snapshot(arrangement), guest)->memory_bytes;
  plan_predict(plan, known, METRIC_HOST_MEM_AVAILABLE_BYTES, available, available - change);
}

struct move *move_between(const struct arrangement *arrangement, guint guest, guint to)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  struct move *move = move_new();
  move->guest_uuid = g_strdup(snapshot_guest(snapshot, guest)->uuid);
  move->guest_name = g_strdup(snapshot_guest(snapshot, guest)->name);
  move->from = g_strdup(snapshot_host(snapshot, arrangement_host_of(arrangement, guest))->name);
  move->to = g_strdup(snapshot_host(snapshot, to)->name);
  return move;
}

struct plan *single_move_plan(const struct arrangement *arrangement, guint guest, guint to, GPtrArray *candidates)
{
  guint from = arrangement_host_of(arrangement, guest);
  struct plan *plan = plan_new();
  g_ptr_array_add(plan->moves, move_between(arrangement, guest, to));
  g_ptr_array_unref(plan->candidates);
  plan->candidates = candidates;
  predict_host(plan, arrangement, guest, from, -1);
  predict_host(plan, arrangement, guest, to, 1);
  predict_memory(plan, arrangement, guest, from, -1);
  predict_memory(plan, arrangement, guest, to, 1);
  return plan;
}
