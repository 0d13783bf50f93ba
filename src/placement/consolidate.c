#include "placement/planners.h"
#include "placement/planwrite.h"

static guint count_empty(const struct arrangement *arrangement, guint cluster)
{
  guint n, empty = 0;
  const guint *hosts = snapshot_hosts_of(arrangement_snapshot(arrangement), cluster, &n);
  for (guint i = 0; i < n; i++)
    empty += arrangement_count(arrangement, hosts[i]) == 0;
  return empty;
}

struct plan *placement_consolidate(const struct placement_snapshot *snapshot, const char *cluster, GError **error)
{
  struct plan_draft draft;
  if (!plan_draft_begin(&draft, snapshot, cluster, error))
    return NULL;
  for (guint c = draft.first; c < draft.end; c++) {
    g_autoptr(GArray) steps = plan_consolidate(draft.wanted, c);
    struct arrangement *then = arrangement_copy(draft.wanted);
    g_autoptr(GArray) again = plan_consolidate(then, c);
    g_array_append_vals(draft.steps, steps->data, steps->len);
    if (again->len > 0)
      plan_draft_drop(&draft, c);
    arrangement_free(then);
    g_string_append_printf(draft.why, "%s%s has %u empty hosts now and %u then", draft.why->len ? "; " : "",
                           snapshot_cluster(snapshot, c)->name, count_empty(draft.from, c), count_empty(draft.wanted, c));
  }
  /* The planner reckons with peaks that hardly ever meet (room.h), the constraint with all of them at once. */
  return plan_draft_end(&draft, PLAN_CONSOLIDATE, PARDON_LOAD);
}
