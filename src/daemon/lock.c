#include "daemon/lock.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#define POLL_MS 20

static void write_pid(int fd)
{
  char text[32];
  int length = snprintf(text, sizeof text, "%d\n", (int)getpid());
  if (ftruncate(fd, 0) < 0 || pwrite(fd, text, (size_t)length, 0) < 0)
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
  for (guint waited = 0; flock(fd, LOCK_EX | LOCK_NB) < 0; waited += POLL_MS) {
    if (errno != EINTR && (errno != EWOULDBLOCK || waited >= wait_ms)) {
      set_held(error, fd, path);
      close(fd);
      return -1;
    }
    g_usleep(POLL_MS * 1000);
  }
  write_pid(fd);
  return fd;
}
