/* SNMP agents of guests and devices, and what agents of any kind say of their machine. */
#include "model/fleet_state.h"

#include "base/text.h"

#include <string.h>

/* The agent inside a guest, as configured. */
struct configured_agent {
  char *cluster;
  char *subject; /* the guest that is meant; NULL: not known, or not which */
};

struct agent_record {
  struct agent_facts *facts;
  gint64 received_us;
};

struct inside_record {
  struct guest_agent *agent;
  gint64 received_us;
};

static void configured_agent_free(gpointer data)
{
  struct configured_agent *configured = data;
  g_free(configured->cluster);
  g_free(configured->subject);
  g_free(configured);
}

static void link_free(gpointer data)
{
  g_free(((struct link *)data)->reason);
  g_free(data);
}

static void agent_record_free(gpointer data)
{
  struct agent_record *record = data;
  agent_facts_free(record->facts);
  g_free(record);
}

static void inside_record_free(gpointer data)
{
  struct inside_record *record = data;
  guest_agent_free(record->agent);
  g_free(record);
}

void fleet_agents_init(struct fleet *fleet)
{
  fleet->agents.configured = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, configured_agent_free);
  fleet->agents.links = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, link_free);
  fleet->agents.facts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, agent_record_free);
  fleet->agents.insides = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, inside_record_free);
}

void fleet_agents_done(struct fleet *fleet)
{
  g_hash_table_unref(fleet->agents.configured);
  g_hash_table_unref(fleet->agents.links);
  g_hash_table_unref(fleet->agents.facts);
  g_hash_table_unref(fleet->agents.insides);
}

void fleet_agents_forget(struct fleet *fleet, GHRFunc is_gone, gpointer user)
{
  g_hash_table_foreach_remove(fleet->agents.links, is_gone, user);
  g_hash_table_foreach_remove(fleet->agents.facts, is_gone, user);
  g_hash_table_foreach_remove(fleet->agents.insides, is_gone, user);
}

/* ---- which there are ---- */

void fleet_expect_agent(struct fleet *fleet, const char *subject)
{
  if (g_hash_table_contains(fleet->agents.links, subject))
    return;
  struct link *link = g_new(struct link, 1);
  *link = (struct link){LINK_CONNECTING, g_strdup(""), clock_monotonic_us(fleet->clock)};
  g_hash_table_insert(fleet->agents.links, g_strdup(subject), link);
  fleet->changes++;
}

void fleet_configure_guest_agent(struct fleet *fleet, const char *cluster, const char *guest)
{
  const struct configured_agent *known = g_hash_table_lookup(fleet->agents.configured, guest);
  if (known && strcmp(known->cluster, cluster) == 0)
    return;
  g_free(fleet_remove_guest_agent(fleet, guest));
  struct configured_agent *configured = g_new0(struct configured_agent, 1);
  configured->cluster = g_strdup(cluster);
  g_hash_table_insert(fleet->agents.configured, g_strdup(guest), configured);
}

char *fleet_remove_guest_agent(struct fleet *fleet, const char *guest)
{
  struct configured_agent *configured = g_hash_table_lookup(fleet->agents.configured, guest);
  char *subject = configured ? g_steal_pointer(&configured->subject) : NULL;
  g_hash_table_remove(fleet->agents.configured, guest);
  if (!subject)
    return NULL;
  g_hash_table_remove(fleet->agents.links, subject);
  g_hash_table_remove(fleet->agents.facts, subject);
  fleet->agents.changes++;
  return subject;
}

const struct guest *fleet_guest_meant(const struct fleet *fleet, const char *cluster, const char *name)
{
  const struct guest *known = fleet_guest(fleet, name);
  if (!known)
    known = guest_book_named(fleet->guests, name);
  const struct host *host = known && known->host ? fleet_host(fleet, known->host) : NULL;
  return host && strcmp(host->cluster, cluster) == 0 ? known : NULL;
}

/* The guest that is meant now; NULL: not known, or not which. The caller frees it. */
static char *subject_meant(const struct fleet *fleet, const char *name, const struct configured_agent *configured)
{
  const struct guest *guest = fleet_guest_meant(fleet, configured->cluster, name);
  return guest ? subject_format(SUBJECT_GUEST, guest->uuid) : NULL;
}

