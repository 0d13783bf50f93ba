#include "placement/company.h"
#include "placement/method.h"
#include "placement/room.h"
#include "placement/rules.h"
#include "placement/steps.h"

#include <math.h>

struct consolidation {
  const struct placement_snapshot *snapshot;
  struct arrangement *arrangement;
  struct room *room;
  const guint *hosts;
  guint n_hosts;
  enum resource scarce; /* what the cluster has least of: hosts run out of it first */
  gboolean *receives; /* by host: guests came */
  double cost;        /* of the moves off the host at hand */
  GArray *steps;
};

/* Whoever the arrangement has elsewhere already has just been moved. */
static gboolean is_held(const struct consolidation *plan, guint guest)
{
  const struct placement_guest *known = snapshot_guest(plan->snapshot, guest);
  return !known->is_judged || known->is_ignored || known->moved_sec < STEPS_HOLD_SEC ||
         arrangement_host_of(plan->arrangement, guest) != known->host;
}

/* What a host is worth that is empty for as long as its guests are held elsewhere, in the unit of method_cost(). */
#define EMPTY_WORTH (STEPS_HOLD_SEC * METHOD_BUSY)

/* Whether the host may be emptied: all its guests may leave it, and none has just come. */
static gboolean may_be_emptied(const struct consolidation *plan, guint host)
{
  if (plan->receives[host] || arrangement_count(plan->arrangement, host) == 0)
    return FALSE;
  for (guint g = arrangement_first(plan->arrangement, host); g != NOWHERE; g = arrangement_next(plan->arrangement, g))
    if (is_held(plan, g))
      return FALSE;
  return TRUE;
}

static double capacity(const struct consolidation *plan, guint host)
{
  const struct placement_host *known = snapshot_host(plan->snapshot, host);
  return known->capacity[plan->scarce] - known->reserve[plan->scarce];
}

/* Of processors with peaks. */
static double fullness(const struct consolidation *plan, guint host)
{
  if (plan->scarce == RESOURCE_CPU)
    return room_peak(plan->room, host);
  return arrangement_usual(plan->arrangement, host)[plan->scarce] / capacity(plan, host);
}

/* Large hosts do more for each watt that they use idle; among alike ones the fullest has least to lose. */
static gboolean is_better(const struct consolidation *plan, guint host, guint than)
{
  if (than == NOWHERE)
    return TRUE;
  double a = capacity(plan, host), b = capacity(plan, than);
  if (a < b || a > b)
    return a > b;
  return fullness(plan, host) > fullness(plan, than);
}

/* Memory, where more of that is used than of the processors. */
static enum resource scarce_of(const struct consolidation *plan)
{
  double used[RESOURCES] = {0}, all[RESOURCES] = {0};
  for (guint i = 0; i < plan->n_hosts; i++) {
    const struct placement_host *host = snapshot_host(plan->snapshot, plan->hosts[i]);
    for (guint r = RESOURCE_CPU; r <= RESOURCE_MEMORY && host->is_judged; r++) {
      used[r] += arrangement_usual(plan->arrangement, plan->hosts[i])[r];
      all[r] += host->capacity[r] - host->reserve[r];
    }
  }
  return used[RESOURCE_MEMORY] / all[RESOURCE_MEMORY] > used[RESOURCE_CPU] / all[RESOURCE_CPU] ? RESOURCE_MEMORY : RESOURCE_CPU;
}

static void put(struct consolidation *plan, const GArray *company, guint host)
{
  for (guint i = 0; i < company->len; i++)
    room_move(plan->room, g_array_index(company, guint, i), host);
}

/* Whether all of it finds room there, once all of it has left. */
static gboolean finds_room(struct consolidation *plan, const GArray *company, guint from, guint host)
{
  if (company->len == 1)
    return room_admits(plan->room, g_array_index(company, guint, 0), host, ROOM_AHEAD);
  guint n = 0;
  put(plan, company, NOWHERE);
  for (; n < company->len && room_admits(plan->room, g_array_index(company, guint, n), host, ROOM_AHEAD); n++)
    room_move(plan->room, g_array_index(company, guint, n), host);
  put(plan, company, from);
  return n == company->len;
}

static guint receiver_of(struct consolidation *plan, const GArray *company)
{
  guint best = NOWHERE, from = arrangement_host_of(plan->arrangement, g_array_index(company, guint, 0));
  for (guint i = 0; i < plan->n_hosts; i++) {
    guint host = plan->hosts[i];
    if (host != from && arrangement_count(plan->arrangement, host) > 0 && is_better(plan, host, best) &&
        finds_room(plan, company, from, host))
      best = host;
  }
  return best;
}

