#include "daemon/lock.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#define POLL_MS 20

void lock_name(int lock, int pid)
{
  char text[32];
  int length = snprintf(text, sizeof text, "%d\n", pid);
  if (ftruncate(lock, 0) < 0 || pwrite(lock, text, (size_t)length, 0) < 0)
    g_debug("cannot write the pid into a lock file: %s", g_strerror(errno));
}

static void set_held(GError **error, int fd, const char *path)
{
  char text[32] = "";
  if (pread(fd, text, sizeof text - 1, 0) < 0)
    text[0] = '\0';
  int pid = atoi(text);
  if (pid > 0)
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "process %d holds %s", pid, path);
  else
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "another process holds %s", path);
}

int lock_take(const char *path, guint wait_ms, GError **error)
{
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "cannot open %s: %s", path, g_strerror(errno));
    return -1;
  }
  gint64 end_us = g_get_monotonic_time() + (gint64)wait_ms * 1000;
  while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
    if (errno != EINTR && (errno != EWOULDBLOCK || g_get_monotonic_time() >= end_us)) {
      set_held(error, fd, path);
      close(fd);
      return -1;
    }
    g_usleep(POLL_MS * 1000);
  }
  lock_name(fd, (int)getpid());
  return fd;
}
