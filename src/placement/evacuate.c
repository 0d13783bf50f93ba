#include "base/error.h"
#include "placement/company.h"
#include "placement/planners.h"
#include "placement/planwrite.h"
#include "placement/rules.h"

#include <math.h>

/* Hosts within one step of fullness are alike: the one with fewer guests is better, since small guests would otherwise all
 * follow a point of difference. */
#define ALIKE_STEPS 10

/* The fullest of its resources with the company on it; of what is known. */
static double fullest_with(const struct arrangement *arrangement, const GArray *company, guint host)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  double most = 0;
  for (guint r = 0; r < RESOURCES; r++) {
    double used = arrangement_high(arrangement, host)[r];
    for (guint i = 0; i < company->len; i++)
      used += snapshot_guest(snapshot, g_array_index(company, guint, i))->high[r];
    double full = used / snapshot_host(snapshot, host)->capacity[r];
    most = full > most ? full : most;
  }
  return most;
}

static guint best_host(struct arrangement *arrangement, const GArray *company, guint from)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  guint n, best = NOWHERE;
  const guint *hosts = snapshot_hosts_of(snapshot, snapshot_host(snapshot, from)->cluster, &n);
  double least = INFINITY;
  for (guint i = 0; i < n; i++) {
    if (hosts[i] == from || !company_fits(arrangement, company, hosts[i], PARDON_RESERVE, NULL))
      continue;
    double steps = floor(fullest_with(arrangement, company, hosts[i]) * ALIKE_STEPS);
    if (steps < least ||
        (steps <= least && arrangement_count(arrangement, hosts[i]) < arrangement_count(arrangement, best))) {
      least = steps;
      best = hosts[i];
    }
  }
  return best;
}

/* Of larger memory first; then in the snapshot's order. */
static int by_memory(gconstpointer a, gconstpointer b, gpointer snapshot)
{
  const GArray *left = *(GArray *const *)a, *right = *(GArray *const *)b;
  guint64 more = company_memory(snapshot, left), less = company_memory(snapshot, right);
  if (more != less)
    return more < less ? 1 : -1;
  return g_array_index(left, guint, 0) < g_array_index(right, guint, 0) ? -1 : 1;
}

/* Each led by the first of its guests. Array of GArray; caller unrefs. */
static GPtrArray *companies_on(const struct arrangement *arrangement, guint host)
{
  GPtrArray *companies = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
  for (guint g = arrangement_first(arrangement, host); g != NOWHERE; g = arrangement_next(arrangement, g)) {
    GArray *company = g_array_new(FALSE, FALSE, sizeof(guint));
    rules_company(arrangement, g, company);
    if (company_is_led_by(company, g))
      g_ptr_array_add(companies, company);
    else
      g_array_unref(company);
  }
  return companies;
}

void evacuate_arrange(struct arrangement *arrangement, guint host, GArray *stuck)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  g_autoptr(GPtrArray) leaving = companies_on(arrangement, host);
  /* The large ones first, while there is most room. */
  g_ptr_array_sort_with_data(leaving, by_memory, (gpointer)snapshot);
  for (guint i = 0; i < leaving->len; i++) {
    const GArray *company = leaving->pdata[i];
    guint to = company_can_move(snapshot, company) ? best_host(arrangement, company, host) : NOWHERE;
    if (to != NOWHERE)
      company_put(arrangement, company, to);
    else
      g_array_append_vals(stuck, company->data, company->len);
  }
}

struct plan *placement_evacuate(const struct placement_snapshot *snapshot, const char *host, GError **error)
{
  guint from = snapshot_find_host(snapshot, host);
  if (from == NOWHERE) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "there is no host \"%s\"", host);
    return NULL;
  }
  struct plan_draft draft;
  plan_draft_begin(&draft, snapshot, snapshot_cluster(snapshot, snapshot_host(snapshot, from)->cluster)->name, NULL);
  g_autoptr(GArray) stuck = g_array_new(FALSE, FALSE, sizeof(guint));
  evacuate_arrange(draft.wanted, from, stuck);
  for (guint i = 0; i < stuck->len; i++)
    plan_draft_refuse(&draft, g_array_index(stuck, guint, i), PARDON_RESERVE);
  if (arrangement_count(draft.from, from) == 0)
    g_string_append_printf(draft.why, "no guest is known to run on %s", host);
  else
    g_string_append_printf(draft.why, "%s is to be empty: %u of its %u guests find room elsewhere", host,
                         arrangement_count(draft.from, from) - stuck->len, arrangement_count(draft.from, from));
  return plan_draft_end(&draft, PLAN_EVACUATE, PARDON_RESERVE);
}
