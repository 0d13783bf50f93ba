#pragma once
/*
 * Where somebody listens, as written: on TCP "127.0.0.1:8480", "[::1]:8480", on UDP "udp:127.0.0.1:162", "udp6:[::1]:162". An
 * address and no name, so that nobody is asked for it.
 * Pure; any thread.
 */
#include <gio/gio.h>

#define LISTEN_ADDRESS_MAX 64 /* bytes */

/* NULL where it is none, or its port is 0. Caller unrefs. */
GInetSocketAddress *listen_address_read(const char *text);

/* The same of UDP; the prefix may be left out. */
GInetSocketAddress *datagram_address_read(const char *text);

/* Whether only this machine reaches it. */
gboolean listen_address_is_loopback(const char *text);
