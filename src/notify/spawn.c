#include "notify/spawn.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static gboolean refuse(GError **error, const char *program, const char *why)
{
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED, "%s was not run: %s", program, why);
  return FALSE;
}

static gboolean is_fit(const char *program, GError **error)
{
  struct stat status;
  if (stat(program, &status) != 0)
    return refuse(error, program, g_strerror(errno));
  if (!S_ISREG(status.st_mode))
    return refuse(error, program, "it is no regular file");
  if (status.st_mode & S_IWOTH)
    return refuse(error, program, "everybody on this machine may change it (chmod o-w)");
  return TRUE;
}

static void reset_signals(void)
{
  struct sigaction usual = {.sa_handler = SIG_DFL};
  sigset_t none;
  for (int number = 1; number < NSIG; number++)
    sigaction(number, &usual, NULL); /* refused for some, which cannot be changed anyway */
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child, where only what is safe after fork() may be called. */
G_NORETURN static void become(char *const *argv, char *const *environment, int output, int failure)
{
  int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  setsid();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  reset_signals();
  if (nothing >= 0 && dup2(nothing, 0) >= 0 && dup2(output, 1) >= 0 && dup2(output, 2) >= 0 && chdir("/") == 0 &&
      close_range(3, ~0u, CLOSE_RANGE_CLOEXEC) == 0)
    execve(argv[0], argv, environment);
  int code = errno;
  ssize_t written = write(failure, &code, sizeof code);
  _exit(written == sizeof code ? 127 : 126);
}

/* 0: it is executed; else errno of what it failed with. Its end of the pipe closes with the execution. */
static int await_execution(int failure)
{
  int code = 0;
  ssize_t got;
  do {
    got = read(failure, &code, sizeof code);
  } while (got < 0 && errno == EINTR);
  return got == sizeof code ? code : 0;
}

static GPid start(char *const *argv, char *const *environment, const int output[2], const int failure[2])
{
  GPid pid = fork();
  if (pid == 0)
    become(argv, environment, output[1], failure[1]);
  return pid;
}

static void close_pair(int pair[2])
{
  for (guint i = 0; i < 2; i++)
    if (pair[i] >= 0)
      close(pair[i]);
  pair[0] = pair[1] = -1;
}

static void end(GPid pid)
{
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
}

gboolean spawn_program(char *const *argv, char *const *environment, struct spawned *spawned, GError **error)
{
  int output[2] = {-1, -1}, failure[2] = {-1, -1}, code = 0;
  GPid pid = -1;
  if (!is_fit(argv[0], error))
    return FALSE;
  if (pipe2(output, O_CLOEXEC) != 0 || pipe2(failure, O_CLOEXEC) != 0 ||
      (pid = start(argv, environment, output, failure)) < 0)
    code = errno;
  if (pid > 0) {
    close(failure[1]);
    failure[1] = -1;
    code = await_execution(failure[0]);
    spawned->pidfd = code ? -1 : pidfd_open(pid, 0);
    code = code || spawned->pidfd >= 0 ? code : errno;
  }
  if (pid > 0 && code)
    end(pid);
  if (code == 0) {
    spawned->pid = pid;
    spawned->output = output[0];
    fcntl(output[0], F_SETFL, O_NONBLOCK);
    output[0] = -1;
  }
  close_pair(output);
  close_pair(failure);
  return code == 0 || refuse(error, argv[0], g_strerror(code));
}
