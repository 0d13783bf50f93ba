#include "snmp/agent_lookup.h"

#include "snmp/agent_state.h"

static void agent_connect(struct agent *agent, GSocketAddress *address)
{
  const char *community = "";
  g_variant_lookup(agent->credentials, "community", "&s", &community);
  const struct speech speech = {
      .version = agent->usm ? SNMP_V3 : agent_has_bulk(agent) ? SNMP_V2C : SNMP_V1,
      .community = community,
      .usm = agent->usm,
      .over_tcp = agent->address->over_tcp,
  };
  struct sockaddr_storage native = {0};
  if (g_socket_address_to_native(address, &native, sizeof native, NULL))
    peer_from(&agent->peer, &native);
  agent->session = session_new(agent->shared->sessions, address, &speech);
}

static void on_lookup(GObject *resolver, GAsyncResult *result, gpointer user)
{
  g_autoptr(GError) error = NULL;
  GList *addresses = g_resolver_lookup_by_name_finish(G_RESOLVER(resolver), result, &error);
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the agent is gone */
  struct agent *agent = user;
  g_clear_object(&agent->lookup);
  g_autoptr(GSocketAddress) address = address_pick(agent->address, addresses);
  g_resolver_free_addresses(addresses);
  if (address) {
    agent_connect(agent, address);
    return;
  }
  g_autofree char *reason =
      g_strdup_printf("the name in %s %s", agent->address_text,
                      error ? "does not resolve: is it right, does the name server answer?"
                            : "has no address of this kind: write udp: or tcp: for IPv4, udp6: or tcp6: for IPv6");
  agent_set_link(agent, LINK_DOWN, reason);
}

void agent_resolve(struct agent *agent)
{
  if (!agent->address || agent->lookup)
    return;
  g_autoptr(GSocketAddress) address = address_numeric(agent->address);
  if (address) {
    agent_connect(agent, address);
    return;
  }
  g_autoptr(GResolver) resolver = g_resolver_get_default();
  agent->lookup = g_cancellable_new();
  g_resolver_lookup_by_name_async(resolver, agent->address->host, agent->lookup, on_lookup, agent);
}
