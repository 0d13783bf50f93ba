#include "policy/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define ADDRESS_SPACE_MAX ((rlim_t)2 << 30)

/* The sanitizers reserve terabytes of address space. */
#if defined(__SANITIZE_ADDRESS__)
#define BOUNDS_ADDRESS_SPACE FALSE
#else
#define BOUNDS_ADDRESS_SPACE TRUE
#endif

static void set_limit(__rlimit_resource_t resource, rlim_t value, const char *what)
{
  const struct rlimit limit = {value, value};
  if (setrlimit(resource, &limit) < 0)
    g_warning("cannot limit %s: %s, going on without", what, g_strerror(errno));
}

/* The lowest number a new descriptor would get. Not 0: poll() refuses more descriptors than the limit. */
static rlim_t next_descriptor(void)
{
  int next = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
  if (next < 0)
    return 64;
  close(next);
  return (rlim_t)next;
}

void confine_process(void)
{
  /* Log lines show local time: GLib reads the zone's file once and keeps it. */
  g_autoptr(GTimeZone) zone = g_time_zone_new_local();
  set_limit(RLIMIT_CORE, 0, "core dumps");
  set_limit(RLIMIT_NPROC, 0, "processes");
  if (BOUNDS_ADDRESS_SPACE)
    set_limit(RLIMIT_AS, ADDRESS_SPACE_MAX, "memory");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
    g_warning("cannot give up new privileges: %s, going on without", g_strerror(errno));
  set_limit(RLIMIT_NOFILE, next_descriptor(), "open files");
}
