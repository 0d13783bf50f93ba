#include "placement/single.h"

#include "model/object.h"

#include <math.h>

static void predict(struct plan *plan, const struct placement_host *host, enum metric_id metric, double before, double after)
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
  predict(plan, known, METRIC_HOST_CPU_BUSY_PCT, busy, after < 0 ? 0 : after);
}

static void predict_memory(struct plan *plan, const struct arrangement *arrangement, guint guest, guint host, double sign)
{
  const struct placement_host *known = snapshot_host(arrangement_snapshot(arrangement), host);
  double available = known->capacity[RESOURCE_MEMORY] - load_usual(&known->load[RESOURCE_MEMORY]);
  double change = sign * (double)snapshot_guest(arrangement_snapshot(arrangement), guest)->memory_bytes;
  predict(plan, known, METRIC_HOST_MEM_AVAILABLE_BYTES, available, available - change);
}

struct plan *single_move_plan(const struct arrangement *arrangement, guint guest, guint to, GPtrArray *candidates)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  const struct placement_guest *known = snapshot_guest(snapshot, guest);
  struct plan *plan = plan_new();
  struct move *move = move_new();
  move->guest_uuid = g_strdup(known->uuid);
  move->guest_name = g_strdup(known->name);
  move->from = g_strdup(snapshot_host(snapshot, known->host)->name);
  move->to = g_strdup(snapshot_host(snapshot, to)->name);
  g_ptr_array_add(plan->moves, move);
  g_ptr_array_unref(plan->candidates);
  plan->candidates = candidates;
  predict_host(plan, arrangement, guest, known->host, -1);
  predict_host(plan, arrangement, guest, to, 1);
  predict_memory(plan, arrangement, guest, known->host, -1);
  predict_memory(plan, arrangement, guest, to, 1);
  return plan;
}
