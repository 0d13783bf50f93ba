/* From selectors to indices, and what can be said of a rule before any guest moves. */
#include "placement/rules_state.h"

static void compiled_clear(gpointer data)
{
  struct compiled *compiled = data;
  g_array_unref(compiled->members);
  g_free(compiled->places);
  g_free(compiled->problem);
}

static void find_members(struct rules *rules, struct compiled *compiled, guint index)
{
  const GPtrArray *selectors = compiled->rule->guests;
  for (guint g = 0; g < snapshot_n_guests(rules->snapshot); g++) {
    const struct placement_guest *guest = snapshot_guest(rules->snapshot, g);
    gboolean is_meant = FALSE;
    for (guint i = 0; i < selectors->len && !is_meant; i++)
      is_meant = selector_means(selectors->pdata[i], guest->name, guest->uuid, guest->labels);
    if (!is_meant)
      continue;
    g_array_append_val(compiled->members, g);
    if (!rules->of[g])
      rules->of[g] = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_val(rules->of[g], index);
  }
}

static void find_places(const struct rules *rules, struct compiled *compiled)
{
  const GPtrArray *selectors = compiled->rule->hosts;
  compiled->n_selectors = selectors->len;
  compiled->places = g_new0(guint, snapshot_n_hosts(rules->snapshot));
  for (guint h = 0; h < snapshot_n_hosts(rules->snapshot); h++) {
    const struct placement_host *host = snapshot_host(rules->snapshot, h);
    for (guint i = 0; i < selectors->len && compiled->places[h] == 0; i++)
      if (selector_means(selectors->pdata[i], host->name, NULL, host->labels))
        compiled->places[h] = i + 1;
  }
}

static guint home_of(const struct rules *rules, guint guest)
{
  guint host = snapshot_guest(rules->snapshot, guest)->host;
  return host == NOWHERE ? NOWHERE : snapshot_host(rules->snapshot, host)->cluster;
}

/* More guests of a cluster than it has hosts. */
static char *crowded(const struct rules *rules, const struct compiled *compiled)
{
  g_autofree guint *members = g_new0(guint, snapshot_n_clusters(rules->snapshot));
  for (guint i = 0; i < compiled->members->len; i++) {
    guint cluster = home_of(rules, g_array_index(compiled->members, guint, i)), n;
    if (cluster == NOWHERE)
      continue;
    snapshot_hosts_of(rules->snapshot, cluster, &n);
    if (++members[cluster] > n)
      return g_strdup_printf("it keeps more than %u guests of %s apart, which has %u hosts", n,
                             snapshot_cluster(rules->snapshot, cluster)->name, n);
  }
  return NULL;
}

/* A guest whose cluster has none of the hosts. */
static char *homeless(const struct rules *rules, const struct compiled *compiled)
{
  for (guint i = 0; i < compiled->members->len; i++) {
    guint guest = g_array_index(compiled->members, guint, i), cluster = home_of(rules, guest), n = 0;
    const guint *hosts = cluster == NOWHERE ? NULL : snapshot_hosts_of(rules->snapshot, cluster, &n);
    gboolean has_place = cluster == NOWHERE;
    for (guint h = 0; h < n; h++)
      has_place = has_place || compiled->places[hosts[h]] > 0;
    if (!has_place)
      return g_strdup_printf("%s belongs to %s, which has none of its hosts", snapshot_guest(rules->snapshot, guest)->name,
                             snapshot_cluster(rules->snapshot, cluster)->name);
  }
  return NULL;
}

/* Two guests of a cluster that a hard affinity keeps together and the rule apart. */
static char *contradicted(const struct rules *rules, const struct compiled *compiled, const struct compiled *other)
{
  guint first = NOWHERE;
  if (other->rule->kind != RULE_AFFINITY || !other->rule->is_hard)
    return NULL;
  for (guint i = 0; i < compiled->members->len; i++) {
    guint guest = g_array_index(compiled->members, guint, i), at = 0;
    while (at < other->members->len && g_array_index(other->members, guint, at) != guest)
      at++;
    if (at == other->members->len || home_of(rules, guest) == NOWHERE)
      continue;
    if (first != NOWHERE && home_of(rules, first) == home_of(rules, guest))
      return g_strdup_printf("%s keeps %s and %s together, which it keeps apart", other->rule->name,
                             snapshot_guest(rules->snapshot, first)->name, snapshot_guest(rules->snapshot, guest)->name);
    if (first == NOWHERE)
      first = guest;
  }
  return NULL;
}

static char *find_problem(const struct rules *rules, const struct compiled *compiled)
{
  char *problem = NULL;
  if (rule_kind_has_hosts(compiled->rule->kind))
    return homeless(rules, compiled);
  if (compiled->rule->kind != RULE_ANTI_AFFINITY)
    return NULL;
  for (guint i = 0; compiled->rule->is_hard && i < rules->compiled->len && !problem; i++)
    problem = contradicted(rules, compiled, rules_compiled(rules, i));
  return problem ? problem : crowded(rules, compiled);
}

struct rules *rules_new(const struct placement_snapshot *snapshot, const GPtrArray *list)
{
  struct rules *rules = g_new0(struct rules, 1);
  rules->snapshot = snapshot;
  rules->compiled = g_array_new(FALSE, TRUE, sizeof(struct compiled));
  g_array_set_clear_func(rules->compiled, compiled_clear);
  rules->of = g_new0(GArray *, snapshot_n_guests(snapshot) + 1);
  for (guint i = 0; i < list->len; i++) {
    struct compiled compiled = {.rule = list->pdata[i], .members = g_array_new(FALSE, FALSE, sizeof(guint))};
    find_members(rules, &compiled, i);
    if (rule_kind_has_hosts(compiled.rule->kind))
      find_places(rules, &compiled);
    compiled.counts = compiled.places || compiled.rule->kind == RULE_IGNORE ? G_MAXSIZE : rules->n_counts;
    if (compiled.counts != G_MAXSIZE)
      rules->n_counts += snapshot_n_hosts(snapshot) + snapshot_n_clusters(snapshot);
    g_array_append_val(rules->compiled, compiled);
  }
  for (guint i = 0; i < list->len; i++) {
    struct compiled *compiled = &g_array_index(rules->compiled, struct compiled, i);
    compiled->problem = find_problem(rules, compiled);
  }
  return rules;
}

void rules_free(struct rules *rules)
{
  if (!rules)
    return;
  for (guint g = 0; g < snapshot_n_guests(rules->snapshot); g++)
    g_clear_pointer(&rules->of[g], g_array_unref);
  g_free(rules->of);
  g_array_unref(rules->compiled);
  g_free(rules);
}
