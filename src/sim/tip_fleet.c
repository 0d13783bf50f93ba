#include "sim/tip_fleet.h"

#include "pipeline/collect.h"

struct fleet *tip_fleet_new(const struct scenario *scenario, const struct clock *clock)
{
  guint interval_ms = (guint)(scenario->step_sec * 1000);
  struct fleet *fleet = fleet_new(clock, interval_ms);
  fleet_begin_configuration(fleet, interval_ms);
  for (guint c = 0; c < scenario->clusters->len; c++)
    fleet_add_cluster(fleet, cluster_new(g_array_index(scenario->clusters, struct scenario_cluster, c).name));
  for (guint h = 0; h < scenario->hosts->len; h++) {
    const struct scenario_host *host = scenario_host(scenario, h);
    fleet_add_host(fleet, host->name, g_array_index(scenario->clusters, struct scenario_cluster, host->cluster).name,
                   1u << SOURCE_LIBVIRT);
  }
  fleet_end_configuration(fleet);
  return fleet;
}

static GArray *sightings_on(const struct world *world, guint host)
{
  const struct scenario *scenario = world_scenario(world);
  GArray *sightings = g_array_new(FALSE, TRUE, sizeof(struct sighting));
  for (guint g = 0; g < scenario->guests->len; g++) {
    const struct scenario_guest *guest = scenario_guest(scenario, g);
    const struct world_guest_view view = world_guest(world, g);
    if (view.host != host)
      continue;
    struct sighting sighting = {.state = view.is_running ? GUEST_RUNNING : GUEST_OFF,
                                .vcpus = guest->vcpus,
                                .vcpus_max = guest->vcpus,
                                .memory_bytes = guest->memory_bytes,
                                .memory_max_bytes = guest->memory_bytes,
                                .persistent = TRUE};
    g_strlcpy(sighting.uuid, guest->uuid, sizeof sighting.uuid);
    g_strlcpy(sighting.name, guest->name, sizeof sighting.name);
    g_array_append_val(sightings, sighting);
  }
  return sightings;
}

void tip_fleet_tell(struct fleet *fleet, const struct world *world, GVariant *samples)
{
  for (guint h = 0; h < world_scenario(world)->hosts->len; h++) {
    g_autoptr(GArray) sightings = sightings_on(world, h);
    const char *name = scenario_host(world_scenario(world), h)->name;
    gboolean is_up = world_host(world, h).is_up;
    fleet_take_link(fleet, name, SOURCE_LIBVIRT, is_up ? LINK_UP : LINK_DOWN, is_up ? "" : "it has failed");
    if (is_up)
      fleet_take_sightings(fleet, name, (const struct sighting *)(const void *)sightings->data, sightings->len);
  }
  collect(fleet, MESSAGE_SAMPLES, samples);
}
