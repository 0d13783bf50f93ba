#include "placement/company.h"
#include "placement/licences.h"
#include "placement/planners.h"
#include "placement/planwrite.h"
#include "placement/rules.h"
#include "placement/score.h"

/* What of rules and licences the guest breaks on the host. */
static guint conflicts(const struct arrangement *arrangement, guint guest, guint host)
{
  return rules_conflicts(arrangement, guest, host) + licences_conflicts(arrangement, guest, host);
}

struct repair {
  guint guest, to; /* the guest with its company */
  guint mends;     /* conflicts less */
  guint n_guests;
  guint64 memory_bytes;
  double value; /* of the host's score */
};

/* What mends more is better; then what moves fewer guests, and less memory; then the better host. */
static gboolean is_better(const struct repair *repair, const struct repair *than)
{
  if (repair->mends != than->mends)
    return repair->mends > than->mends;
  if (repair->n_guests != than->n_guests)
    return repair->n_guests < than->n_guests;
  if (repair->guest != than->guest && repair->memory_bytes != than->memory_bytes)
    return repair->memory_bytes < than->memory_bytes;
  return repair->guest == than->guest && repair->value > than->value;
}

static guint conflicts_of(const struct arrangement *arrangement, const GArray *company, guint host)
{
  guint sum = 0;
  for (guint i = 0; i < company->len; i++)
    sum += conflicts(arrangement, g_array_index(company, guint, i), host);
  return sum;
}

static void try_host(struct arrangement *arrangement, const GArray *company, guint host, guint now, struct repair *best)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  guint guest = g_array_index(company, guint, 0), home = arrangement_host_of(arrangement, guest);
  if (host == home || !company_go(arrangement, company, host, 0, NULL))
    return;
  guint then = conflicts_of(arrangement, company, host);
  company_put(arrangement, company, home);
  if (then >= now)
    return;
  struct score score;
  score_host(arrangement, guest, host, &score);
  struct repair repair = {guest, host, now - then, company->len, company_memory(snapshot, company), score.value};
  if (best->guest == NOWHERE || is_better(&repair, best))
    *best = repair;
}

static void try_hosts(struct arrangement *arrangement, const GArray *company, struct repair *best)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  guint n, home = arrangement_host_of(arrangement, g_array_index(company, guint, 0));
  guint now = conflicts_of(arrangement, company, home);
  if (!company_can_move(snapshot, company))
    return;
  const guint *hosts = snapshot_hosts_of(snapshot, snapshot_host(snapshot, home)->cluster, &n);
  for (guint i = 0; i < n; i++)
    try_host(arrangement, company, hosts[i], now, best);
}

/* The guests of the cluster that break a rule where they are. */
static GArray *offenders(const struct arrangement *arrangement, guint cluster)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  GArray *guests = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint g = 0; g < snapshot_n_guests(snapshot); g++) {
    guint host = arrangement_host_of(arrangement, g);
    if (host != NOWHERE && snapshot_host(snapshot, host)->cluster == cluster && conflicts(arrangement, g, host) > 0)
      g_array_append_val(guests, g);
  }
  return guests;
}

/* Each move mends something and breaks nothing, so that this ends. */
void repair_arrange(struct arrangement *arrangement, guint cluster, GArray *stuck)
{
  g_autoptr(GArray) company = g_array_new(FALSE, FALSE, sizeof(guint));
  for (;;) {
    struct repair best = {.guest = NOWHERE};
    g_autoptr(GArray) guests = offenders(arrangement, cluster);
    for (guint i = 0; i < guests->len; i++) {
      rules_company(arrangement, g_array_index(guests, guint, i), company);
      try_hosts(arrangement, company, &best);
    }
    if (best.guest == NOWHERE) {
      g_array_append_vals(stuck, guests->data, guests->len);
      return;
    }
    rules_company(arrangement, best.guest, company);
    company_put(arrangement, company, best.to);
  }
}

static void note(GString *why, const char *cluster, guint n_broken, guint n_stuck)
{
  g_string_append(why, why->len ? "; " : "");
  if (n_broken == 0)
    g_string_append_printf(why, "no guest of %s breaks a hard rule or a licence", cluster);
  else
    g_string_append_printf(why, "guests of %s that break hard rules or licences: %u now, %u then", cluster, n_broken, n_stuck);
}

struct plan *placement_rules(const struct placement_snapshot *snapshot, const char *cluster, GError **error)
{
  struct plan_draft draft;
  if (!plan_draft_begin(&draft, snapshot, cluster, error))
    return NULL;
  rules_list_problems(snapshot_rules(snapshot), draft.refused);
  for (guint c = draft.first; c < draft.end; c++) {
    g_autoptr(GArray) broken = offenders(draft.from, c);
    g_autoptr(GArray) stuck = g_array_new(FALSE, FALSE, sizeof(guint));
    repair_arrange(draft.wanted, c, stuck);
    for (guint i = 0; i < stuck->len; i++)
      plan_draft_refuse(&draft, g_array_index(stuck, guint, i), 0);
    note(draft.why, snapshot_cluster(snapshot, c)->name, broken->len, stuck->len);
  }
  return plan_draft_end(&draft, PLAN_RULES, 0);
}
