#include "snmp/address.h"

#include "base/error.h"

#include <string.h>

#define SNMP_PORT 161

static const struct {
  const char *prefix;
  GSocketFamily family;
  gboolean over_tcp;
} transports[] = {
    {"udp6:", G_SOCKET_FAMILY_IPV6, FALSE},
    {"udp:", G_SOCKET_FAMILY_IPV4, FALSE},
    {"tcp6:", G_SOCKET_FAMILY_IPV6, TRUE},
    {"tcp:", G_SOCKET_FAMILY_IPV4, TRUE},
};

/* A number, or what may be a name: "tls:10.0.0.1" is neither. */
static gboolean is_host(const char *host)
{
  return g_hostname_is_ip_address(host) ||
         (host[0] && strspn(host, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-") == strlen(host));
}

struct address *address_parse(const char *text, GError **error)
{
  const char *rest = text;
  GSocketFamily family = G_SOCKET_FAMILY_INVALID;
  gboolean over_tcp = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(transports); i++)
    if (g_str_has_prefix(text, transports[i].prefix)) {
      rest = text + strlen(transports[i].prefix);
      family = transports[i].family;
      over_tcp = transports[i].over_tcp;
      break;
    }
  g_autoptr(GSocketConnectable) parsed = g_network_address_parse(rest, SNMP_PORT, NULL);
  GNetworkAddress *network = parsed ? G_NETWORK_ADDRESS(parsed) : NULL;
  if (!network || !is_host(g_network_address_get_hostname(network)) ||
      g_network_address_get_port(network) == 0) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "\"%s\" is no address of an SNMP agent: write udp:ADDRESS:PORT or udp6:[ADDRESS]:PORT, tcp: or tcp6:", text);
    return NULL;
  }
  struct address *address = g_new0(struct address, 1);
  address->text = g_strdup(text);
  address->host = g_strdup(g_network_address_get_hostname(network));
  address->port = g_network_address_get_port(network);
  address->family = family;
  address->over_tcp = over_tcp;
  return address;
}

void address_free(struct address *address)
{
  if (!address)
    return;
  g_free(address->text);
  g_free(address->host);
  g_free(address);
}

GSocketAddress *address_numeric(const struct address *address)
{
  g_autoptr(GInetAddress) inet = g_inet_address_new_from_string(address->host);
  return inet ? g_inet_socket_address_new(inet, address->port) : NULL;
}

GSocketAddress *address_pick(const struct address *address, GList *addresses)
{
  for (GList *link = addresses; link; link = link->next)
    if (address->family == G_SOCKET_FAMILY_INVALID ||
        g_inet_address_get_family(link->data) == address->family)
      return g_inet_socket_address_new(link->data, address->port);
  return NULL;
}
