#include "config/walk.h"

#include "base/limits.h"
#include "base/text.h"
#include "config/access_check.h"
#include "config/credentials.h"
#include "config/outward.h"
#include "config/problems.h"
#include "config/references.h"
#include "config/schema.h"
#include "config/traps_check.h"
#include "config/values.h"

#include <string.h>

#define KEY_SHOWN_MAX 60

struct walk {
  struct config *config;
  GPtrArray *problems;
  GHashTable *cluster_lines, *host_lines, *guest_lines, *device_lines, *rule_lines, *webhook_lines, *target_lines; /* name -> line of its first use */
  guint cluster_hosts, cluster_guests;    /* where those of the present cluster begin */
  gboolean has_secret;
};

/* A list entry or named map that is a struct of its own: made when it begins, checked when it ends.
 */
struct element {
  const char *path;
  gpointer (*begin)(struct walk *walk, const char *name);
  void (*end)(struct walk *walk, const struct yaml_node *node, gpointer owner);
};

static void walk_map(struct walk *walk, const char *path, const struct yaml_node *node,
                     gpointer owner);

/* Strings by string. */
static GHashTable *map_new(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

static gpointer cluster_begin(struct walk *walk, const char *name)
{
  (void)name;
  struct cluster *cluster = cluster_new(NULL);
  cluster->labels = map_new();
  cluster->settings = map_new();
  g_ptr_array_add(walk->config->clusters, cluster);
  walk->cluster_hosts = walk->config->hosts->len;
  walk->cluster_guests = walk->config->guests->len;
  return cluster;
}

static gpointer host_begin(struct walk *walk, const char *name)
{
  (void)name;
  struct config_host *host = g_new0(struct config_host, 1);
  host->labels = map_new();
  host->settings = map_new();
  g_ptr_array_add(walk->config->hosts, host);
  return host;
}

static gpointer guest_begin(struct walk *walk, const char *name)
{
  (void)name;
  struct config_guest *guest = g_new0(struct config_guest, 1);
  guest->licences = g_ptr_array_new_with_free_func(g_free);
  guest->labels = map_new();
  guest->settings = map_new();
  g_ptr_array_add(walk->config->guests, guest);
  return guest;
}

static gpointer device_begin(struct walk *walk, const char *name)
{
  (void)name;
  struct config_device *device = g_new0(struct config_device, 1);
  device->serves = g_ptr_array_new_with_free_func(g_free);
  device->labels = map_new();
  device->settings = map_new();
  g_ptr_array_add(walk->config->devices, device);
  return device;
}

static gpointer target_begin(struct walk *walk, const char *name)
{
  (void)name;
  struct config_target *target = g_new0(struct config_target, 1);
  g_ptr_array_add(walk->config->targets, target);
  return target;
}

static gpointer rule_begin(struct walk *walk, const char *name)
{
  (void)name;
  struct config_rule *rule = g_new0(struct config_rule, 1);
  g_ptr_array_add(walk->config->rules, rule);
  return rule;
}

static gpointer alert_rule_begin(struct walk *walk, const char *name)
{
  (void)name;
  struct config_alert_rule *configured = g_new0(struct config_alert_rule, 1);
  g_ptr_array_add(walk->config->alert_rules, configured);
  configured->number = g_strdup_printf("%u", walk->config->alert_rules->len);
  return configured;
}

static gpointer trap_source_begin(struct walk *walk, const char *name)
{
  (void)name;
  struct config_trap_source *source = g_new0(struct config_trap_source, 1);
  g_ptr_array_add(walk->config->trap_sources, source);
  return source;
}

static gpointer policy_begin(struct walk *walk, const char *name)
{
  struct config_policy *policy = g_new0(struct config_policy, 1);
  policy->name = g_strdup(name);
  policy->settings = map_new();
  g_ptr_array_add(walk->config->policies, policy);
  return policy;
}

/* Names the second use of a name, and the line of the first. */
static void check_unique(struct walk *walk, GHashTable *lines, const char *what,
                         const struct yaml_node *node, const char *name)
{
  const struct yaml_node *written = yaml_tree_child(node, "name");
  if (!name || !written)
    return;
  guint first = GPOINTER_TO_UINT(g_hash_table_lookup(lines, name));
  if (first == 0)
    g_hash_table_insert(lines, (gpointer)name, GUINT_TO_POINTER(written->line));
  else
    problem_add(walk->problems, written->line, written->column,
                "the %s on line %u is named \"%s\" already: give each a name of its own", what,
                first, name);
}

/* For whom settings hold that stand in a map. */
struct holder {
  enum subject_kind kind; /* SUBJECT_KINDS: for all, of one policy */
  const char *cluster, *name, *policy;
};

static void add_override(struct walk *walk, const struct holder *holder, const struct yaml_node *key,
                         const struct yaml_node *value)
{
  const char *dot = holder->policy ? NULL : strrchr(key->text, '.');
  if (!holder->policy && (!dot || dot == key->text || !dot[1])) {
    problem_add(walk->problems, key->line, key->column, "%s names no setting: write POLICY.SETTING, as in host-cpu.warning",
                key->text);
    return;
  }
  struct config_override *override = g_new(struct config_override, 1);
  *override = (struct config_override){
      .kind = holder->kind,
      .cluster = g_strdup(holder->cluster),
      .name = g_strdup(holder->name),
      .policy = holder->policy ? g_strdup(holder->policy) : g_strndup(key->text, (gsize)(dot - key->text)),
      .setting = g_strdup(holder->policy ? key->text : dot + 1),
      .value = g_strdup(value->text),
      .line = value->line,
      .column = value->column,
  };
  g_ptr_array_add(walk->config->overrides, override);
}

/* Those that were read into `settings` from the map `node`. */
static void add_overrides(struct walk *walk, const struct holder *holder, const struct yaml_node *node,
                          GHashTable *settings)
{
  const struct yaml_node *map = yaml_tree_child(node, "settings");
  for (guint i = 0; map && map->kind == YAML_MAP && holder->name && i < map->children->len; i++) {
    const struct yaml_node *key = map->keys->pdata[i];
    if (g_hash_table_contains(settings, key->text))
      add_override(walk, holder, key, map->children->pdata[i]);
  }
}

static void policy_end(struct walk *walk, const struct yaml_node *node, gpointer owner)
{
  const struct config_policy *policy = owner;
  add_overrides(walk, &(struct holder){SUBJECT_KINDS, "", "", policy->name}, node, policy->settings);
}

/* The cluster's name may stand behind its guests. */
static void name_cluster(struct walk *walk, const char *cluster)
{
  for (guint i = 0; i < walk->config->overrides->len; i++) {
    struct config_override *override = walk->config->overrides->pdata[i];
    if (!override->cluster)
      override->cluster = g_strdup(cluster ? cluster : "");
  }
}

static void cluster_end(struct walk *walk, const struct yaml_node *node, gpointer owner)
{
  const struct cluster *cluster = owner;
  check_unique(walk, walk->cluster_lines, "cluster", node, cluster->name);
  add_overrides(walk, &(struct holder){SUBJECT_CLUSTER, "", cluster->name, NULL}, node, cluster->settings);
  name_cluster(walk, cluster->name);
  for (guint i = walk->cluster_hosts; i < walk->config->hosts->len; i++) {
    struct config_host *host = walk->config->hosts->pdata[i];
    host->cluster = g_strdup(cluster->name);
  }
  for (guint i = walk->cluster_guests; i < walk->config->guests->len; i++) {
    struct config_guest *guest = walk->config->guests->pdata[i];
    guest->cluster = g_strdup(cluster->name);
  }
}

static void check_agent(struct walk *walk, const struct yaml_node *node, const struct config_agent *agent)
{
  const struct yaml_node *snmp = yaml_tree_child(node, "snmp");
  if (snmp && snmp->kind == YAML_MAP)
    walk->has_secret |= credentials_check(agent, snmp, walk->problems);
}

static void trap_source_end(struct walk *walk, const struct yaml_node *node, gpointer owner)
{
  struct config_trap_source *source = owner;
  guint n = 0;
  for (guint i = 0; i < walk->config->trap_sources->len; i++)
    n += g_strcmp0(((const struct config_trap_source *)walk->config->trap_sources->pdata[i])->from, source->from) == 0;
  source->key = n > 1 ? g_strdup_printf("%s#%u", source->from, n) : g_strdup(source->from);
  walk->has_secret |= credentials_check(&source->snmp, node, walk->problems);
  trap_source_check(source, node, walk->problems);
}

static void guest_end(struct walk *walk, const struct yaml_node *node, gpointer owner)
{
  const struct config_guest *guest = owner;
  check_unique(walk, walk->guest_lines, "guest", node, guest->name);
  add_overrides(walk, &(struct holder){SUBJECT_GUEST, NULL, guest->name, NULL}, node, guest->settings);
  check_agent(walk, node, &guest->snmp);
}

static void device_end(struct walk *walk, const struct yaml_node *node, gpointer owner)
{
  const struct config_device *device = owner;
  check_unique(walk, walk->device_lines, "device", node, device->name);
  add_overrides(walk, &(struct holder){SUBJECT_DEVICE, "", device->name, NULL}, node, device->settings);
  check_agent(walk, node, &device->snmp);
}

static void target_end(struct walk *walk, const struct yaml_node *node, gpointer owner)
{
  const struct config_target *target = owner;
  check_unique(walk, walk->target_lines, "target", node, target->name);
  walk->has_secret |= credentials_check(&target->snmp, node, walk->problems);
  if (walk->config->targets->len == LIMIT_TARGETS + 1)
    problem_add(walk->problems, node->line, node->column, "this is target number %d: there may be %d", LIMIT_TARGETS + 1,
                LIMIT_TARGETS);
}

static void rule_end(struct walk *walk, const struct yaml_node *node, gpointer owner)
{
  const struct config_rule *rule = owner;
  enum rule_kind kind;
  check_unique(walk, walk->rule_lines, "rule", node, rule->name);
  if (walk->config->rules->len == LIMIT_RULES + 1)
    problem_add(walk->problems, node->line, node->column, "this is rule number %d: there may be %d", LIMIT_RULES + 1,
                LIMIT_RULES);
  if (!rule->kind || !rule_kind_parse(rule->kind, &kind) || rule_kind_has_hosts(kind) == (rule->hosts != NULL) || node->cut)
    return;
  if (rule->hosts)
    problem_add(walk->problems, node->line, node->column, "a rule of kind %s is not about hosts: remove hosts", rule->kind);
  else
    problem_add(walk->problems, node->line, node->column, "a rule of kind %s says on which hosts guests may be: add hosts",
                rule->kind);
}

static void alert_rule_end(struct walk *walk, const struct yaml_node *node, gpointer owner)
{
  const struct alert_rule *rule = &((const struct config_alert_rule *)owner)->rule;
  g_autofree char *problem = rule->subject ? alert_rule_problem(rule) : NULL;
  if (walk->config->alert_rules->len == LIMIT_ALERT_RULES + 1)
    problem_add(walk->problems, node->line, node->column, "this is rule number %d of alerts.map: there may be %d",
                LIMIT_ALERT_RULES + 1, LIMIT_ALERT_RULES);
  if (!rule->source && !rule->host && !rule->service && !rule->address && !node->cut)
    problem_add(walk->problems, node->line, node->column,
                "a rule of alerts.map fits what it says: add at least one of source, host, service and address");
  if (problem && !node->cut)
    problem_add(walk->problems, node->line, node->column, "%s", problem);
}

static gpointer licence_begin(struct walk *walk, const char *name)
{
  struct config_licence *licence = g_new0(struct config_licence, 1);
  licence->name = g_strdup(name);
  g_ptr_array_add(walk->config->licences, licence);
  return licence;
}

static void licence_end(struct walk *walk, const struct yaml_node *node, gpointer owner)
{
  const struct config_licence *licence = owner;
  if (walk->config->licences->len == LIMIT_LICENCES + 1)
    problem_add(walk->problems, node->line, node->column, "this is licence number %d: there may be %d", LIMIT_LICENCES + 1,
                LIMIT_LICENCES);
  if (!licence->hosts && !yaml_tree_child(node, "entitlements") && !node->cut)
    problem_add(walk->problems, node->line, node->column,
                "the licence %s says neither which hosts have it nor how many may: add hosts or entitlements", licence->name);
}

static gpointer webhook_begin(struct walk *walk, const char *name)
{
  (void)name;
  struct config_webhook *webhook = g_new0(struct config_webhook, 1);
  webhook->headers = map_new();
  webhook->on = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(walk->config->webhooks, webhook);
  return webhook;
}

static void webhook_end(struct walk *walk, const struct yaml_node *node, gpointer owner)
{
  const struct config_webhook *webhook = owner;
  check_unique(walk, walk->webhook_lines, "webhook", node, webhook->name);
  if (walk->config->webhooks->len == LIMIT_WEBHOOKS + 1)
    problem_add(walk->problems, node->line, node->column, "this is webhook number %d: there may be %d", LIMIT_WEBHOOKS + 1,
                LIMIT_WEBHOOKS);
  walk->has_secret |= webhook_check(webhook, node, walk->problems);
}

static void host_end(struct walk *walk, const struct yaml_node *node, gpointer owner)
{
  const struct config_host *host = owner;
  check_unique(walk, walk->host_lines, "host", node, host->name);
  add_overrides(walk, &(struct holder){SUBJECT_HOST, "", host->name, NULL}, node, host->settings);
  if (!yaml_tree_child(node, "libvirt") && !yaml_tree_child(node, "snmp") && !node->cut)
    problem_add(
        walk->problems, node->line, node->column,
        "this host has neither libvirt nor snmp: add at least one, or it cannot be watched");
  check_agent(walk, node, &host->snmp);
  if (walk->config->hosts->len == LIMIT_HOSTS + 1)
    problem_add(walk->problems, node->line, node->column,
                "this is host number %d: provost watches at most %d, so divide them among several",
                LIMIT_HOSTS + 1, LIMIT_HOSTS);
}

static const struct element elements[] = {
    {"clusters[]", cluster_begin, cluster_end},
    {"clusters[].hosts[]", host_begin, host_end},
    {"clusters[].guests[]", guest_begin, guest_end},
    {"devices[]", device_begin, device_end},
    {"agent.targets[]", target_begin, target_end},
    {"rules[]", rule_begin, rule_end},
    {"webhooks[]", webhook_begin, webhook_end},
    {"alerts.map[]", alert_rule_begin, alert_rule_end},
    {"licences.NAME", licence_begin, licence_end},
    {"policies.NAME", policy_begin, policy_end},
    {"traps.sources[]", trap_source_begin, trap_source_end},
};

static const struct element *element_find(const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS(elements); i++)
    if (g_str_equal(elements[i].path, path))
      return &elements[i];
  g_error("the schema has the path %s, but walk.c has no struct for it", path);
}

