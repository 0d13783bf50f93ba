#include "config/config.h"

#include "config/access_check.h"
#include "config/commands.h"
#include "config/problems.h"
#include "config/walk.h"
#include "config/yaml_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void agent_clear(struct config_agent *agent)
{
  g_free(agent->address);
  g_free(agent->version);
  g_free(agent->community);
  g_free(agent->user);
  g_free(agent->auth);
  g_free(agent->auth_passphrase);
  g_free(agent->priv);
  g_free(agent->priv_passphrase);
  g_clear_pointer(&agent->software, g_ptr_array_unref);
}

static void host_free(gpointer data)
{
  struct config_host *host = data;
  g_free(host->name);
  g_free(host->cluster);
  g_free(host->libvirt_uri);
  g_free(host->automation);
  g_hash_table_unref(host->labels);
  g_hash_table_unref(host->settings);
  agent_clear(&host->snmp);
  g_free(host);
}

static void config_guest_free(gpointer data)
{
  struct config_guest *guest = data;
  g_free(guest->downtime_cost);
  g_free(guest->automation);
  g_ptr_array_unref(guest->licences);
  g_free(guest->name);
  g_free(guest->cluster);
  g_hash_table_unref(guest->labels);
  g_hash_table_unref(guest->settings);
  agent_clear(&guest->snmp);
  g_free(guest);
}

static void config_rule_free(gpointer data)
{
  struct config_rule *rule = data;
  g_free(rule->name);
  g_free(rule->kind);
  g_clear_pointer(&rule->guests, g_ptr_array_unref);
  g_clear_pointer(&rule->hosts, g_ptr_array_unref);
  g_free(rule);
}

static void config_licence_free(gpointer data)
{
  struct config_licence *licence = data;
  g_free(licence->name);
  g_free(licence->per);
  g_clear_pointer(&licence->hosts, g_ptr_array_unref);
  g_free(licence);
}

static void config_device_free(gpointer data)
{
  struct config_device *device = data;
  g_free(device->name);
  g_free(device->kind);
  g_ptr_array_unref(device->serves);
  g_hash_table_unref(device->labels);
  g_hash_table_unref(device->settings);
  agent_clear(&device->snmp);
  g_free(device);
}

static void target_free(gpointer data)
{
  struct config_target *target = data;
  g_free(target->name);
  agent_clear(&target->snmp);
  g_free(target);
}

static void trap_source_free(gpointer data)
{
  struct config_trap_source *source = data;
  g_free(source->key);
  g_free(source->from);
  g_free(source->min_level);
  agent_clear(&source->snmp);
  g_free(source);
}

static void policy_free(gpointer data)
{
  struct config_policy *policy = data;
  g_free(policy->name);
  g_hash_table_unref(policy->settings);
  automation_terms_clear(&policy->automation);
  g_free(policy);
}

static void config_alert_rule_free(gpointer data)
{
  struct config_alert_rule *configured = data;
  g_free(configured->number);
  g_free(configured->rule.source);
  g_free(configured->rule.host);
  g_free(configured->rule.service);
  g_free(configured->rule.address);
  g_free(configured->rule.subject);
  g_free(configured);
}

static void override_free(gpointer data)
{
  struct config_override *override = data;
  g_free(override->cluster);
  g_free(override->name);
  g_free(override->policy);
  g_free(override->setting);
  g_free(override->value);
  g_free(override);
}

static void results_clear(struct config_results *results)
{
  g_free(results->per);
  g_free(results->acknowledge);
}

static void nagios_clear(struct config_nagios *nagios)
{
  g_free(nagios->command_file);
  results_clear(&nagios->results);
}

static void icinga_clear(struct config_icinga *icinga)
{
  g_free(icinga->url);
  g_free(icinga->user);
  g_free(icinga->password);
  g_free(icinga->ca_file);
  g_free(icinga->public_key);
  results_clear(&icinga->results);
}

