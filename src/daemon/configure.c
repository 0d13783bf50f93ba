#include "daemon/configure.h"

#include "daemon/configure_notify.h"
#include "daemon/packs.h"
#include "wire/catalogue.h"

#include <string.h>

static struct cluster *cluster_copy(const struct cluster *cluster)
{
  struct cluster *copy = cluster_new(cluster->name);
  char *name = copy->name;
  *copy = *cluster;
  copy->name = name;
  copy->save_dir = g_strdup(cluster->save_dir);
  copy->goal = g_strdup(cluster->goal);
  automation_terms_copy(&copy->automation, &cluster->automation);
  copy->terms.lock_manager = g_strdup(cluster->terms.lock_manager);
  copy->labels = NULL; /* configure_traits() */
  copy->settings = NULL;
  return copy;
}

static struct device *device_copy(const struct config_device *configured)
{
  struct device *device = g_new0(struct device, 1);
  device->name = g_strdup(configured->name);
  device->kind = g_strdup(configured->kind);
  device->serves = g_new0(char *, configured->serves->len + 1);
  for (guint i = 0; i < configured->serves->len; i++)
    device->serves[i] = g_strdup(configured->serves->pdata[i]);
  return device;
}

static void add_traits(struct fleet *fleet, enum subject_kind kind, const char *name, const char *cluster,
                       const struct traits *traits)
{
  g_autofree char *subject = subject_format(kind, name);
  if (traits->automation || traits->ha || traits->disk_bytes_per_sec > 0 || traits->network_bits_per_sec > 0 || traits->downtime_cost > 0 || g_hash_table_size(traits->labels) > 0 || traits->licences)
    fleet_add_traits(fleet, subject, cluster, traits);
}

/* As traits have it. */
static guint level_of(const char *name)
{
  enum automation_level level;
  return name && automation_level_parse(name, &level) ? (guint)level + 1 : 0;
}

static void configure_traits(struct fleet *fleet, const struct config *config)
{
  fleet_forget_traits(fleet);
  for (guint i = 0; i < config->clusters->len; i++) {
    const struct cluster *cluster = config->clusters->pdata[i];
    add_traits(fleet, SUBJECT_CLUSTER, cluster->name, cluster->name, &(struct traits){.labels = cluster->labels});
  }
  for (guint i = 0; i < config->hosts->len; i++) {
    const struct config_host *host = config->hosts->pdata[i];
    const struct traits traits = {.automation = level_of(host->automation),
                                  .labels = host->labels,
                                  .disk_bytes_per_sec = host->disk_bytes_per_sec,
                                  .network_bits_per_sec = host->network_bits_per_sec};
    add_traits(fleet, SUBJECT_HOST, host->name, host->cluster, &traits);
  }
  for (guint i = 0; i < config->guests->len; i++) {
    const struct config_guest *guest = config->guests->pdata[i];
    struct traits traits = {.automation = level_of(guest->automation), .ha = guest->ha, .labels = guest->labels, .licences = guest->licences->len ? guest->licences : NULL,
                            .memory_min_bytes = guest->memory_min_bytes, .memory_max_bytes = guest->memory_max_bytes,
                            .vcpus_min = guest->vcpus_min, .vcpus_max = guest->vcpus_max};
    downtime_cost_parse(guest->downtime_cost, &traits.downtime_cost);
    add_traits(fleet, SUBJECT_GUEST, guest->name, guest->cluster, &traits);
  }
  for (guint i = 0; i < config->devices->len; i++) {
    const struct config_device *device = config->devices->pdata[i];
    add_traits(fleet, SUBJECT_DEVICE, device->name, "", &(struct traits){.labels = device->labels});
  }
}

static void configure_rules(struct fleet *fleet, const struct config *config)
{
  for (guint i = 0; i < config->rules->len; i++) {
    struct rule *rule = config_rule_read(config->rules->pdata[i]);
    fleet_add_rule(fleet, rule);
    rule_free(rule);
  }
}