/* The map in which the field stands that is `rest` below `node`; NULL: it is not in the file. */
static const struct yaml_node *map_around(const struct yaml_node *node, const char *rest)
{
  g_auto(GStrv) steps = g_strsplit(rest, ".", -1);
  for (guint i = 0; node && steps[i + 1]; i++)
    node = yaml_tree_child(node, steps[i]);
  return node && node->kind == YAML_MAP ? node : NULL;
}

static void take_default(struct walk *walk, const struct option *option, gpointer owner)
{
  struct yaml_node *node =
      yaml_tree_read(option->fallback, strlen(option->fallback), walk->problems);
  value_read(option, node, owner, walk->problems);
  yaml_tree_free(node);
}

static void report_no_entries(struct walk *walk, const struct option *option, guint line,
                              guint column)
{
  problem_add(walk->problems, line, column, "no %s: nothing to watch; add at least one",
              option_key(option));
}

static void report_missing(struct walk *walk, const struct option *option,
                           const struct yaml_node *map)
{
  if (option->type == OPTION_LIST)
    report_no_entries(walk, option, map->line, map->column);
  else
    problem_add(walk->problems, map->line, map->column, "%s is missing here: add it",
                option_key(option));
}

/* Gives the fields that the file leaves out their defaults, and misses those that it must not. */
static void complete(struct walk *walk, const char *path, const struct yaml_node *node,
                     gpointer owner)
{
  gsize n;
  const struct option *all = options(&n);
  for (gsize i = 0; i < n; i++) {
    const char *rest = option_within(&all[i], path);
    if (!rest || !(all[i].required || all[i].fallback))
      continue;
    const struct yaml_node *map = map_around(node, rest);
    if (map && yaml_tree_child(map, option_key(&all[i])))
      continue;
    if (all[i].fallback)
      take_default(walk, &all[i], owner);
    else if (map && !map->cut)
      report_missing(walk, &all[i], map);
  }
}

