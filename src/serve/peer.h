#pragma once
/*
 * Who is at the other end of a Unix socket, by the kernel's word: the user and the groups of the process that connected, as they
 * were then. So a group counts as it does for files: whoever is made a member of it logs in anew. Names of users come from the
 * system's user database, which may ask the network where the machine is set up so; they are kept.
 */
#include <microhttpd.h>

#include <glib.h>

struct peer {
  guint uid;
  guint *gids; /* the primary group first */
  gsize n;
};

/* FALSE: the kernel does not say. */
gboolean peer_read(struct MHD_Connection *connection, struct peer *peer);
void peer_clear(struct peer *peer);

struct peer_names;

struct peer_names *peer_names_new(void);
void peer_names_free(struct peer_names *names);

/* The name of the user, its number where it has none. Lives until the next call. */
const char *peer_name(struct peer_names *names, guint uid);