static void let_go(struct fleet *fleet, const char *name, struct configured_agent *configured)
{
  g_autofree char *subject = subject_meant(fleet, name, configured);
  if (g_strcmp0(subject, configured->subject) == 0)
    return;
  if (configured->subject)
    g_hash_table_remove(fleet->agents.links, configured->subject);
  g_clear_pointer(&configured->subject, g_free);
  fleet->agents.changes++;
}

static void take_on(struct fleet *fleet, const char *name, struct configured_agent *configured)
{
  if (!configured->subject)
    configured->subject = subject_meant(fleet, name, configured);
  if (configured->subject)
    fleet_expect_agent(fleet, configured->subject);
}

/* First all that is over: a guest may be configured by its name and its UUID. */
void fleet_agents_follow(struct fleet *fleet, GHashTable *names)
{
  static void (*const steps[])(struct fleet *, const char *, struct configured_agent *) = {let_go, take_on};
  for (guint step = 0; step < G_N_ELEMENTS(steps) && g_hash_table_size(fleet->agents.configured) > 0; step++) {
    GHashTableIter iter;
    gpointer name;
    g_hash_table_iter_init(&iter, names);
    while (g_hash_table_iter_next(&iter, &name, NULL)) {
      struct configured_agent *configured = g_hash_table_lookup(fleet->agents.configured, name);
      if (configured)
        steps[step](fleet, name, configured);
    }
  }
}

guint fleet_agent_changes(const struct fleet *fleet)
{
  return fleet->agents.changes;
}

gboolean fleet_take_agent_link(struct fleet *fleet, const char *subject, enum link_state state, const char *reason)
{
  struct link *link = g_hash_table_lookup(fleet->agents.links, subject);
  if (!link || state >= LINK_STATES)
    return FALSE;
  fleet_set_link(fleet, link, state, reason);
  return TRUE;
}

const struct link *fleet_agent_link(const struct fleet *fleet, const char *subject)
{
  return g_hash_table_lookup(fleet->agents.links, subject);
}

/* ---- what they say ---- */

gboolean fleet_take_agent(struct fleet *fleet, const char *subject, struct agent_facts *facts)
{
  struct object parsed;
  if (!object_parse(subject, &parsed) || parsed.instance[0] || !fleet_has_owner(fleet, &parsed)) {
    agent_facts_free(facts);
    return FALSE;
  }
  struct agent_record *record = g_new(struct agent_record, 1);
  *record = (struct agent_record){facts, clock_monotonic_us(fleet->clock)};
  g_hash_table_replace(fleet->agents.facts, g_strdup(subject), record);
  return TRUE;
}

const struct agent_facts *fleet_agent(const struct fleet *fleet, const char *subject, gint64 *age_ms)
{
  const struct agent_record *record = g_hash_table_lookup(fleet->agents.facts, subject);
  if (!record)
    return NULL;
  *age_ms = (clock_monotonic_us(fleet->clock) - record->received_us) / 1000;
  return record->facts;
}

gboolean fleet_take_guest_agent(struct fleet *fleet, const char *uuid, struct guest_agent *agent)
{
  if (!fleet_guest(fleet, uuid)) {
    guest_agent_free(agent);
    return FALSE;
  }
  char *subject = subject_format(SUBJECT_GUEST, uuid);
  const struct inside_record *former = g_hash_table_lookup(fleet->agents.insides, subject);
  fleet->member_changes += !former || !g_strv_equal((const char *const *)former->agent->addresses,
                                                    (const char *const *)agent->addresses);
  struct inside_record *record = g_new(struct inside_record, 1);
  *record = (struct inside_record){agent, clock_monotonic_us(fleet->clock)};
  g_hash_table_replace(fleet->agents.insides, subject, record);
  return TRUE;
}

const struct guest_agent *fleet_guest_agent(const struct fleet *fleet, const char *uuid, gint64 *age_ms)
{
  g_autofree char *subject = subject_format(SUBJECT_GUEST, uuid);
  const struct inside_record *record = g_hash_table_lookup(fleet->agents.insides, subject);
  if (!record)
    return NULL;
  *age_ms = (clock_monotonic_us(fleet->clock) - record->received_us) / 1000;
  return record->agent;
}