static void walk_element(struct walk *walk, const char *path, const char *name,
                         const struct yaml_node *node)
{
  const struct element *element = element_find(path);
  gpointer owner = element->begin(walk, name);
  walk_map(walk, path, node, owner);
  complete(walk, path, node, owner);
  if (element->end)
    element->end(walk, node, owner);
}

static void walk_list(struct walk *walk, const struct option *option, const struct yaml_node *node)
{
  g_autofree char *path = g_strconcat(option->path, "[]", NULL);
  g_autofree char *what = g_strconcat("an entry of ", option_key(option), NULL);
  if (node->children->len == 0 && option->required && !node->cut)
    report_no_entries(walk, option, node->line, node->column);
  for (guint i = 0; i < node->children->len; i++) {
    const struct yaml_node *entry = node->children->pdata[i];
    if (!entry->refused && node_is(entry, YAML_MAP, what, walk->problems))
      walk_element(walk, path, NULL, entry);
  }
}

static void walk_named(struct walk *walk, const struct option *option, const struct yaml_node *node)
{
  g_autofree char *path = g_strconcat(option->path, ".NAME", NULL);
  for (guint i = 0; i < node->children->len; i++) {
    const struct yaml_node *key = node->keys->pdata[i], *child = node->children->pdata[i];
    if (!key->refused && !child->refused && node_is_name(key, walk->problems) &&
        node_is(child, YAML_MAP, key->text, walk->problems))
      walk_element(walk, path, key->text, child);
  }
}

