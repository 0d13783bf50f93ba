#include "serve/socket.h"

#include "base/error.h"

#include <errno.h>
#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET_GROUP "provost"
#define BACKLOG      128

static gboolean address_set(struct sockaddr_un *address, const char *path, GError **error)
{
  *address = (struct sockaddr_un){.sun_family = AF_UNIX};
  if (g_strlcpy(address->sun_path, path, sizeof address->sun_path) < sizeof address->sun_path)
    return TRUE;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
              "the socket's path %s is longer than the %zu bytes that the kernel allows: choose a "
              "shorter runtime_dir",
              path, sizeof address->sun_path - 1);
  return FALSE;
}

/* Whether nobody listens at the socket; anything but a plain refusal counts as somebody. */
static gboolean is_abandoned(const struct sockaddr_un *address)
{
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return FALSE;
  gboolean refused =
      connect(fd, (const struct sockaddr *)address, sizeof *address) < 0 && errno == ECONNREFUSED;
  close(fd);
  return refused;
}

static gboolean make_way(const struct sockaddr_un *address, GError **error)
{
  const char *path = address->sun_path;
  struct stat found;
  if (lstat(path, &found) < 0 && errno == ENOENT)
    return TRUE;
  if (!S_ISSOCK(found.st_mode)) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED,
                "%s is in the way and is not a socket: remove it, or choose another runtime_dir", path);
    return FALSE;
  }
  if (!is_abandoned(address)) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED,
                "somebody listens at %s: stop the other provostd, or choose another runtime_dir", path);
    return FALSE;
  }
  if (unlink(path) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "cannot remove the stale socket %s: %s", path,
              g_strerror(errno));
  return FALSE;
}

/* Before listen(), so that there is no moment at which others could connect. */
static gboolean restrict_access(const char *path)
{
  struct group entry, *group = NULL;
  char text[16384];
  if (getgrnam_r(SOCKET_GROUP, &entry, text, sizeof text, &group) == 0 && group &&
      lchown(path, (uid_t)-1, group->gr_gid) < 0)
    g_message("the socket %s cannot be given to group " SOCKET_GROUP " (%s): only its owner's group may "
              "use it",
              path, g_strerror(errno));
  return chmod(path, 0660) == 0;
}

static gboolean fail_to_listen(int fd, const char *path, GError **error)
{
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "cannot listen at %s: %s", path,
              g_strerror(errno));
  if (fd >= 0)
    close(fd);
  return FALSE;
}

gboolean listener_open(struct listener *listener, const char *path, GError **error)
{
  struct sockaddr_un address;
  *listener = (struct listener){.fd = -1};
  if (!address_set(&address, path, error) || !make_way(&address, error))
    return FALSE;
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof address) < 0)
    return fail_to_listen(fd, path, error);
  struct stat made;
  if (!restrict_access(path) || lstat(path, &made) < 0 || listen(fd, BACKLOG) < 0)
    return fail_to_listen(fd, path, error);
  listener->fd = fd;
  listener->path = g_strdup(path);
  listener->device = made.st_dev;
  listener->inode = made.st_ino;
  return TRUE;
}

static gboolean find_ours(const struct listener *listener, struct stat *found)
{
  return listener->path && lstat(listener->path, found) == 0 && found->st_dev == listener->device && found->st_ino == listener->inode;
}

static gboolean is_ours(const struct listener *listener)
{
  struct stat found;
  return find_ours(listener, &found);
}

gboolean listener_lets_in(const struct listener *listener, guint uid, const guint *gids, gsize n)
{
  struct stat found;
  if (!find_ours(listener, &found))
    return FALSE;
  if (uid == found.st_uid)
    return (found.st_mode & S_IWUSR) != 0;
  for (gsize i = 0; i < n; i++)
    if (gids[i] == found.st_gid)
      return (found.st_mode & S_IWGRP) != 0;
  return (found.st_mode & S_IWOTH) != 0;
}

void listener_admit(const struct listener *listener, gboolean everybody)
{
  if (is_ours(listener) && chmod(listener->path, everybody ? 0666 : 0660) < 0)
    g_warning("the mode of the socket %s cannot be changed: %s", listener->path, g_strerror(errno));
}

void listener_remove(struct listener *listener)
{
  if (is_ours(listener))
    unlink(listener->path);
  g_clear_pointer(&listener->path, g_free);
}
