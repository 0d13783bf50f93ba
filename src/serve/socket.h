#pragma once
/*
 * The listening end of the API's Unix socket: mode 0660, group `provost` where that group exists, or
 * open to everybody where somebody else looks at who comes. Only a
 * socket at which nobody listens is replaced; whatever else lies at the path is left alone and named in
 * the error. The folder must be there and writable by nobody else. Blocks for a moment (looks up the
 * group): at the start only.
 */
#include <glib.h>

struct listener {
  int fd; /* -1 while there is none; whoever serves it closes it */
  char *path;
  guint64 device, inode; /* of our socket, so that only ours is ever removed */
};

gboolean listener_open(struct listener *listener, const char *path, GError **error);

/* Everybody may connect, or only owner and group. Does nothing where the socket is not ours any more. */
void listener_admit(const struct listener *listener, gboolean everybody);

/* Whether its mode lets that user connect, of whom these are the groups. Who came while it was open to everybody may be here still. */
gboolean listener_lets_in(const struct listener *listener, guint uid, const guint *gids, gsize n);

/* Removes the socket from its folder if it is still ours. Leaves the descriptor alone. */
void listener_remove(struct listener *listener);
