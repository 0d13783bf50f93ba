/* Rules that can never hold, by themselves or beside others. */
#include "placement/rules_state.h"

#include <string.h>

static guint home_of(const struct rules *rules, guint guest)
{
  guint host = snapshot_guest(rules->snapshot, guest)->host;
  return host == NOWHERE ? NOWHERE : snapshot_host(rules->snapshot, host)->cluster;
}

static const char *guest_name(const struct rules *rules, guint guest)
{
  return snapshot_guest(rules->snapshot, guest)->name;
}

static const char *cluster_name(const struct rules *rules, guint cluster)
{
  return snapshot_cluster(rules->snapshot, cluster)->name;
}

static guint member(const struct compiled *compiled, guint i)
{
  return g_array_index(compiled->members, guint, i);
}

static gboolean has_member(const struct compiled *compiled, guint guest)
{
  for (guint i = 0; i < compiled->members->len; i++)
    if (member(compiled, i) == guest)
      return TRUE;
  return FALSE;
}

/* How many hosts of the cluster both rules name; `other` may be NULL. */
static guint count_places(const struct rules *rules, const struct compiled *compiled, const struct compiled *other, guint cluster)
{
  guint n, sum = 0;
  const guint *hosts = snapshot_hosts_of(rules->snapshot, cluster, &n);
  for (guint i = 0; i < n; i++)
    sum += compiled->places[hosts[i]] > 0 && (!other || other->places[hosts[i]] > 0);
  return sum;
}

/* The guest's hard rule number `i` that names hosts of its cluster, NULL behind the last. One that names none is told by itself. */
static const struct compiled *place_rule(const struct rules *rules, guint guest, guint i)
{
  const GArray *of = rules->of[guest];
  for (guint r = 0; of && r < of->len; r++) {
    const struct compiled *compiled = rules_compiled(rules, g_array_index(of, guint, r));
    if (compiled->places && compiled->rule->is_hard &&
        count_places(rules, compiled, NULL, home_of(rules, guest)) > 0 && i-- == 0)
      return compiled;
  }
  return NULL;
}

/* ---- rules that name hosts ----------------------------------------------------------------------- */

/* A guest whose cluster has none of the hosts. */
static char *homeless(const struct rules *rules, const struct compiled *compiled)
{
  for (guint i = 0; i < compiled->members->len; i++) {
    guint guest = member(compiled, i), cluster = home_of(rules, guest);
    if (cluster != NOWHERE && count_places(rules, compiled, NULL, cluster) == 0)
      return g_strdup_printf("%s belongs to %s, which has none of its hosts", guest_name(rules, guest),
                             cluster_name(rules, cluster));
  }
  return NULL;
}

/* A guest that another rule wants elsewhere. */
static char *torn(const struct rules *rules, const struct compiled *compiled)
{
  const struct compiled *other;
  for (guint i = 0; i < compiled->members->len; i++) {
    guint guest = member(compiled, i), cluster = home_of(rules, guest);
    for (guint r = 0; cluster != NOWHERE && (other = place_rule(rules, guest, r)); r++)
      if (count_places(rules, compiled, other, cluster) == 0)
        return g_strdup_printf("%s is to be on hosts of %s, too, and %s has none that both name", guest_name(rules, guest),
                               other->rule->name, cluster_name(rules, cluster));
  }
  return NULL;
}

/* A guest that is to be left alone on another host. */
static char *held(const struct rules *rules, const struct compiled *compiled)
{
  for (guint i = 0; i < compiled->members->len; i++) {
    const struct placement_guest *guest = snapshot_guest(rules->snapshot, member(compiled, i));
    if (guest->is_running && guest->host != NOWHERE && guest->is_ignored && compiled->places[guest->host] == 0)
      return g_strdup_printf("%s is to be left on %s, which is none of its hosts", guest->name,
                             snapshot_host(rules->snapshot, guest->host)->name);
  }
  return NULL;
}

/* ---- affinities ---------------------------------------------------------------------------------- */

/* Takes off the hosts of the cluster that are not among those of the rule. FALSE: none is left. */
static gboolean narrow(const struct compiled *compiled, const guint *hosts, guint n, guchar *allowed)
{
  gboolean is_left = FALSE;
  for (guint h = 0; h < n; h++) {
    allowed[h] = allowed[h] && compiled->places[hosts[h]] > 0;
    is_left = is_left || allowed[h];
  }
  return is_left;
}

