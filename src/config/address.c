#include "config/address.h"

#include <arpa/inet.h>
#include <string.h>

#define SNMP_PORT           "161"
#define SNMP_TRAP_PORT      "162"
#define HOST_NAME_MAX_BYTES 253

static gboolean is_port(const char *text)
{
  guint64 port;
  return g_ascii_string_to_unsigned(text, 10, 1, 65535, &port, NULL) && text[0] != '0';
}

/* An IPv4 address or a host name. What consists of digits and dots only must be an address. */
static gboolean is_host(const char *text)
{
  gsize length = strlen(text);
  if (strspn(text, G_CSET_DIGITS ".") == length) {
    struct in_addr address;
    return inet_pton(AF_INET, text, &address) == 1;
  }
  if (length > HOST_NAME_MAX_BYTES || text[0] == '-' || text[0] == '.' || strstr(text, ".."))
    return FALSE;
  return strspn(text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-") == length;
}

static gboolean is_ipv6(const char *text)
{
  struct in6_addr address;
  return inet_pton(AF_INET6, text, &address) == 1;
}

/* "[ADDRESS]:PORT" behind the transport, "udp6:" or "tcp6:". */
static char *ipv6_normalise(const char *transport, const char *text, const char *usual_port)
{
  (void)usual_port;
  const char *bracket = strchr(text, ']');
  if (text[0] != '[' || !bracket || bracket[1] != ':' || !is_port(bracket + 2))
    return NULL;
  g_autofree char *address = g_strndup(text + 1, (gsize)(bracket - text - 1));
  return is_ipv6(address) ? g_strconcat(transport, text, NULL) : NULL;
}

/* "HOST:PORT"; without a transport, UDP is meant and the port may be left out. */
static char *host_normalise(const char *transport, const char *text, const char *usual_port)
{
  g_auto(GStrv) parts = g_strsplit(text, ":", 3);
  guint n = g_strv_length(parts);
  if (n == 0 || n > 2 || (transport && n != 2) || !parts[0][0] || !is_host(parts[0]))
    return NULL;
  const char *port = n == 2 ? parts[1] : usual_port;
  return is_port(port) ? g_strdup_printf("%s%s:%s", transport ? transport : "udp:", parts[0], port) : NULL;
}

static char *address_normalise(const char *text, const char *usual_port)
{
  static const struct {
    const char *prefix;
    char *(*normalise)(const char *transport, const char *text, const char *usual_port);
  } transports[] = {
      {"udp6:", ipv6_normalise},
      {"tcp6:", ipv6_normalise},
      {"udp:", host_normalise},
      {"tcp:", host_normalise},
  };
  for (guint i = 0; i < G_N_ELEMENTS(transports); i++)
    if (g_str_has_prefix(text, transports[i].prefix))
      return transports[i].normalise(transports[i].prefix, text + strlen(transports[i].prefix), usual_port);
  return host_normalise(NULL, text, usual_port);
}

char *agent_address_normalise(const char *text)
{
  return address_normalise(text, SNMP_PORT);
}

char *receiver_address_normalise(const char *text)
{
  return address_normalise(text, SNMP_TRAP_PORT);
}

gboolean libvirt_uri_is_valid(const char *text)
{
  const char *behind = strstr(text, "://");
  return behind && behind > text && g_uri_is_valid(text, G_URI_FLAGS_NONE, NULL);
}

char *agent_address_host(const char *normal)
{
  const char *from = strchr(normal, ':') + 1;
  return *from == '[' ? g_strndup(from + 1, strcspn(from, "]") - 1) : g_strndup(from, strcspn(from, ":"));
}
