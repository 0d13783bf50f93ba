#include "program.h"

#include "child.h"

#include <errno.h>
#include <sys/socket.h>

#define ROLE_FD 3

GSubprocess *program_start(const char *program, const char *argument, const char *log_path, int *fd)
{
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
    g_error("no socket pair: %s", g_strerror(errno));
  g_autofree char *path = g_build_filename(TEST_BUILDDIR, program, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocessLauncher) launcher =
      g_subprocess_launcher_new(log_path ? G_SUBPROCESS_FLAGS_NONE : G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  if (log_path)
    g_subprocess_launcher_set_stderr_file_path(launcher, log_path);
  g_subprocess_launcher_set_child_setup(launcher, child_ends_with_test, NULL, NULL);
  g_subprocess_launcher_take_fd(launcher, pair[1], ROLE_FD);
  GSubprocess *process = g_subprocess_launcher_spawn(launcher, &error, path, argument, NULL);
  if (!process)
    g_error("%s cannot be started: %s", path, error->message);
  *fd = pair[0];
  return process;
}
