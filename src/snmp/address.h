#pragma once
/*
 * Where an agent listens, as configured: "udp:10.0.0.1:161", "udp6:[::1]:161", "tcp:10.0.0.1:161", or without the
 * transport (UDP), without the port (161), with a name instead of a number. Parsing never asks a name server; a name is
 * looked up by GResolver, on its own thread. Scoped addresses (fe80::1%eth0) are not supported.
 */
#include <gio/gio.h>

struct address {
  char *text;           /* as configured, for sentences */
  char *host;           /* number or name */
  guint16 port;
  GSocketFamily family; /* wanted of a name; G_SOCKET_FAMILY_INVALID: either */
  gboolean over_tcp;
};

/* NULL with INVALID if it is no address. */
struct address *address_parse(const char *text, GError **error);
void address_free(struct address *address);

/* The socket address if the host is a number, else NULL: it must be looked up. */
GSocketAddress *address_numeric(const struct address *address);

/* Picks the first of the GInetAddress of a look-up that is of the family wanted; NULL: none is. */
GSocketAddress *address_pick(const struct address *address, GList *addresses);
