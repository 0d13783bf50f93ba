/* The fleet as it is configured: built at first, and changed in place when the configuration is read anew. */
#include "model/fleet_state.h"

#include "base/text.h"

#include <string.h>

static GHashTable *set_new(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static GHashTable *names_of(GHashTable *by_name)
{
  GHashTable *names = set_new();
  GHashTableIter iter;
  gpointer name;
  g_hash_table_iter_init(&iter, by_name);
  while (g_hash_table_iter_next(&iter, &name, NULL))
    g_hash_table_add(names, g_strdup(name));
  return names;
}

void fleet_begin_configuration(struct fleet *fleet, guint interval_ms)
{
  fleet->interval_ms = interval_ms;
  value_book_set_interval(fleet->values, interval_ms);
  fleet->former.hosts = names_of(fleet->hosts_by_name);
  fleet->former.devices = names_of(fleet->devices_by_name);
  fleet->former.guest_agents = names_of(fleet->agents.configured);
  fleet->former.lost = set_new();
  fleet->former.gone_guests = set_new();
  g_ptr_array_set_size(fleet->clusters, 0);
  g_ptr_array_set_size(fleet->hosts, 0);
  g_ptr_array_set_size(fleet->devices, 0);
  g_ptr_array_set_size(fleet->rules, 0);
  g_ptr_array_set_size(fleet->licences, 0);
  fleet->changes++;
}

/* ---- what is let go ------------------------------------------------------------------------------ */

/* All values of the subject go, with those of all others in one pass at the end. */
static void lose(struct fleet *fleet, enum subject_kind kind, const char *key)
{
  g_hash_table_add(fleet->former.lost, subject_format(kind, key));
}

static void empty_host(struct fleet *fleet, const char *host)
{
  guest_book_take(fleet->guests, host, NULL, 0, &(struct guest_changes){fleet->former.gone_guests, NULL});
}

/* The subject itself, or a part of it. */
static gboolean is_lost(gpointer object, gpointer value, gpointer lost)
{
  (void)value;
  g_autofree char *subject = g_strndup(object, strcspn(object, "{"));
  return g_hash_table_contains(lost, subject);
}

static void each_name(struct fleet *fleet, GHashTable *names, void (*do_it)(struct fleet *, const char *))
{
  GHashTableIter iter;
  gpointer name;
  g_hash_table_iter_init(&iter, names);
  while (g_hash_table_iter_next(&iter, &name, NULL))
    do_it(fleet, name);
}

/* A guest's agent goes with what it said; what libvirt sees of the guest comes again with its next sweep. */
static void lose_guest_agent(struct fleet *fleet, const char *guest)
{
  char *subject = fleet_remove_guest_agent(fleet, guest);
  if (subject)
    g_hash_table_add(fleet->former.lost, subject);
}

static void lose_host(struct fleet *fleet, const char *host)
{
  empty_host(fleet, host);
  guest_book_remove_host(fleet->guests, host);
  fleet_needs_forget(fleet, host);
  lose(fleet, SUBJECT_HOST, host);
  g_hash_table_remove(fleet->hosts_by_name, host);
}

static void lose_guest(struct fleet *fleet, const char *uuid)
{
  lose(fleet, SUBJECT_GUEST, uuid);
}

static void lose_device(struct fleet *fleet, const char *device)
{
  lose(fleet, SUBJECT_DEVICE, device);
  g_hash_table_remove(fleet->devices_by_name, device);
}

void fleet_end_configuration(struct fleet *fleet)
{
  g_autoptr(GHashTable) guest_agents = g_steal_pointer(&fleet->former.guest_agents);
  g_autoptr(GHashTable) hosts = g_steal_pointer(&fleet->former.hosts);
  g_autoptr(GHashTable) devices = g_steal_pointer(&fleet->former.devices);
  each_name(fleet, guest_agents, lose_guest_agent);
  each_name(fleet, hosts, lose_host);
  each_name(fleet, devices, lose_device);
  each_name(fleet, fleet->former.gone_guests, lose_guest);
  if (g_hash_table_size(fleet->former.lost) > 0) {
    value_book_forget(fleet->values, is_lost, fleet->former.lost);
    load_book_forget(fleet->loads, is_lost, fleet->former.lost);
    fleet_agents_forget(fleet, is_lost, fleet->former.lost);
  }
  fleet->member_changes++;
  fleet_alerts_follow(fleet);
  residence_book_keep_hosts(fleet->residences, fleet->hosts_by_name, clock_wall_us(fleet->clock));
  g_clear_pointer(&fleet->former.lost, g_hash_table_unref);
  g_clear_pointer(&fleet->former.gone_guests, g_hash_table_unref);
  g_autoptr(GHashTable) names = names_of(fleet->agents.configured);
  fleet_agents_follow(fleet, names);
}

/* ---- what is there ------------------------------------------------------------------------------- */

static void stays(GHashTable *former, const char *name)
{
  if (former)
    g_hash_table_remove(former, name);
}

void fleet_add_cluster(struct fleet *fleet, struct cluster *cluster)
{
  g_ptr_array_add(fleet->clusters, cluster);
  fleet->changes++;
}

static struct host *host_new(const struct fleet *fleet, const char *name)
{
  struct host *host = g_new0(struct host, 1);
  host->name = g_strdup(name);
  host->hostname = g_strdup("");
  host->uuid = g_strdup("");
  host->libvirt_version = g_strdup("");
  host->cpu_model = g_strdup("");
  host->missing = g_new0(char *, 1);
  host->claim.who = g_strdup("");
  for (enum source source = 0; source < SOURCES; source++) {
    host->links[source].reason = g_strdup("");
    host->links[source].since_us = clock_monotonic_us(fleet->clock);
  }
  return host;
}

/* One metric has one source, so that with a source all values go: those of the others come again at once. */
static void lose_source(struct fleet *fleet, struct host *host, enum source source)
{
  if (source == SOURCE_LIBVIRT)
    empty_host(fleet, host->name);
  lose(fleet, SUBJECT_HOST, host->name);
}

static void set_source(struct fleet *fleet, struct host *host, enum source source, gboolean is_there)
{
  struct link *link = &host->links[source];
  if (is_there == (link->state != LINK_NONE))
    return;
  fleet_set_link(fleet, link, is_there ? LINK_CONNECTING : LINK_NONE, "");
  if (!is_there)
    lose_source(fleet, host, source);
}

void fleet_add_host(struct fleet *fleet, const char *name, const char *cluster, guint sources)
{
  struct host *host = g_hash_table_lookup(fleet->hosts_by_name, name);
  if (!host) {
    host = host_new(fleet, name);
    g_hash_table_insert(fleet->hosts_by_name, host->name, host);
    guest_book_add_host(fleet->guests, host->name);
  }
  stays(fleet->former.hosts, name);
  text_replace(&host->cluster, cluster);
  g_ptr_array_add(fleet->hosts, host);
  for (enum source source = 0; source < SOURCES; source++)
    set_source(fleet, host, source, (sources & (1u << source)) != 0);
  fleet->changes++;
}

void fleet_add_device(struct fleet *fleet, struct device *device)
{
  g_autofree char *subject = subject_format(SUBJECT_DEVICE, device->name);
  stays(fleet->former.devices, device->name);
  g_hash_table_replace(fleet->devices_by_name, device->name, device);
  g_ptr_array_add(fleet->devices, device);
  fleet_expect_agent(fleet, subject);
}

void fleet_add_guest_agent(struct fleet *fleet, const char *cluster, const char *guest)
{
  stays(fleet->former.guest_agents, guest);
  fleet_configure_guest_agent(fleet, cluster, guest);
}

void fleet_add_rule(struct fleet *fleet, const struct rule *rule)
{
  g_ptr_array_add(fleet->rules, rule_copy(rule));
}

const GPtrArray *fleet_rules(const struct fleet *fleet)
{
  return fleet->rules;
}

void fleet_add_licence(struct fleet *fleet, const struct licence *licence)
{
  g_ptr_array_add(fleet->licences, licence_copy(licence));
}

const GPtrArray *fleet_licences(const struct fleet *fleet)
{
  return fleet->licences;
}
