#include "snmp/agent_addresses.h"

#include "snmp/agent.h"

#define ANEW_US (10 * G_USEC_PER_SEC)

struct agent_addresses {
  GHashTable *subjects; /* struct peer without port -> subject, "" where there are several */
  gint64 made_us;       /* 0: to be made */
};

struct agent_addresses *agent_addresses_new(void)
{
  struct agent_addresses *addresses = g_new0(struct agent_addresses, 1);
  addresses->subjects = g_hash_table_new_full(peer_hash, peer_equal, g_free, NULL);
  return addresses;
}

void agent_addresses_forget(struct agent_addresses *addresses)
{
  g_hash_table_remove_all(addresses->subjects);
  addresses->made_us = 0;
}

static void make(struct agent_addresses *addresses, GHashTable *agents)
{
  GHashTableIter iter;
  gpointer subject, agent;
  struct peer peer;
  g_hash_table_remove_all(addresses->subjects);
  g_hash_table_iter_init(&iter, agents);
  while (g_hash_table_iter_next(&iter, &subject, &agent)) {
    if (!agent_peer(agent, &peer))
      continue;
    peer.port = 0;
    gboolean is_shared = g_hash_table_contains(addresses->subjects, &peer);
    g_hash_table_replace(addresses->subjects, g_memdup2(&peer, sizeof peer), is_shared ? (gpointer) "" : subject);
  }
  addresses->made_us = g_get_monotonic_time();
}

const char *agent_addresses_find(struct agent_addresses *addresses, GHashTable *agents, const struct peer *peer)
{
  struct peer address = *peer;
  address.port = 0;
  if (addresses->made_us == 0 || g_get_monotonic_time() - addresses->made_us > ANEW_US)
    make(addresses, agents);
  const char *subject = g_hash_table_lookup(addresses->subjects, &address);
  return subject ? subject : "";
}
