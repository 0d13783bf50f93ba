#pragma once
/*
 * The listening end of the API over TCP. At the start only.
 */
#include <glib.h>

/* A descriptor that listens at "127.0.0.1:8480" or "[::1]:8480". -1 with UNAVAILABLE, as where another program listens there. */
int tcp_socket_listen(const char *address, GError **error);