static void configure_licences(struct fleet *fleet, const struct config *config)
{
  for (guint i = 0; i < config->licences->len; i++) {
    struct licence *licence = config_licence_read(config->licences->pdata[i]);
    fleet_add_licence(fleet, licence);
    licence_free(licence);
  }
}

static void configure_automation(struct fleet *fleet, const struct config *config)
{
  struct automation_rules *rules = automation_rules_new(config->timezone);
  automation_terms_copy(&rules->terms, &config->automation);
  for (guint i = 0; i < config->policies->len; i++) {
    const struct config_policy *policy = config->policies->pdata[i];
    automation_rules_add_policy(rules, policy->name, &policy->automation);
  }
  fleet_set_automation(fleet, rules);
}

void fleet_configure(struct fleet *fleet, const struct config *config)
{
  fleet_begin_configuration(fleet, config->interval_ms);
  for (guint i = 0; i < config->clusters->len; i++)
    fleet_add_cluster(fleet, cluster_copy(config->clusters->pdata[i]));
  for (guint i = 0; i < config->hosts->len; i++) {
    const struct config_host *host = config->hosts->pdata[i];
    guint sources = (host->libvirt_uri ? 1u << SOURCE_LIBVIRT : 0) | (host->snmp.address ? 1u << SOURCE_SNMP : 0);
    fleet_add_host(fleet, host->name, host->cluster, sources);
  }
  for (guint i = 0; i < config->devices->len; i++)
    fleet_add_device(fleet, device_copy(config->devices->pdata[i]));
  for (guint i = 0; i < config->guests->len; i++) {
    const struct config_guest *guest = config->guests->pdata[i];
    if (guest->snmp.address)
      fleet_add_guest_agent(fleet, guest->cluster, guest->name);
  }
  configure_rules(fleet, config);
  configure_licences(fleet, config);
  fleet_end_configuration(fleet);
  fleet_set_foreign_hold(fleet, config->foreign_hold_ms);
  configure_traits(fleet, config);
  configure_automation(fleet, config);
}

struct fleet *fleet_from_config(const struct config *config, const struct clock *clock)
{
  struct fleet *fleet = fleet_new(clock, config->interval_ms);
  fleet_configure(fleet, config);
  return fleet;
}

static GVariant *credentials_body(const struct config_agent *agent)
{
  const struct {
    const char *name, *value;
  } all[] = {
      {"community", agent->community}, {"user", agent->user},
      {"auth", agent->auth},           {"auth_passphrase", agent->auth_passphrase},
      {"priv", agent->priv},           {"priv_passphrase", agent->priv_passphrase},
  };
  GVariantBuilder credentials;
  g_variant_builder_init(&credentials, G_VARIANT_TYPE("a{ss}"));
  for (guint i = 0; i < G_N_ELEMENTS(all); i++)
    if (all[i].value)
      g_variant_builder_add(&credentials, "{ss}", all[i].name, all[i].value);
  return g_variant_builder_end(&credentials);
}

static GVariant *software_body(const struct config_agent *agent)
{
  return agent->software ? g_variant_new_strv((const char *const *)agent->software->pdata, agent->software->len)
                         : g_variant_new_strv(NULL, 0);
}

static void agent_add(GVariantBuilder *agents, const char *subject, const struct config_agent *agent)
{
  if (agent->address)
    g_variant_builder_add(agents, "(sss@a{ss}@as)", subject, agent->address, agent->version,
                          credentials_body(agent), software_body(agent));
}

/* A guest is configured by a name, and known by its UUID. */
static void add_guest_agents(GVariantBuilder *agents, const struct config *config, const struct fleet *fleet)
{
  for (guint i = 0; i < config->guests->len; i++) {
    const struct config_guest *guest = config->guests->pdata[i];
    const struct guest *known = fleet_guest_meant(fleet, guest->cluster, guest->name);
    if (!known)
      continue;
    g_autofree char *subject = subject_format(SUBJECT_GUEST, known->uuid);
    agent_add(agents, subject, &guest->snmp);
  }
}

