#include "virt/endpoint.h"

#include "base/error.h"
#include "virt/library.h"

#include <string.h>

struct endpoint *endpoint_new(const char *subject, const char *uri, gboolean node_metrics)
{
  struct endpoint *endpoint = g_new0(struct endpoint, 1);
  endpoint->subject = g_strdup(subject);
  endpoint->uri = g_strdup(uri);
  endpoint->node_metrics = node_metrics;
  g_mutex_init(&endpoint->lock);
  return endpoint;
}

void endpoint_free(struct endpoint *endpoint)
{
  g_clear_pointer(&endpoint->spare, virConnectClose);
  g_mutex_clear(&endpoint->lock);
  g_free(endpoint->subject);
  g_free(endpoint->uri);
  g_free(endpoint);
}

const char *endpoint_name(const struct endpoint *endpoint)
{
  const char *colon = strchr(endpoint->subject, ':');
  return colon ? colon + 1 : endpoint->subject;
}

static virConnectPtr open_uri(const struct endpoint *endpoint, unsigned flags, GError **error)
{
  virConnectPtr connection = virConnectOpenAuth(endpoint->uri, NULL, flags);
  if (!connection) {
    g_autofree char *problem = library_error();
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "libvirtd at %s does not answer: %s",
                endpoint->uri, problem);
    return NULL;
  }
  /* Drivers without a daemon (test, ESX) have no keepalive; there is nobody to lose. */
  virConnectSetKeepAlive(connection, KEEPALIVE_SEC, KEEPALIVE_COUNT);
  return connection;
}

virConnectPtr endpoint_watch(const struct endpoint *endpoint, GError **error)
{
  return open_uri(endpoint, VIR_CONNECT_RO, error);
}

virConnectPtr endpoint_borrow(struct endpoint *endpoint, GError **error)
{
  g_mutex_lock(&endpoint->lock);
  virConnectPtr connection = g_steal_pointer(&endpoint->spare);
  g_mutex_unlock(&endpoint->lock);
  if (connection && virConnectIsAlive(connection) == 1)
    return connection;
  g_clear_pointer(&connection, virConnectClose);
  return open_uri(endpoint, 0, error);
}

void endpoint_return(struct endpoint *endpoint, virConnectPtr connection)
{
  if (!connection)
    return;
  if (virConnectIsAlive(connection) == 1) {
    g_mutex_lock(&endpoint->lock);
    if (!endpoint->spare)
      endpoint->spare = g_steal_pointer(&connection);
    g_mutex_unlock(&endpoint->lock);
  }
  if (connection)
    virConnectClose(connection);
}

gboolean endpoint_is_remote(const struct endpoint *endpoint)
{
  g_autoptr(GUri) uri = g_uri_parse(endpoint->uri, G_URI_FLAGS_PARSE_RELAXED, NULL);
  const char *server = uri ? g_uri_get_host(uri) : NULL;
  return server && server[0];
}