static void webhook_free(gpointer data)
{
  struct config_webhook *webhook = data;
  g_free(webhook->name);
  g_free(webhook->url);
  g_ptr_array_unref(webhook->on);
  g_free(webhook->min_severity);
  g_free(webhook->method);
  g_hash_table_unref(webhook->headers);
  g_free(webhook->header);
  g_free(webhook->template);
  g_free(webhook->ca_file);
  g_free(webhook);
}

static void access_clear(struct access_rules *rules)
{
  for (enum access access = 0; access < ACCESSES; access++)
    g_free(rules->groups[access]);
  g_clear_pointer(&rules->tokens, g_ptr_array_unref);
}

static struct config *config_new(const char *path)
{
  struct config *config = g_new0(struct config, 1);
  config->file = g_strdup(path);
  config->packs = g_ptr_array_new_with_free_func(g_free);
  config->canaries = g_ptr_array_new_with_free_func(g_free);
  config->overrides = g_ptr_array_new_with_free_func(override_free);
  config->policies = g_ptr_array_new_with_free_func(policy_free);
  config->clusters = g_ptr_array_new_with_free_func((GDestroyNotify)cluster_free);
  config->hosts = g_ptr_array_new_with_free_func(host_free);
  config->guests = g_ptr_array_new_with_free_func(config_guest_free);
  config->devices = g_ptr_array_new_with_free_func(config_device_free);
  config->alert_rules = g_ptr_array_new_with_free_func(config_alert_rule_free);
  config->trap_sources = g_ptr_array_new_with_free_func(trap_source_free);
  config->rules = g_ptr_array_new_with_free_func(config_rule_free);
  config->licences = g_ptr_array_new_with_free_func(config_licence_free);
  config->programs = g_ptr_array_new_with_free_func((GDestroyNotify)program_free);
  config->webhooks = g_ptr_array_new_with_free_func(webhook_free);
  config->targets = g_ptr_array_new_with_free_func(target_free);
  return config;
}

void config_free(struct config *config)
{
  if (!config)
    return;
  g_free(config->file);
  g_free(config->state_dir);
  g_free(config->runtime_dir);
  access_clear(&config->access);
  g_free(config->api_listen);
  g_free(config->tls_certificate);
  g_free(config->tls_key);
  g_free(config->rrdcached);
  g_free(config->timezone);
  automation_terms_clear(&config->automation);
  g_ptr_array_unref(config->packs);
  g_ptr_array_unref(config->canaries);
  g_ptr_array_unref(config->policies);
  g_ptr_array_unref(config->overrides);
  g_ptr_array_unref(config->clusters);
  g_ptr_array_unref(config->hosts);
  g_ptr_array_unref(config->guests);
  g_ptr_array_unref(config->devices);
  g_ptr_array_unref(config->alert_rules);
  g_clear_pointer(&config->trap_listens, g_ptr_array_unref);
  g_ptr_array_unref(config->trap_sources);
  g_ptr_array_unref(config->rules);
  g_ptr_array_unref(config->licences);
  g_ptr_array_unref(config->programs);
  nagios_clear(&config->nagios);
  icinga_clear(&config->icinga);
  g_ptr_array_unref(config->webhooks);
  g_free(config->agentx);
  g_ptr_array_unref(config->targets);
  g_free(config);
}

/* Whether the open file may be used: what stands there is obeyed by a program that runs as root. */
static gboolean file_is_fit(const struct stat *status, const char *path, GPtrArray *problems)
{
  if (!S_ISREG(status->st_mode))
    problem_add(problems, 0, 0, "this is no regular file: name the configuration file");
  else if (status->st_mode & S_IWOTH)
    problem_add(problems, 0, 0, "everybody on this machine may change this file: chmod o-w %s",
                path);
  else
    return TRUE;
  return FALSE;
}