static gboolean is_nothing(const struct yaml_node *node)
{
  return !node || (node->kind == YAML_SCALAR && node->plain && !node->refused && !node->text[0]);
}

static void walk_option(struct walk *walk, const struct option *option,
                        const struct yaml_node *node, gpointer owner)
{
  switch (option->type) {
  case OPTION_MAP:
    if (node_is(node, YAML_MAP, option_key(option), walk->problems))
      walk_map(walk, option->path, node, owner);
    break;
  case OPTION_LIST:
    if (is_nothing(node) && option->required)
      report_no_entries(walk, option, node->line, node->column);
    else if (node_is(node, YAML_LIST, option_key(option), walk->problems))
      walk_list(walk, option, node);
    break;
  case OPTION_NAMED:
    if (node_is(node, YAML_MAP, option_key(option), walk->problems))
      walk_named(walk, option, node);
    break;
  default:
    value_read(option, node, owner, walk->problems);
    break;
  }
}

/* A key without a row. Beside a secret it is not quoted: it may be one that slipped. */
static void report_unknown(struct walk *walk, const char *path, const struct yaml_node *key)
{
  if (option_is_planned(path, key->text)) {
    problem_add(walk->problems, key->line, key->column,
                "%s is not supported by this version yet: remove it", key->text);
    return;
  }
  g_autofree const char **known = option_keys_below(path);
  g_autofree char *list = g_strjoinv(", ", (char **)known);
  g_autofree char *clean = text_clean(key->text, KEY_SHOWN_MAX);
  g_autofree char *shown =
      option_is_near_secret(path) ? g_strdup("key") : g_strdup_printf("key \"%s\"", clean);
  const char *nearest = nearest_name(key->text, known);
  if (nearest)
    problem_add(walk->problems, key->line, key->column, "unknown %s: did you mean %s?", shown,
                nearest);
  else
    problem_add(walk->problems, key->line, key->column, "unknown %s: known here are %s", shown,
                list);
}

