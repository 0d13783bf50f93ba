#include "base/listen_address.h"

#include <string.h>

GInetSocketAddress *listen_address_read(const char *text)
{
  guint64 port;
  const char *colon = strrchr(text, ':');
  if (!colon || !g_ascii_string_to_unsigned(colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
    return NULL;
  gsize length = (gsize)(colon - text);
  gboolean is_v6 = length > 2 && text[0] == '[' && colon[-1] == ']';
  g_autofree char *host = is_v6 ? g_strndup(text + 1, length - 2) : g_strndup(text, length);
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string(host);
  if (!address || is_v6 != (g_inet_address_get_family(address) == G_SOCKET_FAMILY_IPV6))
    return NULL;
  return G_INET_SOCKET_ADDRESS(g_inet_socket_address_new(address, (guint16)port));
}

gboolean listen_address_is_loopback(const char *text)
{
  g_autoptr(GInetSocketAddress) address = listen_address_read(text);
  return address && g_inet_address_get_is_loopback(g_inet_socket_address_get_address(address));
}

GInetSocketAddress *datagram_address_read(const char *text)
{
  gboolean is_v6 = g_str_has_prefix(text, "udp6:"), is_v4 = g_str_has_prefix(text, "udp:");
  g_autoptr(GInetSocketAddress) address = listen_address_read(text + (is_v6 ? 5 : is_v4 ? 4 : 0));
  GSocketFamily family = address ? g_inet_address_get_family(g_inet_socket_address_get_address(address)) : G_SOCKET_FAMILY_INVALID;
  if ((is_v6 && family != G_SOCKET_FAMILY_IPV6) || (is_v4 && family != G_SOCKET_FAMILY_IPV4))
    return NULL;
  return g_steal_pointer(&address);
}
