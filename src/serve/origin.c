#include "serve/origin.h"

#include <gio/gio.h>
#include <string.h>

gboolean origin_is_ours(const char *origin, const char *host)
{
  const char *rest = NULL;
  if (!origin)
    return TRUE;
  if (g_str_has_prefix(origin, "http://"))
    rest = origin + strlen("http://");
  else if (g_str_has_prefix(origin, "https://"))
    rest = origin + strlen("https://");
  return rest && host && g_ascii_strcasecmp(rest, host) == 0;
}

gboolean host_is_loopback(const char *host)
{
  if (!host)
    return FALSE;
  const char *end = host[0] == '[' ? strchr(host, ']') : NULL;
  g_autofree char *name = end ? g_strndup(host + 1, (gsize)(end - host) - 1) : g_strndup(host, strcspn(host, ":"));
  const char *port = end ? end + 1 : host + strlen(name);
  if (*port && (*port != ':' || !port[1] || strspn(port + 1, G_CSET_DIGITS) != strlen(port + 1)))
    return FALSE;
  if (g_ascii_strcasecmp(name, "localhost") == 0)
    return TRUE;
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string(name);
  return address && g_inet_address_get_is_loopback(address);
}