static char *scattered_in(const struct rules *rules, const struct compiled *compiled, guint cluster)
{
  guint n;
  const guint *hosts = snapshot_hosts_of(rules->snapshot, cluster, &n);
  g_autofree guchar *allowed = g_malloc(n + 1);
  const struct compiled *other;
  for (guint h = 0; h < n; h++)
    allowed[h] = 1;
  for (guint i = 0; i < compiled->members->len; i++)
    for (guint r = 0; home_of(rules, member(compiled, i)) == cluster && (other = place_rule(rules, member(compiled, i), r)); r++)
      if (!narrow(other, hosts, n, allowed))
        return g_strdup_printf("its guests have no host of %s in common: %s is held elsewhere by %s", cluster_name(rules, cluster),
                               guest_name(rules, member(compiled, i)), other->rule->name);
  return NULL;
}

/* Guests whose hosts differ. */
static char *scattered(const struct rules *rules, const struct compiled *compiled)
{
  char *problem = NULL;
  for (guint c = 0; c < snapshot_n_clusters(rules->snapshot) && !problem; c++)
    problem = scattered_in(rules, compiled, c);
  return problem;
}

/* ---- anti-affinities ----------------------------------------------------------------------------- */

/* Another guest of `apart` that hard affinities keep on the host of `guest`, directly or through others; NOWHERE: none. */
static guint bound_to(const struct rules *rules, const struct compiled *apart, guint guest, const struct rule **by)
{
  g_autoptr(GArray) bound = g_array_new(FALSE, FALSE, sizeof(guint));
  g_autoptr(GHashTable) known = g_hash_table_new(NULL, NULL);
  g_array_append_val(bound, guest);
  g_hash_table_add(known, GUINT_TO_POINTER(guest));
  for (guint i = 0; i < bound->len; i++) {
    const GArray *of = rules->of[g_array_index(bound, guint, i)];
    for (guint r = 0; r < of->len; r++) {
      const struct compiled *together = rules_compiled(rules, g_array_index(of, guint, r));
      *by = together->rule;
      for (guint m = 0; (*by)->kind == RULE_AFFINITY && (*by)->is_hard && m < together->members->len; m++) {
        guint other = member(together, m);
        if (home_of(rules, other) != home_of(rules, guest) || !g_hash_table_add(known, GUINT_TO_POINTER(other)))
          continue;
        if (has_member(apart, other))
          return other;
        g_array_append_val(bound, other);
      }
    }
  }
  return NOWHERE;
}

static char *contradicted(const struct rules *rules, const struct compiled *compiled)
{
  for (guint i = 0; i < compiled->members->len; i++) {
    const struct rule *by;
    guint guest = member(compiled, i), other = NOWHERE;
    if (home_of(rules, guest) != NOWHERE)
      other = bound_to(rules, compiled, guest, &by);
    if (other != NOWHERE)
      return g_strdup_printf("%s keeps %s and %s together, which it keeps apart", by->name, guest_name(rules, guest),
                             guest_name(rules, other));
  }
  return NULL;
}

/* Two that share a host, which a group lets them leave together only. */
static char *grouped(const struct rules *rules, const struct compiled *compiled)
{
  for (guint r = 0; r < rules->compiled->len; r++) {
    const struct compiled *group = rules_compiled(rules, r);
    g_autoptr(GHashTable) first = g_hash_table_new(NULL, NULL); /* host + 1 -> guest + 1 */
    for (guint i = 0; group->rule->kind == RULE_GROUP && group->rule->is_hard && i < group->members->len; i++) {
      guint guest = member(group, i);
      const struct placement_guest *known = snapshot_guest(rules->snapshot, guest);
      if (!known->is_running || known->host == NOWHERE || !has_member(compiled, guest))
        continue;
      guint other = GPOINTER_TO_UINT(g_hash_table_lookup(first, GUINT_TO_POINTER(known->host + 1)));
      if (other)
        return g_strdup_printf("%s lets %s and %s leave %s together only, and it keeps them apart", group->rule->name,
                               guest_name(rules, other - 1), known->name, snapshot_host(rules->snapshot, known->host)->name);
      g_hash_table_insert(first, GUINT_TO_POINTER(known->host + 1), GUINT_TO_POINTER(guest + 1));
    }
  }
  return NULL;
}

