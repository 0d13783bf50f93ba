#include "daemon/alert_rules.h"

#include "config/address.h"

static void add_agent(struct alert_map *map, const char *subject, const struct config_agent *agent)
{
  g_autofree char *address = agent->address ? agent_address_host(agent->address) : NULL;
  if (address)
    alert_map_add_address(map, subject, address);
}

static void add_host(struct alert_map *map, const struct config_host *host)
{
  g_autofree char *subject = subject_format(SUBJECT_HOST, host->name), *name = NULL;
  add_agent(map, subject, &host->snmp);
  if (host->libvirt_uri && g_uri_split(host->libvirt_uri, G_URI_FLAGS_NONE, NULL, NULL, &name, NULL, NULL, NULL, NULL, NULL) && name)
    alert_map_add_address(map, subject, name);
}

static void add_guest(struct alert_map *map, const struct config_guest *guest)
{
  g_autofree char *address = guest->snmp.address ? agent_address_host(guest->snmp.address) : NULL;
  if (address)
    alert_map_add_guest_address(map, guest->cluster, guest->name, address);
}

void alert_map_configure(struct alert_map *map, const struct config *config)
{
  alert_map_begin(map);
  for (guint i = 0; i < config->alert_rules->len; i++)
    alert_map_add_rule(map, &((const struct config_alert_rule *)config->alert_rules->pdata[i])->rule);
  for (guint i = 0; i < config->hosts->len; i++)
    add_host(map, config->hosts->pdata[i]);
  for (guint i = 0; i < config->guests->len; i++)
    add_guest(map, config->guests->pdata[i]);
  for (guint i = 0; i < config->devices->len; i++) {
    const struct config_device *device = config->devices->pdata[i];
    g_autofree char *subject = subject_format(SUBJECT_DEVICE, device->name);
    add_agent(map, subject, &device->snmp);
  }
}
