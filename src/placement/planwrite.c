#include "placement/planwrite.h"

#include "base/error.h"
#include "placement/company.h"
#include "placement/method.h"
#include "placement/rules.h"
#include "placement/single.h"

#include <math.h>

gboolean plan_draft_begin(struct plan_draft *draft, const struct placement_snapshot *snapshot, const char *cluster,
                          GError **error)
{
  guint n = snapshot_n_clusters(snapshot), first = 0;
  while (cluster && first < n && !g_str_equal(snapshot_cluster(snapshot, first)->name, cluster))
    first++;
  if (cluster && first == n) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "there is no cluster \"%s\"", cluster);
    return FALSE;
  }
  struct arrangement *from = arrangement_new(snapshot);
  *draft = (struct plan_draft){from, arrangement_copy(from), g_array_new(FALSE, FALSE, sizeof(struct step)), first,
                               cluster ? first + 1 : n, g_string_new(NULL),
                               g_ptr_array_new_with_free_func(g_free), NAN, NAN};
  return TRUE;
}

void plan_draft_note(struct plan_draft *draft, guint cluster, double before, double after)
{
  const char *name = snapshot_cluster(arrangement_snapshot(draft->from), cluster)->name;
  const char *separator = draft->why->len ? "; " : "";
  if (isnan(before)) {
    g_string_append_printf(draft->why, "%sfewer than two hosts of %s are known well enough to be compared", separator, name);
    return;
  }
  if (before - after > 0)
    g_string_append_printf(draft->why, "%shosts of %s differ by %.1f points now and by %.1f then", separator, name,
                           100 * before, 100 * after);
  else
    g_string_append_printf(draft->why, "%shosts of %s differ by %.1f points, and no move is worth its cost", separator, name,
                           100 * before);
  if (isnan(draft->before) || before - after > draft->before - draft->after) {
    draft->before = before;
    draft->after = after;
  }
}

void plan_draft_refuse(struct plan_draft *draft, guint guest, guint pardons)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(draft->wanted);
  guint home = arrangement_host_of(draft->wanted, guest), n;
  g_autoptr(GArray) company = g_array_new(FALSE, FALSE, sizeof(guint));
  rules_company(draft->wanted, guest, company);
  if (!method_can_move(snapshot, guest)) {
    const struct method_request request = METHOD_ANY(guest, NOWHERE);
    struct move *none = move_new();
    g_autofree char *why = method_write(snapshot, &request, none);
    move_free(none);
    g_ptr_array_add(draft->refused, g_strdup_printf("%s stays: %s", snapshot_guest(snapshot, guest)->name, why));
    return;
  }
  /* The others of its company say no more than it does. */
  if (!company_is_led_by(company, guest))
    return;
  const guint *hosts = snapshot_hosts_of(snapshot, snapshot_host(snapshot, home)->cluster, &n);
  GString *text = g_string_new(NULL);
  company_append_names(snapshot, company, text);
  g_string_append(text, company->len > 1 ? " find no room:" : " finds no room:");
  for (guint i = 0, told = 0; i < n && told < 8; i++) {
    g_autoptr(GString) why = g_string_new(NULL);
    if (hosts[i] == home)
      continue;
    if (!company_fits(draft->wanted, company, hosts[i], pardons, why))
      g_string_append_printf(text, "%s %s (%s)", told++ ? "," : "", snapshot_host(snapshot, hosts[i])->name, why->str);
  }
  g_ptr_array_add(draft->refused, g_string_free(text, FALSE));
}

void plan_draft_drop(struct plan_draft *draft, guint cluster)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(draft->from);
  for (guint i = 0; i < draft->steps->len;) {
    const struct step *step = &g_array_index(draft->steps, struct step, i);
    if (snapshot_host(snapshot, step->to)->cluster != cluster) {
      i++;
      continue;
    }
    arrangement_move(draft->wanted, step->guest, arrangement_host_of(draft->from, step->guest));
    g_array_remove_index(draft->steps, i);
  }
  g_ptr_array_add(draft->refused, g_strdup_printf("the plan for %s is not accepted: planning again from its result would move "
                                                  "guests once more; ask again when its load has changed",
                                                  snapshot_cluster(snapshot, cluster)->name));
}

static struct move *write_move(const struct arrangement *now, const struct leg *leg)
{
  const struct method_request request = METHOD_ANY(leg->guest, leg->to);
  struct move *move = move_between(now, leg->guest, leg->to);
  g_free(method_write(arrangement_snapshot(now), &request, move));
  move->wave = leg->wave;
  move->is_parking = leg->is_parking;
  return move;
}

static void predict(struct plan *plan, const struct arrangement *from, const struct arrangement *then, guint host)
{
  const struct placement_host *known = snapshot_host(arrangement_snapshot(from), host);
  const double *before = arrangement_usual(from, host), *after = arrangement_usual(then, host);
  double cpu = 100 / known->capacity[RESOURCE_CPU], memory = known->capacity[RESOURCE_MEMORY];
  plan_predict(plan, known, METRIC_HOST_CPU_BUSY_PCT, before[RESOURCE_CPU] * cpu, after[RESOURCE_CPU] * cpu);
  plan_predict(plan, known, METRIC_HOST_MEM_AVAILABLE_BYTES, memory - before[RESOURCE_MEMORY],
               memory - after[RESOURCE_MEMORY]);
}

static void predict_changed(struct plan *plan, const struct arrangement *from, const struct arrangement *then,
                            const GArray *legs)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(from);
  g_autofree guchar *is_touched = g_malloc0(snapshot_n_hosts(snapshot));
  for (guint i = 0; i < legs->len; i++) {
    const struct leg *leg = &g_array_index(legs, struct leg, i);
    is_touched[leg->to] = is_touched[arrangement_host_of(from, leg->guest)] = 1;
  }
  for (guint h = 0; h < snapshot_n_hosts(snapshot); h++)
    if (is_touched[h])
      predict(plan, from, then, h);
}

struct plan *plan_draft_end(struct plan_draft *draft, enum plan_kind kind, guint pardons)
{
  struct plan *plan = plan_new();
  g_autoptr(GArray) stuck = g_array_new(FALSE, FALSE, sizeof(guint));
  g_autoptr(GArray) legs = schedule_plan(draft->from, draft->wanted, draft->steps, pardons, stuck);
  struct arrangement *then = arrangement_copy(draft->from);
  for (guint i = 0; i < legs->len; i++) {
    const struct leg *leg = &g_array_index(legs, struct leg, i);
    g_ptr_array_add(plan->moves, write_move(then, leg));
    arrangement_move(then, leg->guest, leg->to);
  }
  for (guint i = 0; i < stuck->len; i++)
    g_ptr_array_add(draft->refused,
                    g_strdup_printf("%s finds no way to where it should go",
                                    snapshot_guest(arrangement_snapshot(then), g_array_index(stuck, guint, i))->name));
  predict_changed(plan, draft->from, then, legs);
  plan->kind = kind;
  plan->imbalance_before = draft->before;
  plan->imbalance_after = draft->after;
  g_free(plan->why);
  plan->why = g_string_free(draft->why, FALSE);
  g_ptr_array_unref(plan->refused);
  plan->refused = draft->refused;
  arrangement_free(then);
  arrangement_free(draft->from);
  arrangement_free(draft->wanted);
  g_array_unref(draft->steps);
  return plan;
}
