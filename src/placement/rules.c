#include "placement/rules.h"

#include "placement/company.h"
#include "placement/rules_state.h"

const struct compiled *rules_compiled(const struct rules *rules, guint rule)
{
  return &g_array_index(rules->compiled, struct compiled, rule);
}

guint rules_n(const struct rules *rules)
{
  return rules->compiled->len;
}

const struct rule *rules_get(const struct rules *rules, guint rule)
{
  return rules_compiled(rules, rule)->rule;
}

/* The guest's rule number `i`, NULL behind the last. */
static const struct compiled *rule_of(const struct rules *rules, guint guest, guint i)
{
  const GArray *of = rules ? rules->of[guest] : NULL;
  return of && i < of->len ? rules_compiled(rules, g_array_index(of, guint, i)) : NULL;
}

gboolean rules_ignore(const struct rules *rules, guint guest)
{
  const struct compiled *compiled;
  for (guint i = 0; (compiled = rule_of(rules, guest, i)); i++)
    if (compiled->rule->kind == RULE_IGNORE)
      return TRUE;
  return FALSE;
}

gsize rules_n_counts(const struct rules *rules)
{
  return rules->n_counts;
}

static gsize count_of_cluster(const struct rules *rules, const struct compiled *compiled, guint host)
{
  return compiled->counts + snapshot_n_hosts(rules->snapshot) + snapshot_host(rules->snapshot, host)->cluster;
}

void rules_count(const struct rules *rules, guint *counts, guint guest, guint host, int by)
{
  const struct compiled *compiled;
  for (guint i = 0; (compiled = rule_of(rules, guest, i)); i++) {
    if (compiled->counts == G_MAXSIZE)
      continue;
    counts[compiled->counts + host] += (guint)by;
    counts[count_of_cluster(rules, compiled, host)] += (guint)by;
  }
}

/* The other guests of the rule: on the host, and in its cluster. */
struct others {
  guint here, in_cluster;
};

static struct others others_of(const struct arrangement *arrangement, const struct compiled *compiled, guint guest, guint host)
{
  const struct rules *rules = snapshot_rules(arrangement_snapshot(arrangement));
  const guint *counts = arrangement_rule_counts(arrangement);
  guint at = arrangement_host_of(arrangement, guest);
  gboolean is_near = at != NOWHERE &&
                     snapshot_host(rules->snapshot, at)->cluster == snapshot_host(rules->snapshot, host)->cluster;
  return (struct others){counts[compiled->counts + host] - (at == host ? 1 : 0),
                         counts[count_of_cluster(rules, compiled, host)] - (is_near ? 1 : 0)};
}

/* Where an affinity is broken already, a guest may join more of its like than are where it is; one that is on no host, which has
 * none with it, any of them. */
static gboolean is_apart(const struct arrangement *arrangement, const struct compiled *compiled, guint guest, guint host)
{
  struct others others = others_of(arrangement, compiled, guest, host);
  guint at = arrangement_host_of(arrangement, guest);
  if (others.here == others.in_cluster)
    return FALSE;
  if (at == NOWHERE)
    return others.here == 0;
  return at == host || others.here <= others_of(arrangement, compiled, guest, at).here;
}

static gboolean is_broken(const struct arrangement *arrangement, const struct compiled *compiled, guint guest, guint host)
{
  guint at = arrangement_host_of(arrangement, guest);
  switch (compiled->rule->kind) {
  case RULE_AFFINITY:
    return is_apart(arrangement, compiled, guest, host);
  case RULE_ANTI_AFFINITY:
    return others_of(arrangement, compiled, guest, host).here > 0;
  case RULE_GROUP:
    return at != NOWHERE && at != host && others_of(arrangement, compiled, guest, at).here > 0;
  case RULE_PIN:
  case RULE_OWNERS:
    return compiled->places[host] == 0;
  default:
    return FALSE;
  }
}

guint rules_n_guests(const struct rules *rules, guint rule)
{
  return rules_compiled(rules, rule)->members->len;
}

guint rules_n_broken(const struct arrangement *arrangement, guint rule)
{
  const struct compiled *compiled = rules_compiled(snapshot_rules(arrangement_snapshot(arrangement)), rule);
  guint n = 0;
  for (guint i = 0; i < compiled->members->len; i++) {
    guint guest = g_array_index(compiled->members, guint, i), host = arrangement_host_of(arrangement, guest);
    n += host != NOWHERE && is_broken(arrangement, compiled, guest, host);
  }
  return n;
}

/* Another guest of the rule that is on the host; NOWHERE as host: on any of the cluster of `near` but that one. */
static const char *other_name(const struct arrangement *arrangement, const struct compiled *compiled, guint guest, guint host,
                              guint near, guint *where)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  for (guint i = 0; i < compiled->members->len; i++) {
    guint other = g_array_index(compiled->members, guint, i);
    *where = arrangement_host_of(arrangement, other);
    if (other == guest || *where == NOWHERE)
      continue;
    gboolean is_near = snapshot_host(snapshot, *where)->cluster == snapshot_host(snapshot, near)->cluster;
    if (host == NOWHERE ? is_near && *where != near : *where == host)
      return snapshot_guest(snapshot, other)->name;
  }
  g_assert_not_reached();
}

/* Whether what is broken is that others of the rule, which are with it, would be left behind. */
static gboolean leaves_company(const struct arrangement *arrangement, const struct compiled *compiled, guint guest, guint host)
{
  guint at = arrangement_host_of(arrangement, guest);
  return rule_binds(compiled->rule) && at != NOWHERE && at != host && others_of(arrangement, compiled, guest, at).here > 0;
}