/* Which host of a cluster each of its guests takes that are to be apart. */
struct seating {
  const struct rules *rules;
  const guint *hosts;
  guint n;
  guint *taken;   /* by host of the cluster: the guest, NOWHERE: free */
  guchar *asked;  /* in this round */
};

static gboolean is_allowed(const struct rules *rules, guint guest, guint host)
{
  const struct compiled *other;
  for (guint r = 0; (other = place_rule(rules, guest, r)); r++)
    if (other->places[host] == 0)
      return FALSE;
  return TRUE;
}

/* An augmenting path of the bipartite graph of guests and hosts. */
static gboolean find_seat(struct seating *seating, guint guest)
{
  for (guint h = 0; h < seating->n; h++) {
    if (seating->asked[h] || !is_allowed(seating->rules, guest, seating->hosts[h]))
      continue;
    seating->asked[h] = 1;
    if (seating->taken[h] == NOWHERE || find_seat(seating, seating->taken[h])) {
      seating->taken[h] = guest;
      return TRUE;
    }
  }
  return FALSE;
}

static char *crowded_in(const struct rules *rules, const struct compiled *compiled, guint cluster)
{
  struct seating seating = {.rules = rules};
  seating.hosts = snapshot_hosts_of(rules->snapshot, cluster, &seating.n);
  g_autofree guint *taken = seating.taken = g_new(guint, seating.n + 1);
  g_autofree guchar *asked = seating.asked = g_malloc(seating.n + 1);
  guint seated = 0;
  for (guint h = 0; h < seating.n; h++)
    taken[h] = NOWHERE;
  for (guint i = 0; i < compiled->members->len; i++) {
    if (home_of(rules, member(compiled, i)) != cluster)
      continue;
    memset(asked, 0, seating.n);
    if (find_seat(&seating, member(compiled, i)))
      seated++;
    else if (seated == seating.n)
      return g_strdup_printf("it keeps more than %u guests of %s apart, which has %u hosts", seated, cluster_name(rules, cluster),
                             seating.n);
    else
      return g_strdup_printf("it keeps guests of %s apart, for which other rules leave too few hosts: %u of them find one each, "
                             "%s does not", cluster_name(rules, cluster), seated, guest_name(rules, member(compiled, i)));
  }
  return NULL;
}

/* More guests of a cluster than it has hosts for them. */
static char *crowded(const struct rules *rules, const struct compiled *compiled)
{
  char *problem = NULL;
  for (guint c = 0; c < snapshot_n_clusters(rules->snapshot) && !problem; c++)
    problem = crowded_in(rules, compiled, c);
  return problem;
}

/* ---- all ----------------------------------------------------------------------------------------- */

/* In the order in which they are told. */
static const struct {
  enum rule_kind kind;
  gboolean of_hard; /* only of hard rules: soft ones give way */
  char *(*find)(const struct rules *rules, const struct compiled *compiled);
} checks[] = {
    {RULE_PIN, FALSE, homeless},
    {RULE_PIN, TRUE, torn},
    {RULE_PIN, TRUE, held},
    {RULE_OWNERS, FALSE, homeless},
    {RULE_OWNERS, TRUE, torn},
    {RULE_OWNERS, TRUE, held},
    {RULE_AFFINITY, TRUE, scattered},
    {RULE_ANTI_AFFINITY, TRUE, contradicted},
    {RULE_ANTI_AFFINITY, TRUE, grouped},
    {RULE_ANTI_AFFINITY, FALSE, crowded},
};

char *rules_problem(const struct rules *rules, guint rule)
{
  const struct compiled *compiled = rules_compiled(rules, rule);
  char *problem = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(checks) && !problem; i++)
    if (checks[i].kind == compiled->rule->kind && (compiled->rule->is_hard || !checks[i].of_hard))
      problem = checks[i].find(rules, compiled);
  return problem;
}

void rules_list_problems(const struct rules *rules, GPtrArray *texts)
{
  for (guint r = 0; rules && r < rules_n(rules); r++) {
    g_autofree char *problem = rules_problem(rules, r);
    if (problem)
      g_ptr_array_add(texts, g_strdup_printf("the rule %s can never hold: %s", rules_get(rules, r)->name, problem));
  }
}
