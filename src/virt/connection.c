#include "virt/connection.h"

struct connection *connection_new(virConnectPtr libvirt)
{
  struct connection *connection = g_atomic_rc_box_new0(struct connection);
  connection->libvirt = libvirt;
  connection->lifecycle_id = connection->balloon_id = -1;
  return connection;
}

struct connection *connection_ref(struct connection *connection)
{
  return g_atomic_rc_box_acquire(connection);
}

/* Each callback holds the connection, so that closing alone would leak it. */
static void close_it(gpointer data)
{
  const struct connection *connection = data;
  if (connection->lifecycle_id >= 0)
    virConnectDomainEventDeregisterAny(connection->libvirt, connection->lifecycle_id);
  if (connection->balloon_id >= 0)
    virConnectDomainEventDeregisterAny(connection->libvirt, connection->balloon_id);
  if (connection->on_close)
    virConnectUnregisterCloseCallback(connection->libvirt, connection->on_close);
  virConnectClose(connection->libvirt);
}

void connection_unref(struct connection *connection)
{
  g_atomic_rc_box_release_full(connection, close_it);
}

/* Drivers without events or without a daemon refuse these: then the regular listing must do. */
void connection_listen(struct connection *connection, const struct connection_ears *ears, gpointer user)
{
  connection->on_close = ears->on_close;
  virConnectRegisterCloseCallback(connection->libvirt, ears->on_close, user, NULL);
  connection->lifecycle_id =
      virConnectDomainEventRegisterAny(connection->libvirt, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                       VIR_DOMAIN_EVENT_CALLBACK(ears->on_lifecycle), user, NULL);
  connection->balloon_id =
      virConnectDomainEventRegisterAny(connection->libvirt, NULL, VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE,
                                       VIR_DOMAIN_EVENT_CALLBACK(ears->on_balloon), user, NULL);
}
