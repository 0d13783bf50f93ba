#include "sim/scenario.h"

static const char *const decision_names[DECISIONS] = {
    [DECIDE_RELIEVE] = "relieve",
    [DECIDE_BALANCE] = "balance",
    [DECIDE_CONSOLIDATE] = "consolidate",
};

const char *decision_name(enum decision decision)
{
  return decision_names[decision];
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
}

static void guest_clear(gpointer data)
{
  struct scenario_guest *guest = data;
  g_free(guest->name);
  g_free(guest->uuid);
  g_free(guest->cpu_model);
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
      .clusters = array_of(sizeof(struct scenario_cluster), cluster_clear),
      .hosts = array_of(sizeof(struct scenario_host), host_clear),
      .guests = array_of(sizeof(struct scenario_guest), guest_clear),
      .failures = array_of(sizeof(struct scenario_failure), NULL),
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
  g_array_unref(scenario->clusters);
  g_array_unref(scenario->hosts);
  g_array_unref(scenario->guests);
  g_array_unref(scenario->failures);
  g_free(scenario);
}

const struct scenario_host *scenario_host(const struct scenario *scenario, guint host)
{
  return &g_array_index(scenario->hosts, struct scenario_host, host);
}

const struct scenario_guest *scenario_guest(const struct scenario *scenario, guint guest)
{
  return &g_array_index(scenario->guests, struct scenario_guest, guest);
}
