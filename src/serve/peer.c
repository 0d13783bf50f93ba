#include "serve/peer.h"

#include <glib.h>
#include <pwd.h>
#include <sys/socket.h>

char *peer_name(struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (!info || getsockopt(info->connect_fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
    return g_strdup("operator unknown");
  struct passwd entry, *user = NULL;
  char text[16384];
  if (getpwuid_r(peer.uid, &entry, text, sizeof text, &user) == 0 && user)
    return g_strdup_printf("operator %s", user->pw_name);
  return g_strdup_printf("operator %u", (guint)peer.uid);
}
