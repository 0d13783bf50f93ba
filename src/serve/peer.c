#include "serve/peer.h"

#include <errno.h>
#include <pwd.h>
#include <sys/socket.h>

#define NAMES_MAX 256
#define NAMES_SEC 300 /* a name is asked for again after so long */

struct peer_names {
  GHashTable *names; /* uid -> string */
  gint64 since_us;   /* monotonic, of the oldest */
};

gboolean peer_read(struct MHD_Connection *connection, struct peer *peer)
{
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  struct ucred process;
  socklen_t size = sizeof process, gids_size = 0;
  *peer = (struct peer){0};
  if (!info || getsockopt(info->connect_fd, SOL_SOCKET, SO_PEERCRED, &process, &size) < 0)
    return FALSE;
  /* Without room the kernel says how much it needs. */
  if (getsockopt(info->connect_fd, SOL_SOCKET, SO_PEERGROUPS, NULL, &gids_size) < 0 && errno != ERANGE)
    gids_size = 0;
  peer->uid = process.uid;
  peer->n = 1 + gids_size / sizeof *peer->gids;
  peer->gids = g_new(guint, peer->n);
  peer->gids[0] = process.gid;
  if (gids_size > 0 && getsockopt(info->connect_fd, SOL_SOCKET, SO_PEERGROUPS, peer->gids + 1, &gids_size) < 0)
    peer->n = 1;
  return TRUE;
}

void peer_clear(struct peer *peer)
{
  g_clear_pointer(&peer->gids, g_free);
}

struct peer_names *peer_names_new(void)
{
  struct peer_names *names = g_new0(struct peer_names, 1);
  names->names = g_hash_table_new_full(NULL, NULL, NULL, g_free);
  return names;
}

void peer_names_free(struct peer_names *names)
{
  g_hash_table_unref(names->names);
  g_free(names);
}

/* Caller frees. */
static char *look_up(guint uid)
{
  struct passwd entry, *user = NULL;
  char text[16384];
  if (getpwuid_r(uid, &entry, text, sizeof text, &user) == 0 && user)
    return g_strdup(user->pw_name);
  return g_strdup_printf("%u", uid);
}

const char *peer_name(struct peer_names *names, guint uid)
{
  gint64 now_us = g_get_monotonic_time();
  if (g_hash_table_size(names->names) >= NAMES_MAX || now_us - names->since_us > (gint64)NAMES_SEC * G_USEC_PER_SEC)
    g_hash_table_remove_all(names->names);
  char *name = g_hash_table_lookup(names->names, GUINT_TO_POINTER(uid));
  if (name)
    return name;
  if (g_hash_table_size(names->names) == 0)
    names->since_us = now_us;
  name = look_up(uid);
  g_hash_table_insert(names->names, GUINT_TO_POINTER(uid), name);
  return name;
}
