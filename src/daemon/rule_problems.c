#include "daemon/rule_problems.h"

#include "daemon/configure.h"
#include "placement/from_fleet.h"
#include "placement/rules.h"

#include <string.h>

/* Of the cluster: guest names -> NULL. A rule's guests are known to be there where there is no other cluster. */
static GHashTable *guests_named(const struct config *config, const char *cluster)
{
  GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < config->guests->len; i++) {
    const struct config_guest *guest = config->guests->pdata[i];
    if (g_str_equal(guest->cluster, cluster))
      g_hash_table_add(names, guest->name);
  }
  for (guint i = 0; config->clusters->len == 1 && i < config->rules->len; i++) {
    const GPtrArray *selectors = ((const struct config_rule *)config->rules->pdata[i])->guests;
    for (guint s = 0; s < selectors->len; s++)
      if (!strpbrk(selectors->pdata[s], "*?="))
        g_hash_table_add(names, selectors->pdata[s]);
  }
  return names;
}

/* As if each were defined on the host and off: where they run is not in the file. */
static void sight(struct fleet *fleet, const char *host, GHashTable *names, guint *serial)
{
  g_autoptr(GArray) sightings = g_array_new(FALSE, FALSE, sizeof(struct sighting));
  GHashTableIter iter;
  gpointer name;
  g_hash_table_iter_init(&iter, names);
  while (g_hash_table_iter_next(&iter, &name, NULL)) {
    struct sighting sighting = {.state = GUEST_OFF};
    g_strlcpy(sighting.name, name, sizeof sighting.name);
    g_snprintf(sighting.uuid, sizeof sighting.uuid, "00000000-0000-4000-8000-%012u", ++*serial);
    g_array_append_val(sightings, sighting);
  }
  fleet_take_sightings(fleet, host, (const struct sighting *)(void *)sightings->data, sightings->len);
}

void rule_problems_find(const struct config *config, GPtrArray *texts)
{
  struct virtual_clock clock;
  guint serial = 0;
  if (config->rules->len == 0)
    return;
  virtual_clock_init(&clock, 0);
  struct fleet *fleet = fleet_from_config(config, &clock.clock);
  for (guint i = 0; i < config->clusters->len; i++) {
    const char *cluster = ((const struct cluster *)config->clusters->pdata[i])->name;
    g_autoptr(GHashTable) names = guests_named(config, cluster);
    guint h = 0;
    while (!g_str_equal(((const struct config_host *)config->hosts->pdata[h])->cluster, cluster))
      h++;
    sight(fleet, ((const struct config_host *)config->hosts->pdata[h])->name, names, &serial);
  }
  struct placement_snapshot *snapshot = snapshot_from_fleet(fleet, NULL);
  rules_list_problems(snapshot_rules(snapshot), texts);
  snapshot_free(snapshot);
  fleet_free(fleet);
}

void rule_problems_log(const struct config *config)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
  rule_problems_find(config, texts);
  for (guint i = 0; i < texts->len; i++)
    g_warning("%s: %s", config->file, (const char *)texts->pdata[i]);
}
