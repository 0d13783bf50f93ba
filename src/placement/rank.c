#include "placement/rank.h"

#include "base/quantity.h"
#include "placement/former.h"

#include <math.h>
#include <string.h>

/* The guest's load in percent of the processors of `to`, which may have more or fewer than its own host. */
static double guest_cpu_on(const struct former_snapshot *snapshot, const struct former_guest *guest,
                           const struct former_host *to)
{
  const struct former_host *from = former_find_host(snapshot, guest->host);
  if (!from || from->cpus == 0 || to->cpus == 0)
    return NAN;
  return guest->cpu_host_pct * from->cpus / to->cpus;
}

double cpu_after(const struct former_snapshot *snapshot, const struct former_guest *guest,
                 const struct former_host *to)
{
  return to->cpu_busy_pct + guest_cpu_on(snapshot, guest, to);
}

static double memory_after(const struct former_guest *guest, const struct former_host *to)
{
  return to->memory_available_bytes - (double)guest->memory_bytes;
}

static char *no_room(const struct former_guest *guest, const struct former_host *to)
{
  g_autofree char *needs = size_format(guest->memory_bytes);
  g_autofree char *free_bytes = size_format((guint64)to->memory_available_bytes);
  g_autofree char *reserve = size_format(to->reserve_memory_bytes);
  return g_strdup_printf("memory: %s needs %s, %s are available and %s are reserved", guest->name, needs,
                         free_bytes, reserve);
}

/* The first constraint of room and state that forbids `to`, or NULL. Caller frees. */
static char *exclusion_by_room(const struct former_snapshot *snapshot, const struct former_guest *guest,
                               const struct former_host *to)
{
  const struct former_host *from = former_find_host(snapshot, guest->host);
  if (!from || strcmp(from->cluster, to->cluster) != 0)
    return g_strdup_printf("cluster: it belongs to %s", to->cluster);
  if (!to->is_up)
    return g_strdup("state: its libvirtd does not answer");
  if (isnan(to->memory_available_bytes))
    return g_strdup("memory: how much is available is unknown");
  if (memory_after(guest, to) < (double)to->reserve_memory_bytes)
    return no_room(guest, to);
  return NULL;
}

static char *exclusion_by_load(const struct former_snapshot *snapshot, const struct former_guest *guest,
                               const struct former_host *to)
{
  double cpu = cpu_after(snapshot, guest, to);
  if (isnan(cpu))
    return g_strdup("processors: its load or the guest's is unknown");
  /* A guest that does nothing costs nothing, so it may go where the processors are full. */
  if (guest->cpu_host_pct >= 1 && cpu > 100 - to->reserve_cpu_pct)
    return g_strdup_printf("processors: %.0f %% busy with %s on it, %.0f %% are allowed", cpu, guest->name,
                           100 - to->reserve_cpu_pct);
  return NULL;
}

/* Half of the stars for idle processors, half for free memory, both with the guest there. */
static double stars(double cpu_pct, double memory_left, const struct former_host *to)
{
  double cpu = isnan(cpu_pct) ? 0 : CLAMP(1 - cpu_pct / 100, 0, 1);
  double memory = to->memory_bytes ? CLAMP(memory_left / (double)to->memory_bytes, 0, 1) : 0;
  return round(10 * (cpu + memory) / 2) / 2;
}

static struct candidate *judge(const struct former_snapshot *snapshot, const struct former_guest *guest,
                               const struct former_host *to, gboolean load_counts)
{
  struct candidate *candidate = candidate_new();
  candidate->host = g_strdup(to->name);
  candidate->excluded = exclusion_by_room(snapshot, guest, to);
  if (!candidate->excluded && load_counts)
    candidate->excluded = exclusion_by_load(snapshot, guest, to);
  if (candidate->excluded) {
    candidate->reason = g_strdup("");
    return candidate;
  }
  double cpu = cpu_after(snapshot, guest, to), left = memory_after(guest, to);
  g_autofree char *memory = size_format((guint64)left);
  candidate->stars = stars(cpu, left, to);
  if (isnan(cpu))
    candidate->reason = g_strdup_printf("%s of memory available with %s on it; how busy its processors would be "
                                        "is unknown", memory, guest->name);
  else
    candidate->reason = g_strdup_printf("processors %.0f %% busy and %s of memory available with %s on it", cpu,
                                        memory, guest->name);
  return candidate;
}

struct ranked {
  struct candidate *candidate;
  double load;
  guint order;
};

static int ranked_order(gconstpointer a, gconstpointer b)
{
  const struct ranked *left = a, *right = b;
  if (!left->candidate->excluded != !right->candidate->excluded)
    return left->candidate->excluded ? 1 : -1;
  if (left->candidate->stars != right->candidate->stars)
    return left->candidate->stars < right->candidate->stars ? 1 : -1;
  if (left->load < right->load || right->load < left->load)
    return left->load < right->load ? -1 : 1;
  return left->order < right->order ? -1 : 1;
}

GPtrArray *rank_hosts(const struct former_snapshot *snapshot, const struct former_guest *guest,
                      gboolean load_counts)
{
  g_autoptr(GArray) ranked = g_array_new(FALSE, FALSE, sizeof(struct ranked));
  for (guint i = 0; i < snapshot->hosts->len; i++) {
    const struct former_host *host = &g_array_index(snapshot->hosts, struct former_host, i);
    if (g_strcmp0(host->name, guest->host) == 0)
      continue;
    struct ranked one = {judge(snapshot, guest, host, load_counts), cpu_after(snapshot, guest, host), i};
    g_array_append_val(ranked, one);
  }
  g_array_sort(ranked, ranked_order);
  GPtrArray *candidates = g_ptr_array_new_with_free_func((GDestroyNotify)candidate_free);
  for (guint i = 0; i < ranked->len; i++)
    g_ptr_array_add(candidates, g_array_index(ranked, struct ranked, i).candidate);
  return candidates;
}

static void predict_cpu(struct plan *plan, const struct former_host *host, double after)
{
  g_autofree char *object = subject_format(SUBJECT_HOST, host->name);
  g_ptr_array_add(plan->predictions,
                  prediction_new(object, METRIC_HOST_CPU_BUSY_PCT, host->cpu_busy_pct, after));
}

static void predict_memory(struct plan *plan, const struct former_host *host, double change)
{
  g_autofree char *object = subject_format(SUBJECT_HOST, host->name);
  double before = host->memory_available_bytes;
  g_ptr_array_add(plan->predictions,
                  prediction_new(object, METRIC_HOST_MEM_AVAILABLE_BYTES, before, before + change));
}

struct plan *single_move_plan(const struct former_snapshot *snapshot, const struct former_guest *guest,
                              const char *to, GPtrArray *candidates)
{
  const struct former_host *source = former_find_host(snapshot, guest->host);
  const struct former_host *destination = former_find_host(snapshot, to);
  struct plan *plan = plan_new();
  struct move *move = move_new();
  move->guest_uuid = g_strdup(guest->uuid);
  move->guest_name = g_strdup(guest->name);
  move->from = g_strdup(guest->host);
  move->to = g_strdup(to);
  g_ptr_array_add(plan->moves, move);
  g_ptr_array_unref(plan->candidates);
  plan->candidates = candidates;
  double left = source->cpu_busy_pct - guest->cpu_host_pct;
  predict_cpu(plan, source, left < 0 ? 0 : left);
  predict_cpu(plan, destination, cpu_after(snapshot, guest, destination));
  predict_memory(plan, source, (double)guest->memory_bytes);
  predict_memory(plan, destination, -(double)guest->memory_bytes);
  return plan;
}