static void walk_map(struct walk *walk, const char *path, const struct yaml_node *node,
                     gpointer owner)
{
  for (guint i = 0; i < node->children->len; i++) {
    const struct yaml_node *key = node->keys->pdata[i], *child = node->children->pdata[i];
    if (key->refused)
      continue;
    const struct option *option = option_child(path, key->text);
    if (!option)
      report_unknown(walk, path, key);
    else if (!child->refused)
      walk_option(walk, option, child, owner);
  }
}

static void walk_begin(struct walk *walk)
{
  walk->cluster_lines = g_hash_table_new(g_str_hash, g_str_equal);
  walk->host_lines = g_hash_table_new(g_str_hash, g_str_equal);
  walk->guest_lines = g_hash_table_new(g_str_hash, g_str_equal);
  walk->device_lines = g_hash_table_new(g_str_hash, g_str_equal);
  walk->rule_lines = g_hash_table_new(g_str_hash, g_str_equal);
  walk->webhook_lines = g_hash_table_new(g_str_hash, g_str_equal);
  walk->target_lines = g_hash_table_new(g_str_hash, g_str_equal);
}

static void walk_end(struct walk *walk)
{
  g_hash_table_unref(walk->cluster_lines);
  g_hash_table_unref(walk->host_lines);
  g_hash_table_unref(walk->guest_lines);
  g_hash_table_unref(walk->device_lines);
  g_hash_table_unref(walk->rule_lines);
  g_hash_table_unref(walk->webhook_lines);
  g_hash_table_unref(walk->target_lines);
}