struct weighed {
  guint index;
  double weight;
};

static int heaviest_first(const void *a, const void *b)
{
  const struct weighed *x = a, *y = b;
  if (x->weight < y->weight || x->weight > y->weight)
    return x->weight > y->weight ? -1 : 1;
  return x->index < y->index ? -1 : x->index > y->index;
}

/* One of each company, which weighs as much as all of it. */
static GArray *guests_of(const struct consolidation *plan, guint host)
{
  GArray *guests = g_array_new(FALSE, FALSE, sizeof(struct weighed));
  g_autoptr(GArray) company = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint g = arrangement_first(plan->arrangement, host); g != NOWHERE; g = arrangement_next(plan->arrangement, g)) {
    struct weighed guest = {g, 0};
    rules_company(plan->arrangement, g, company);
    for (guint i = 0; i < company->len; i++)
      guest.weight += snapshot_guest(plan->snapshot, g_array_index(company, guint, i))->high[plan->scarce];
    if (company_is_led_by(company, g))
      g_array_append_val(guests, guest);
  }
  g_array_sort(guests, heaviest_first);
  return guests;
}

static void take_back(struct consolidation *plan, guint host, guint before)
{
  while (plan->steps->len > before) {
    room_move(plan->room, g_array_index(plan->steps, struct step, plan->steps->len - 1).guest, host);
    g_array_set_size(plan->steps, plan->steps->len - 1);
  }
}

static void add_steps(struct consolidation *plan, const GArray *company, guint from, guint to)
{
  for (guint i = 0; i < company->len; i++) {
    const struct step step = {g_array_index(company, guint, i), from, to};
    g_array_append_val(plan->steps, step);
  }
}

/* All or nobody, and at what an empty host is worth. */
static void empty(struct consolidation *plan, guint host)
{
  g_autoptr(GArray) guests = guests_of(plan, host);
  g_autoptr(GArray) company = g_array_new(FALSE, FALSE, sizeof(guint));
  guint before = plan->steps->len;
  plan->cost = 0;
  for (guint i = 0; i < guests->len; i++) {
    rules_company(plan->arrangement, g_array_index(guests, struct weighed, i).index, company);
    guint to = receiver_of(plan, company);
    for (guint m = 0; m < company->len; m++)
      plan->cost += method_least_cost(plan->snapshot, g_array_index(company, guint, m), NOWHERE);
    if (to == NOWHERE || plan->cost > EMPTY_WORTH) {
      take_back(plan, host, before);
      return;
    }
    put(plan, company, to);
    add_steps(plan, company, host, to);
  }
  for (guint i = before; i < plan->steps->len; i++)
    plan->receives[g_array_index(plan->steps, struct step, i).to] = TRUE;
}

/* Who may be emptied, the least busy first. */
static GArray *donors(const struct consolidation *plan)
{
  GArray *hosts = g_array_new(FALSE, FALSE, sizeof(struct weighed));
  for (guint i = 0; i < plan->n_hosts; i++) {
    guint host = plan->hosts[i];
    const struct weighed donor = {host, -arrangement_usual(plan->arrangement, host)[RESOURCE_CPU]};
    if (may_be_emptied(plan, host) && isfinite(donor.weight))
      g_array_append_val(hosts, donor);
  }
  g_array_sort(hosts, heaviest_first);
  return hosts;
}

GArray *plan_consolidate(struct arrangement *arrangement, guint cluster)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  struct consolidation plan = {.snapshot = snapshot, .steps = g_array_new(FALSE, FALSE, sizeof(struct step))};
  plan.arrangement = arrangement;
  plan.room = room_new(plan.arrangement);
  plan.hosts = snapshot_hosts_of(snapshot, cluster, &plan.n_hosts);
  plan.receives = g_new0(gboolean, snapshot_n_hosts(snapshot));
  plan.scarce = scarce_of(&plan);
  g_autoptr(GArray) order = donors(&plan);
  for (guint i = 0; i < order->len; i++) {
    guint host = g_array_index(order, struct weighed, i).index;
    if (may_be_emptied(&plan, host))
      empty(&plan, host);
  }
  g_free(plan.receives);
  room_free(plan.room);
  return plan.steps;
}
