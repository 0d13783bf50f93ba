#include "daemon/role_process.h"

#include "base/error.h"
#include "base/installed.h"
#include "daemon/lock.h"

#include <errno.h>
#include <gio/gio.h>
#include <sys/socket.h>
#include <unistd.h>

struct role_command {
  const char *program, *argument;
};

static const struct role_command commands[ROLES] = {
    [ROLE_SNMP] = {"provost-snmp", NULL},
    [ROLE_VIRT] = {"provost-virt", NULL},
    [ROLE_RRD_WRITER] = {"provost-rrd", "--writer"},
    [ROLE_RRD_READER] = {"provost-rrd", "--reader"},
    [ROLE_POLICY] = {"provost-policy", NULL},
    [ROLE_NOTIFY] = {"provost-notify", NULL},
    [ROLE_AGENTX] = {"provost-agentx", NULL},
};

static char *lock_path(enum role role, const char *runtime_dir)
{
  return g_strdup_printf("%s/%s.lock", runtime_dir, role_name(role));
}

static gboolean spawn(enum role role, int socket, int lock, GPid *pid, GError **error)
{
  g_autofree char *path = installed_path(commands[role].program, PROVOST_ROLEDIR);
  const char *argv[] = {path, commands[role].argument, NULL};
  const int from[] = {socket, lock}, to[] = {3, 4};
  return g_spawn_async_with_pipes_and_fds(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, -1, -1, -1,
                                          from, to, G_N_ELEMENTS(from), pid, NULL, NULL, NULL, error);
}

gboolean role_process_start(enum role role, const char *runtime_dir, GPid *pid, int *socket, GError **error)
{
  g_autofree char *path = lock_path(role, runtime_dir);
  int lock = lock_take(path, 0, error);
  if (lock < 0)
    return FALSE;
  int pair[2];
  gboolean started = FALSE;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "cannot make a socket pair: %s",
                g_strerror(errno));
  } else {
    started = spawn(role, pair[1], lock, pid, error);
    close(pair[1]);
    if (started) {
      *socket = pair[0];
      lock_name(lock, *pid);
    } else {
      close(pair[0]);
    }
  }
  close(lock);
  return started;
}

gboolean role_process_wait_for_predecessors(const char *runtime_dir, guint wait_ms, GError **error)
{
  gint64 end_us = g_get_monotonic_time() + (gint64)wait_ms * 1000;
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++) {
    g_autofree char *path = lock_path(role, runtime_dir);
    gint64 left_ms = MAX(end_us - g_get_monotonic_time(), 0) / 1000;
    int lock = lock_take(path, (guint)left_ms, error);
    if (lock < 0) {
      g_prefix_error(error, "%s of an earlier provostd still runs: ", role_name(role));
      return FALSE;
    }
    close(lock);
  }
  return TRUE;
}
