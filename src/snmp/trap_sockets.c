#include "snmp/trap_sockets.h"

#include "base/limits.h"
#include "base/listen_address.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define PORT_PRIVILEGED 1024

struct trap_sockets {
  GPtrArray *all; /* struct trap_socket */
};

static void socket_free(gpointer data)
{
  struct trap_socket *socket = data;
  g_free(socket->address);
  g_free(socket->fault);
  g_free(socket);
}

struct trap_sockets *trap_sockets_new(void)
{
  struct trap_sockets *sockets = g_new0(struct trap_sockets, 1);
  sockets->all = g_ptr_array_new_with_free_func(socket_free);
  return sockets;
}

static void close_all(struct trap_sockets *sockets, GSource *source)
{
  for (guint i = 0; i < sockets->all->len; i++) {
    struct trap_socket *socket = sockets->all->pdata[i];
    if (socket->fd < 0)
      continue;
    g_source_remove_unix_fd(source, socket->tag);
    close(socket->fd);
  }
  g_ptr_array_set_size(sockets->all, 0);
}

void trap_sockets_free(struct trap_sockets *sockets, GSource *source)
{
  close_all(sockets, source);
  g_ptr_array_unref(sockets->all);
  g_free(sockets);
}

static char *fault_of(const struct trap_socket *socket, int error)
{
  if (error == EADDRINUSE)
    return g_strdup_printf("another program listens at %s, snmptrapd perhaps: stop it, or let it pass traps on with "
                           "provost-traphandle",
                           socket->address);
  if (error == EACCES && GUINT16_FROM_BE(socket->at.port) < PORT_PRIVILEGED)
    return g_strdup_printf("to listen at %s needs a privilege, since the port is below %d: give provostd CAP_NET_BIND_SERVICE "
                           "(AmbientCapabilities= of its unit), or listen at another port",
                           socket->address, PORT_PRIVILEGED);
  return g_strdup_printf("cannot listen at %s: %s", socket->address, g_strerror(error));
}

static gboolean socket_open(struct trap_socket *socket, GSource *source)
{
  socket->fd = udp_listen(&socket->at);
  int error = errno;
  g_free(socket->fault);
  socket->fault = socket->fd >= 0 ? g_strdup("") : fault_of(socket, error);
  if (socket->fd >= 0)
    socket->tag = g_source_add_unix_fd(source, socket->fd, G_IO_IN);
  return socket->fd >= 0;
}

static struct trap_socket *socket_new(const char *address)
{
  struct sockaddr_storage native = {0};
  struct trap_socket *socket = g_new0(struct trap_socket, 1);
  socket->address = g_strdup(address);
  socket->fault = g_strdup("");
  socket->fd = -1;
  g_autoptr(GInetSocketAddress) read = datagram_address_read(address);
  if (read && g_socket_address_to_native(G_SOCKET_ADDRESS(read), &native, sizeof native, NULL))
    peer_from(&socket->at, &native);
  return socket;
}

static gboolean is_as_before(const struct trap_sockets *sockets, const char *const *addresses, gsize n)
{
  if (n != sockets->all->len)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (strcmp(addresses[i], trap_sockets_nth(sockets, (guint)i)->address) != 0)
      return FALSE;
  return TRUE;
}

gboolean trap_sockets_set(struct trap_sockets *sockets, GSource *source, GVariant *addresses)
{
  gsize n;
  g_autofree const char **texts = g_variant_get_strv(addresses, &n);
  n = MIN(n, LIMIT_TRAP_LISTENS);
  if (is_as_before(sockets, texts, n))
    return FALSE;
  close_all(sockets, source);
  for (gsize i = 0; i < n; i++) {
    struct trap_socket *socket = socket_new(texts[i]);
    g_ptr_array_add(sockets->all, socket);
    if (socket_open(socket, source))
      g_message("traps are listened for at %s", socket->address);
    else
      g_warning("no traps come in: %s", socket->fault);
  }
  return TRUE;
}

gboolean trap_sockets_retry(struct trap_sockets *sockets, GSource *source)
{
  gboolean any = FALSE;
  for (guint i = 0; i < sockets->all->len; i++) {
    struct trap_socket *socket = sockets->all->pdata[i];
    if (socket->fd >= 0 || !socket_open(socket, source))
      continue;
    g_message("traps are listened for at %s now", socket->address);
    any = TRUE;
  }
  return any;
}

void trap_sockets_listen(struct trap_sockets *sockets, GSource *source, gboolean listen)
{
  for (guint i = 0; i < sockets->all->len; i++) {
    const struct trap_socket *socket = sockets->all->pdata[i];
    if (socket->fd >= 0)
      g_source_modify_unix_fd(source, socket->tag, listen ? G_IO_IN : 0);
  }
}

guint trap_sockets_count(const struct trap_sockets *sockets)
{
  return sockets->all->len;
}

struct trap_socket *trap_sockets_nth(const struct trap_sockets *sockets, guint i)
{
  return sockets->all->pdata[i];
}

guint32 trap_socket_lost(struct trap_socket *socket, guint32 lost)
{
  /* The kernel says nothing until it has dropped one. */
  guint32 more = lost ? lost - socket->lost : 0;
  if (lost)
    socket->lost = lost;
  return more;
}

GVariant *trap_sockets_message(const struct trap_sockets *sockets)
{
  GVariantBuilder builder;
  g_variant_builder_init(&builder, G_VARIANT_TYPE("a(ss)"));
  for (guint i = 0; i < sockets->all->len; i++) {
    const struct trap_socket *socket = sockets->all->pdata[i];
    g_variant_builder_add(&builder, "(ss)", socket->address, socket->fault);
  }
  return g_variant_builder_end(&builder);
}
