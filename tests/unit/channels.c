#include "channels.h"

#include <errno.h>
#include <sys/socket.h>

void channels_connect(struct channel *core, struct channel *role)
{
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
    g_error("no socket pair: %s", g_strerror(errno));
  channel_open(core, pair[0]);
  channel_open(role, pair[1]);
}

void turn_until(const guint *counter, guint value)
{
  while (*counter < value)
    g_main_context_iteration(NULL, TRUE);
}

void turn_all(void)
{
  while (g_main_context_iteration(NULL, FALSE))
    ;
}
