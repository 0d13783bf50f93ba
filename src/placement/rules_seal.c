/* From selectors to indices. */
#include "placement/rules_state.h"

static void compiled_clear(gpointer data)
{
  struct compiled *compiled = data;
  g_array_unref(compiled->members);
  g_free(compiled->places);
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