static void explain(const struct arrangement *arrangement, const struct compiled *compiled, guint guest, guint host,
                    GString *why)
{
  const struct placement_snapshot *snapshot = arrangement_snapshot(arrangement);
  guint at = arrangement_host_of(arrangement, guest), where;
  const char *other;
  g_string_append_printf(why, "%s: ", compiled->rule->name);
  if (leaves_company(arrangement, compiled, guest, host)) {
    company_append_others(arrangement, guest, why);
    return;
  }
  switch (compiled->rule->kind) {
  case RULE_AFFINITY:
    other = other_name(arrangement, compiled, guest, NOWHERE, host, &where);
    g_string_append_printf(why, "%s runs on %s", other, snapshot_host(snapshot, where)->name);
    break;
  case RULE_ANTI_AFFINITY:
    other = other_name(arrangement, compiled, guest, host, host, &where);
    g_string_append_printf(why, "%s runs on %s already", other, snapshot_host(snapshot, host)->name);
    break;
  case RULE_GROUP:
    other = other_name(arrangement, compiled, guest, at, at, &where);
    g_string_append_printf(why, "%s on %s moves with it", other, snapshot_host(snapshot, at)->name);
    break;
  default:
    g_string_append_printf(why, "%s is not among the hosts of %s", snapshot_host(snapshot, host)->name,
                           snapshot_guest(snapshot, guest)->name);
    break;
  }
}

static gboolean forbid(const struct arrangement *arrangement, guint guest, guint host, gboolean by_host, GString *why)
{
  const struct rules *rules = snapshot_rules(arrangement_snapshot(arrangement));
  const struct compiled *compiled;
  for (guint i = 0; (compiled = rule_of(rules, guest, i)); i++) {
    if (!compiled->rule->is_hard || (compiled->places != NULL) != by_host ||
        !is_broken(arrangement, compiled, guest, host))
      continue;
    if (why)
      explain(arrangement, compiled, guest, host, why);
    return TRUE;
  }
  return FALSE;
}

gboolean rules_forbid_host(const struct arrangement *arrangement, guint guest, guint host, GString *why)
{
  return forbid(arrangement, guest, host, TRUE, why);
}

gboolean rules_forbid_company(const struct arrangement *arrangement, guint guest, guint host, GString *why)
{
  return forbid(arrangement, guest, host, FALSE, why);
}

gboolean rules_part(const struct rules *rules, guint guest)
{
  const struct compiled *compiled;
  for (guint i = 0; (compiled = rule_of(rules, guest, i)); i++)
    if (compiled->rule->is_hard && compiled->rule->kind == RULE_ANTI_AFFINITY)
      return TRUE;
  return FALSE;
}

gboolean rules_keep_apart(const struct arrangement *arrangement, guint guest, guint host)
{
  const struct compiled *compiled;
  const struct rules *rules = snapshot_rules(arrangement_snapshot(arrangement));
  for (guint i = 0; (compiled = rule_of(rules, guest, i)); i++)
    if (compiled->rule->is_hard && compiled->rule->kind == RULE_ANTI_AFFINITY &&
        is_broken(arrangement, compiled, guest, host))
      return TRUE;
  return FALSE;
}

static guint conflicts(const struct arrangement *arrangement, const struct compiled *compiled, guint guest, guint host)
{
  struct others others;
  switch (compiled->rule->kind) {
  case RULE_AFFINITY:
    others = others_of(arrangement, compiled, guest, host);
    return others.in_cluster - others.here;
  case RULE_ANTI_AFFINITY:
    return others_of(arrangement, compiled, guest, host).here;
  case RULE_PIN:
  case RULE_OWNERS:
    return compiled->places[host] == 0;
  default:
    return 0;
  }
}

guint rules_conflicts(const struct arrangement *arrangement, guint guest, guint host)
{
  const struct rules *rules = snapshot_rules(arrangement_snapshot(arrangement));
  const struct compiled *compiled;
  guint sum = 0;
  for (guint i = 0; rules && (compiled = rule_of(rules, guest, i)); i++)
    sum += compiled->rule->is_hard ? conflicts(arrangement, compiled, guest, host) : 0;
  return sum;
}

/* Of owners, hard or soft, a later host costs up to half of what a strange one does. */
static double preference(const struct compiled *compiled, guint host)
{
  guint place = compiled->places ? compiled->places[host] : 0;
  return compiled->rule->kind == RULE_OWNERS && place > 1 ? 0.5 * (place - 1) / compiled->n_selectors : 0;
}

double rules_cost(const struct arrangement *arrangement, guint guest, guint host, GString *why)
{
  const struct rules *rules = snapshot_rules(arrangement_snapshot(arrangement));
  const struct compiled *compiled;
  double cost = 0;
  for (guint i = 0; (compiled = rule_of(rules, guest, i)); i++) {
    double later = preference(compiled, host);
    gboolean is_against = !compiled->rule->is_hard && is_broken(arrangement, compiled, guest, host);
    if (why && (is_against || later > 0) && why->len > 0)
      g_string_append(why, "; ");
    if (why && is_against)
      explain(arrangement, compiled, guest, host, why);
    else if (why && later > 0)
      g_string_append_printf(why, "%s: other hosts are preferred", compiled->rule->name);
    cost += is_against ? 1 : later;
  }
  return cost;
}
