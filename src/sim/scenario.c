#include "sim/scenario.h"

#include "model/licence.h"
#include "model/rule.h"

#include <string.h>

static const char *const decision_names[DECISIONS] = {
    [DECIDE_RULES] = "rules",
    [DECIDE_RELIEVE] = "relieve",
    [DECIDE_BALANCE] = "balance",
    [DECIDE_CONSOLIDATE] = "consolidate",
};

const char *decision_name(enum decision decision)
{
  return decision_names[decision];
}

static void traits_clear(struct scenario_traits *traits)
{
  g_strfreev(traits->labels);
  g_strfreev(traits->networks);
  g_strfreev(traits->storage);
  g_strfreev(traits->licences);
}

static void cluster_clear(gpointer data)
{
  struct scenario_cluster *cluster = data;
  g_free(cluster->name);
}

static void host_clear(gpointer data)
{
  struct scenario_host *host = data;
  g_free(host->name);
  g_free(host->cpu_model);
  traits_clear(&host->traits);
}

static void guest_clear(gpointer data)
{
  struct scenario_guest *guest = data;
  g_free(guest->name);
  g_free(guest->uuid);
  g_free(guest->cpu_model);
  traits_clear(&guest->traits);
  g_free(guest->curve.values);
}

static GArray *array_of(guint size, GDestroyNotify clear)
{
  GArray *array = g_array_new(FALSE, TRUE, size);
  if (clear)
    g_array_set_clear_func(array, clear);
  return array;
}

struct scenario *scenario_new(void)
{
  struct scenario *scenario = g_new(struct scenario, 1);
  *scenario = (struct scenario){
      .step_sec = 300,
      .length_sec = 86400,
      .seed = 1,
      .every_sec = 300,
      .packs = g_ptr_array_new_with_free_func(g_free),
      .notes = g_ptr_array_new_with_free_func(g_free),
      .licences = g_ptr_array_new_with_free_func((GDestroyNotify)licence_free),
      .rules = g_ptr_array_new_with_free_func((GDestroyNotify)rule_free),
      .clusters = array_of(sizeof(struct scenario_cluster), cluster_clear),
      .hosts = array_of(sizeof(struct scenario_host), host_clear),
      .guests = array_of(sizeof(struct scenario_guest), guest_clear),
      .failures = array_of(sizeof(struct scenario_failure), NULL),
      .orders = array_of(sizeof(struct scenario_order), NULL),
  };
  return scenario;
}

void scenario_free(struct scenario *scenario)
{
  if (!scenario)
    return;
  g_free(scenario->title);
  g_free(scenario->expect);
  g_ptr_array_unref(scenario->packs);
  g_ptr_array_unref(scenario->notes);
  g_ptr_array_unref(scenario->rules);
  g_ptr_array_unref(scenario->licences);
  g_array_unref(scenario->clusters);
  g_array_unref(scenario->hosts);
  g_array_unref(scenario->guests);
  g_array_unref(scenario->failures);
  g_array_unref(scenario->orders);
  g_free(scenario);
}

static gboolean has_all(char **offered, char **needed)
{
  gboolean has = TRUE;
  for (; offered && needed && *needed; needed++)
    has = has && g_strv_contains((const char *const *)offered, *needed);
  return has;
}

gboolean scenario_can_run(const struct scenario_guest *guest, const struct scenario_host *host)
{
  gboolean is_model = !guest->cpu_model || !host->cpu_model || strcmp(guest->cpu_model, host->cpu_model) == 0;
  return guest->cluster == host->cluster && is_model && has_all(host->traits.networks, guest->traits.networks) &&
         has_all(host->traits.storage, guest->traits.storage);
}

gboolean scenario_decides(const struct scenario *scenario, guint cluster, enum decision decision)
{
  enum placement_goal goal = g_array_index(scenario->clusters, struct scenario_cluster, cluster).goal;
  if (!scenario->decides_by_goal)
    return scenario->is_decided[decision];
  return decision == DECIDE_RULES || decision == DECIDE_RELIEVE ||
         decision == (goal == GOAL_RESOURCE_MAXIMIZATION ? DECIDE_CONSOLIDATE : DECIDE_BALANCE);
}

enum order_kind scenario_ordered(const struct scenario *scenario, guint host, guint64 at_sec)
{
  const struct scenario_order *last = NULL;
  for (guint i = 0; i < scenario->orders->len; i++) {
    const struct scenario_order *order = &g_array_index(scenario->orders, struct scenario_order, i);
    if (order->host == host && order->at_sec <= at_sec && (!last || order->at_sec >= last->at_sec))
      last = order;
  }
  return last ? last->kind : ORDER_RELEASE;
}

const struct scenario_host *scenario_host(const struct scenario *scenario, guint host)
{
  return &g_array_index(scenario->hosts, struct scenario_host, host);
}

const struct scenario_guest *scenario_guest(const struct scenario *scenario, guint guest)
{
  return &g_array_index(scenario->guests, struct scenario_guest, guest);
}
