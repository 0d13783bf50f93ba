/* From selectors to indices. */
#include "model/selector_index.h"
#include "placement/rules_state.h"

static void compiled_clear(gpointer data)
{
  struct compiled *compiled = data;
  g_array_unref(compiled->members);
  g_free(compiled->places);
}

/* Of all rules, by guest, so that each guest is looked up once. */
static void find_members(struct rules *rules)
{
  struct selector_index *selectors = selector_index_new();
  g_autoptr(GArray) meant = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint r = 0; r < rules->compiled->len; r++) {
    const GPtrArray *guests = rules_compiled(rules, r)->rule->guests;
    for (guint i = 0; i < guests->len; i++)
      selector_index_add(selectors, guests->pdata[i], r);
  }
  for (guint g = 0; g < snapshot_n_guests(rules->snapshot); g++) {
    const struct placement_guest *guest = snapshot_guest(rules->snapshot, g);
    selector_index_find(selectors, guest->name, guest->uuid, guest->labels, meant);
    for (guint i = 0; i < meant->len; i++)
      g_array_append_val(rules_compiled(rules, g_array_index(meant, guint, i))->members, g);
    if (meant->len > 0)
      rules->of[g] = g_array_copy(meant);
  }
  selector_index_free(selectors);
}

/* Several selectors may mean a host: the first counts. */
static void find_places(const struct rules *rules, struct compiled *compiled)
{
  const GPtrArray *hosts = compiled->rule->hosts;
  struct selector_index *selectors = selector_index_new();
  g_autoptr(GArray) meant = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint i = 0; i < hosts->len; i++)
    selector_index_add(selectors, hosts->pdata[i], i);
  compiled->n_selectors = hosts->len;
  compiled->places = g_new0(guint, snapshot_n_hosts(rules->snapshot));
  for (guint h = 0; h < snapshot_n_hosts(rules->snapshot); h++) {
    const struct placement_host *host = snapshot_host(rules->snapshot, h);
    selector_index_find(selectors, host->name, NULL, host->labels, meant);
    if (meant->len > 0)
      compiled->places[h] = g_array_index(meant, guint, 0) + 1;
  }
  selector_index_free(selectors);
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
    if (rule_kind_has_hosts(compiled.rule->kind))
      find_places(rules, &compiled);
    compiled.counts = compiled.places || compiled.rule->kind == RULE_IGNORE ? G_MAXSIZE : rules->n_counts;
    if (compiled.counts != G_MAXSIZE)
      rules->n_counts += snapshot_n_hosts(snapshot) + snapshot_n_clusters(snapshot);
    g_array_append_val(rules->compiled, compiled);
  }
  find_members(rules);
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