/* All of the file, one byte more than allowed at most. FALSE if that cannot be. */
static gboolean read_whole(int fd, GString *text, GPtrArray *problems)
{
  ssize_t got;
  g_string_set_size(text, YAML_MAX_BYTES + 1);
  gsize length = 0;
  while ((got = read(fd, text->str + length, text->len - length)) != 0) {
    if (got < 0 && errno != EINTR) {
      problem_add(problems, 0, 0, "the file cannot be read: %s", g_strerror(errno));
      return FALSE;
    }
    length += (gsize)MAX(got, 0);
  }
  g_string_set_size(text, length);
  if (length <= YAML_MAX_BYTES)
    return TRUE;
  problem_add(problems, 0, 0,
              "the file has more than %u MiB, which is the most that is read: shorten it",
              YAML_MAX_BYTES >> 20);
  return FALSE;
}

/* Reads the file into `text`. FALSE where it must not be used. */
static gboolean file_read(const char *path, GString *text, struct stat *status, GPtrArray *problems)
{
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (fd < 0 || fstat(fd, status) != 0) {
    problem_add(problems, 0, 0, "the file cannot be opened: %s", g_strerror(errno));
    if (fd >= 0)
      close(fd);
    return FALSE;
  }
  gboolean is_read = file_is_fit(status, path, problems) && read_whole(fd, text, problems);
  close(fd);
  return is_read;
}

static void text_take(struct config *config, const GString *text, mode_t mode, GPtrArray *problems)
{
  struct yaml_node *root = yaml_tree_read(text->str, text->len, problems);
  gboolean has_secret = config_walk(config, root, problems);
  yaml_tree_free(root);
  if (has_secret && mode & S_IROTH)
    g_warning(
        "%s holds a community or passphrase and everybody on this machine may read it: chmod o-r %s, "
        "or name files that hold them (community_file, auth_file, priv_file)",
        config->file, config->file);
}

/* It may be put there later, or this is not the machine that the file is for. */
static void warn_of_programs(const struct config *config)
{
  for (guint i = 0; i < config->programs->len; i++) {
    const struct program *program = config->programs->pdata[i];
    g_autofree char *trouble = command_trouble(program);
    if (trouble)
      g_warning("%s: the program %s, %s, could not be run now: %s", config->file, program->name,
                (const char *)program->words->pdata[0], trouble);
  }
}

struct config *config_load(const char *path, GPtrArray *errors)
{
  g_autoptr(GPtrArray) problems = problems_new();
  g_autoptr(GString) text = g_string_new(NULL);
  struct config *config = config_new(path);
  struct stat status;
  if (file_read(path, text, &status, problems))
    text_take(config, text, status.st_mode, problems);
  explicit_bzero(text->str, text->len);
  if (problems->len == 0) {
    warn_of_programs(config);
    access_find_groups(config);
    return config;
  }
  problems_report(problems, path, errors);
  config_free(config);
  return NULL;
}

struct config *config_read_part(const struct yaml_node *root, const char *const *keys, GHashTable *hosts, GPtrArray *problems)
{
  struct config *config = config_new(NULL);
  config_walk_part(config, root, keys, hosts, problems);
  return config;
}

static void copy_selectors(GPtrArray *to, const GPtrArray *selectors)
{
  for (guint i = 0; selectors && i < selectors->len; i++)
    g_ptr_array_add(to, g_strdup(selectors->pdata[i]));
}

struct rule *config_rule_read(const struct config_rule *configured)
{
  enum rule_kind kind = RULE_IGNORE;
  rule_kind_parse(configured->kind, &kind);
  struct rule *rule = rule_new(configured->name, kind, configured->hard);
  copy_selectors(rule->guests, configured->guests);
  copy_selectors(rule->hosts, configured->hosts);
  return rule;
}

struct licence *config_licence_read(const struct config_licence *configured)
{
  enum licence_per per = LICENCE_PER_HOST;
  licence_per_parse(configured->per, &per);
  struct licence *licence = licence_new(configured->name, per);
  copy_selectors(licence->hosts, configured->hosts);
  licence->entitlements = configured->entitlements;
  licence->stay_sec = configured->stay_sec;
  return licence;
}
