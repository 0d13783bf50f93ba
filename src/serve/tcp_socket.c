#include "serve/tcp_socket.h"

#include "base/error.h"
#include "base/listen_address.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 128

static gboolean bind_and_listen(int fd, GSocketAddress *address)
{
  int on = 1;
  struct sockaddr_storage native;
  gssize size = g_socket_address_get_native_size(address);
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0)
    return FALSE;
  return g_socket_address_to_native(address, &native, sizeof native, NULL) &&
         bind(fd, (const struct sockaddr *)&native, (socklen_t)size) == 0 && listen(fd, BACKLOG) == 0;
}

int tcp_socket_listen(const char *address, GError **error)
{
  g_autoptr(GInetSocketAddress) inet = listen_address_read(address);
  g_return_val_if_fail(inet, -1);
  int fd = socket(g_socket_address_get_family(G_SOCKET_ADDRESS(inet)), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd >= 0 && bind_and_listen(fd, G_SOCKET_ADDRESS(inet)))
    return fd;
  if (errno == EADDRINUSE)
    error_refuse(error, PROVOST_ERROR_UNAVAILABLE,
                 "another program listens at %s: stop it, or choose another port for api.listen in provost.yaml", address);
  else
    error_refuse(error, PROVOST_ERROR_UNAVAILABLE, "cannot listen at %s, which api.listen in provost.yaml names: %s", address,
                 g_strerror(errno));
  if (fd >= 0)
    close(fd);
  return -1;
}
