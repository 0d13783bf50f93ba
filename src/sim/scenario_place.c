#include "sim/scenario_place.h"

#include "config/problems.h"

#include <string.h>

/* What is given to guests of a host. */
struct given {
  double cpus;
  guint64 memory_bytes;
};

static GArray *given_of(const struct scenario *scenario)
{
  GArray *given = g_array_sized_new(FALSE, TRUE, sizeof(struct given), scenario->hosts->len);
  g_array_set_size(given, scenario->hosts->len);
  for (guint g = 0; g < scenario->guests->len; g++) {
    const struct scenario_guest *guest = scenario_guest(scenario, g);
    if (guest->host == NOWHERE)
      continue;
    struct given *host = &g_array_index(given, struct given, guest->host);
    host->cpus += guest->vcpus * guest->speed;
    host->memory_bytes += guest->memory_bytes;
  }
  return given;
}

static gboolean has_room(const struct scenario_host *host, const struct given *given, const struct scenario_guest *guest,
                         gboolean cpus_count)
{
  return scenario_can_run(guest, host) && host->cores >= guest->vcpus &&
         given->memory_bytes + guest->memory_bytes <= host->memory_bytes &&
         (!cpus_count || given->cpus + guest->vcpus * guest->speed <= host->cores * host->speed + 1e-9);
}

/* The first host with room, looking from `from` on. */
static guint find(const struct scenario *scenario, const GArray *given, const struct scenario_guest *guest, guint from)
{
  guint n = scenario->hosts->len;
  for (guint i = 0; i < 2 * n; i++) {
    guint h = (from + i) % n;
    if (has_room(scenario_host(scenario, h), &g_array_index(given, struct given, h), guest, i < n))
      return h;
  }
  return NOWHERE;
}

static guint host_named(const struct scenario *scenario, const char *name)
{
  for (guint h = 0; h < scenario->hosts->len; h++)
    if (strcmp(scenario_host(scenario, h)->name, name) == 0)
      return h;
  return NOWHERE;
}

static void place_on(struct scenario *scenario, guint first, const GPtrArray *on, const struct yaml_node *entry,
                     GPtrArray *problems)
{
  g_autofree guint *hosts = g_new(guint, on->len);
  for (guint i = 0; i < on->len; i++) {
    hosts[i] = host_named(scenario, on->pdata[i]);
    if (hosts[i] == NOWHERE) {
      problem_add(problems, entry->line, entry->column, "no host is named %s: hosts stand before guests",
                  (char *)on->pdata[i]);
      return;
    }
  }
  for (guint g = first; on->len > 0 && g < scenario->guests->len; g++)
    g_array_index(scenario->guests, struct scenario_guest, g).host = hosts[(g - first) % on->len];
}

void scenario_place(struct scenario *scenario, guint first, const struct guest_group *group, const struct yaml_node *entry,
                    GPtrArray *problems)
{
  if (group->on) {
    place_on(scenario, first, group->on, entry, problems);
    return;
  }
  g_autoptr(GArray) given = given_of(scenario);
  guint from = 0;
  for (guint g = first; scenario->hosts->len > 0 && g < scenario->guests->len; g++) {
    struct scenario_guest *guest = &g_array_index(scenario->guests, struct scenario_guest, g);
    guest->host = find(scenario, given, guest, from);
    if (guest->host == NOWHERE) {
      problem_add(problems, entry->line, entry->column, "no host of the cluster has the memory for guest %s", guest->name);
      return;
    }
    struct given *host = &g_array_index(given, struct given, guest->host);
    host->cpus += guest->vcpus * guest->speed;
    host->memory_bytes += guest->memory_bytes;
    from = group->place == PLACE_PACKED ? 0 : guest->host + 1;
  }
}