gboolean config_walk(struct config *config, const struct yaml_node *root, GPtrArray *problems)
{
  struct walk walk = {.config = config, .problems = problems};
  if (is_nothing(root)) {
    if (problems->len == 0)
      report_no_entries(&walk, option_child("", "clusters"), 1, 1);
    return FALSE;
  }
  if (!node_is(root, YAML_MAP, "the file", problems))
    return FALSE;
  walk_begin(&walk);
  walk_map(&walk, "", root, config);
  complete(&walk, "", root, config);
  references_check(config, walk.host_lines, root, problems);
  access_check(config, root, problems);
  walk.has_secret |= icinga_check(&config->icinga, root, problems);
  traps_check(config, root, problems);
  walk_end(&walk);
  return walk.has_secret;
}

void config_walk_part(struct config *config, const struct yaml_node *root, const char *const *keys, GHashTable *hosts,
                      GPtrArray *problems)
{
  struct walk walk = {.config = config, .problems = problems};
  GHashTableIter each;
  gpointer host;
  walk_begin(&walk);
  g_hash_table_iter_init(&each, hosts);
  while (g_hash_table_iter_next(&each, &host, NULL))
    g_hash_table_add(walk.host_lines, host);
  for (; *keys; keys++) {
    const struct yaml_node *node = yaml_tree_child(root, *keys);
    if (node && !node->refused)
      walk_option(&walk, option_child("", *keys), node, config);
  }
  references_check(config, hosts, root, problems);
  walk_end(&walk);
}
