#pragma once
/* A real rrdcached beside a test, in the folder of its store. */
#include "child.h"
#include "rrd/fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#define PATIENCE_US (20 * G_USEC_PER_SEC)

static inline gboolean is_listening(const char *path)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  g_strlcpy(address.sun_path, path, sizeof address.sun_path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  gboolean listens = connect(fd, (const struct sockaddr *)&address, sizeof address) == 0;
  close(fd);
  return listens;
}

/* Allows `permissions` ("UPDATE,FLUSH") only. Ended by rrdcached_kill. */
static inline GPid rrdcached_begin(const char *directory, const char *socket, const char *permissions)
{
  g_autofree char *listen = g_strconcat("unix:", socket, NULL), *pid_file = g_strconcat(socket, ".pid", NULL);
  char *words[] = {"rrdcached", "-g", "-P", (char *)permissions, "-l", listen, "-p", pid_file, "-b", (char *)directory, "-B", "-w", "600",
                   "-f", "3600", NULL};
  GPid pid = 0;
  if (!g_spawn_async(NULL, words, NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
                         G_SPAWN_STDERR_TO_DEV_NULL,
                     child_ends_with_test, NULL, &pid, NULL))
    return 0;
  gint64 until_us = g_get_monotonic_time() + PATIENCE_US;
  while (!is_listening(socket)) {
    if (g_get_monotonic_time() > until_us)
      fail_msg("rrdcached does not listen");
    g_usleep(2000);
  }
  return pid;
}

static inline void rrdcached_kill(GPid pid, int signal_number)
{
  assert_int_equal(kill(pid, signal_number), 0);
  assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static inline void rrdcached_hangs(GPid pid)
{
  int status;
  assert_int_equal(kill(pid, SIGSTOP), 0);
  assert_int_equal(waitpid(pid, &status, WUNTRACED), pid); /* all its threads stand still now */
  assert_true(WIFSTOPPED(status));
}