static GVariant *snmp_body(const struct config *config, const struct fleet *fleet)
{
  g_autofree char *directory = g_build_filename(config->state_dir, "snmp", NULL);
  GVariantBuilder agents;
  g_variant_builder_init(&agents, G_VARIANT_TYPE("a(sssa{ss}as)"));
  for (guint i = 0; i < config->hosts->len; i++) {
    const struct config_host *host = config->hosts->pdata[i];
    g_autofree char *subject = subject_format(SUBJECT_HOST, host->name);
    agent_add(&agents, subject, &host->snmp);
  }
  for (guint i = 0; i < config->devices->len; i++) {
    const struct config_device *device = config->devices->pdata[i];
    g_autofree char *subject = subject_format(SUBJECT_DEVICE, device->name);
    agent_add(&agents, subject, &device->snmp);
  }
  add_guest_agents(&agents, config, fleet);
  return g_variant_new("(usa(sssa{ss}as))", config->interval_ms, directory, &agents);
}

static GVariant *traps_body(const struct config *config)
{
  GVariantBuilder sources;
  g_variant_builder_init(&sources, G_VARIANT_TYPE("a(ssba{ss})"));
  for (guint i = 0; i < config->trap_sources->len; i++) {
    const struct config_trap_source *source = config->trap_sources->pdata[i];
    g_variant_builder_add(&sources, "(ssb@a{ss})", source->from, source->snmp.version,
                          g_strcmp0(source->min_level, "auth-priv") == 0, credentials_body(&source->snmp));
  }
  GVariant *listens = config->trap_listens ? g_variant_new_strv((const char *const *)config->trap_listens->pdata,
                                                                config->trap_listens->len)
                                           : g_variant_new_strv(NULL, 0);
  return g_variant_new("(@asuua(ssba{ss}))", listens, config->trap_rate, config->trap_rate_total, &sources);
}

static const struct cluster *cluster_of(const struct config *config, const struct config_host *host)
{
  for (guint i = 0; i < config->clusters->len; i++) {
    const struct cluster *cluster = config->clusters->pdata[i];
    if (strcmp(cluster->name, host->cluster) == 0)
      return cluster;
  }
  g_assert_not_reached();
}

/* A host with an agent takes processors and memory from there, and from there only. */
static GVariant *virt_body(const struct config *config)
{
  GVariantBuilder hosts;
  g_variant_builder_init(&hosts, G_VARIANT_TYPE("a(ssbbu)"));
  for (guint i = 0; i < config->hosts->len; i++) {
    const struct config_host *host = config->hosts->pdata[i];
    if (!host->libvirt_uri)
      continue;
    const struct cluster *cluster = cluster_of(config, host);
    g_autofree char *subject = subject_format(SUBJECT_HOST, host->name);
    g_variant_builder_add(&hosts, "(ssbbu)", subject, host->libvirt_uri, !host->snmp.address, cluster->guest_agent,
                          cluster->balloon_period_ms / 1000);
  }
  return g_variant_new("(uua(ssbbu))", config->interval_ms, config->takeover_ms / 1000, &hosts);
}

static GVariant *rrd_body(const struct config *config)
{
  g_autofree char *directory = g_build_filename(config->state_dir, "rrd", NULL);
  return g_variant_new("(suus)", directory, config->interval_ms / 1000, config->retention_sec,
                       config->rrdcached ? config->rrdcached : "");
}

static GVariant *agentx_body(const struct config *config)
{
  GVariantBuilder targets;
  g_variant_builder_init(&targets, G_VARIANT_TYPE("a(sssuuba{ss})"));
  for (guint i = 0; i < config->targets->len; i++) {
    const struct config_target *target = config->targets->pdata[i];
    g_variant_builder_add(&targets, "(sssuub@a{ss})", target->name, target->snmp.address, target->snmp.version,
                          target->timeout_ms, target->retries, target->inform, credentials_body(&target->snmp));
  }
  return g_variant_new("(uussa(sssuuba{ss}))", config->interval_ms, config->heartbeat_ms, config->agentx ? config->agentx : "", config->state_dir, &targets);
}

/* The settings of some subjects only. */
static GVariant *scoped_body(const struct config *config)
{
  GVariantBuilder scoped;
  g_variant_builder_init(&scoped, G_VARIANT_TYPE("a(ysssss)"));
  for (guint i = 0; i < config->overrides->len; i++) {
    const struct config_override *override = config->overrides->pdata[i];
    if (override->kind != SUBJECT_KINDS)
      g_variant_builder_add(&scoped, "(ysssss)", (guchar)override->kind, override->cluster, override->name,
                            override->policy, override->setting, override->value);
  }
  return g_variant_builder_end(&scoped);
}

static GVariant *policy_body(const struct config *config, GVariant *held)
{
  GVariantBuilder settings;
  g_variant_builder_init(&settings, G_VARIANT_TYPE("a(sss)"));
  for (guint i = 0; i < config->policies->len; i++) {
    const struct config_policy *policy = config->policies->pdata[i];
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, policy->settings);
    while (g_hash_table_iter_next(&iter, &key, &value))
      g_variant_builder_add(&settings, "(sss)", policy->name, key, value);
  }
  return g_variant_new("(ua(sss)@a(ysssss)@a(sys))", config->interval_ms / 1000, &settings, scoped_body(config), held);
}

void configure_policy(const struct config *config, const GPtrArray *packs, struct channel *channel, GVariant *held)
{
  channel_send(channel, MESSAGE_CATALOGUE, catalogue_body());
  for (guint i = 0; i < packs->len; i++) {
    const struct pack *pack = packs->pdata[i];
    channel_send(channel, pack->is_canary ? MESSAGE_CANARY_PACK : MESSAGE_PACK, pack_text_body(pack->text));
  }
  channel_send(channel, MESSAGE_POLICY_CONFIGURE, policy_body(config, held));
}

static void send_tables(const GPtrArray *packs, struct channel *channel)
{
  g_autoptr(GVariant) tables = g_variant_ref_sink(packs_tables(packs));
  if (g_variant_n_children(tables) > 0)
    channel_send(channel, MESSAGE_SNMP_TABLES, tables);
}

void configure_role(const struct config *config, const GPtrArray *packs, const struct fleet *fleet,
                    struct channel *channel)
{
  channel_send(channel, MESSAGE_CATALOGUE, catalogue_body());
  switch (channel_peer(channel)) {
  case ROLE_SNMP:
    send_tables(packs, channel);
    channel_send(channel, MESSAGE_SNMP_CONFIGURE, snmp_body(config, fleet));
    channel_send(channel, MESSAGE_TRAP_CONFIGURE, traps_body(config));
    break;
  case ROLE_VIRT:
    channel_send(channel, MESSAGE_VIRT_CONFIGURE, virt_body(config));
    break;
  case ROLE_RRD_WRITER:
  case ROLE_RRD_READER:
    channel_send(channel, MESSAGE_RRD_CONFIGURE, rrd_body(config));
    break;
  case ROLE_AGENTX:
    channel_send(channel, MESSAGE_AGENTX_CONFIGURE, agentx_body(config));
    break;
  case ROLE_NOTIFY:
    configure_notify(config, channel);
    break;
  default:
    g_assert_not_reached();
  }
}

static GVariant *body_of(enum role role, const struct config *config, const struct fleet *fleet)
{
  switch (role) {
  case ROLE_SNMP:
    return g_variant_new_tuple((GVariant *[]){snmp_body(config, fleet), traps_body(config)}, 2);
  case ROLE_VIRT:
    return virt_body(config);
  case ROLE_AGENTX:
    return agentx_body(config);
  default:
    g_assert_not_reached();
  }
}

gboolean configures_alike(enum role role, const struct config *before, const struct config *after,
                          const struct fleet *fleet)
{
  g_autoptr(GVariant) old = g_variant_ref_sink(body_of(role, before, fleet));
  g_autoptr(GVariant) new = g_variant_ref_sink(body_of(role, after, fleet));
  return g_variant_equal(old, new);
}
