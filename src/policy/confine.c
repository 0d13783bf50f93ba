#include "policy/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define ADDRESS_SPACE_MAX ((rlim_t)2 << 30)

/* The sanitizers reserve terabytes of address space, and call the kernel as they like. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED TRUE
#else
#define IS_SANITIZED FALSE
#endif

/* What computing, talking over descriptors that are open, the timer of the deadline, log lines and an orderly or
 * disorderly end need, and the rest of the start of GLib's thread. */
static const int calls[] = {
    SCMP_SYS(brk), SCMP_SYS(clock_getres), SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep), SCMP_SYS(close),
    SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(fcntl), SCMP_SYS(fstat), SCMP_SYS(futex), SCMP_SYS(getpid),
    SCMP_SYS(getrandom), SCMP_SYS(gettid), SCMP_SYS(gettimeofday), SCMP_SYS(lseek), SCMP_SYS(madvise),
    SCMP_SYS(membarrier), SCMP_SYS(mremap), SCMP_SYS(munmap), SCMP_SYS(nanosleep), SCMP_SYS(poll), SCMP_SYS(ppoll),
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(restart_syscall),
    SCMP_SYS(rseq), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sched_yield), SCMP_SYS(sendmsg), SCMP_SYS(sendto), SCMP_SYS(set_robust_list), SCMP_SYS(shutdown),
    SCMP_SYS(timer_create), SCMP_SYS(timer_delete), SCMP_SYS(timer_settime), SCMP_SYS(write), SCMP_SYS(writev),
};

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

/* Adds what depends on an argument: memory that is not executable, and signals to this process alone. */
static int allow_within_bounds(scmp_filter_ctx filter)
{
  const struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  int error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, no_code);
  if (error == 0)
    error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_code);
  if (error == 0)
    error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
  return error;
}

static void filter_calls(void)
{
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  int error = filter ? seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) : -ENOMEM;
  for (gsize i = 0; error == 0 && i < G_N_ELEMENTS(calls); i++)
    error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
  if (error == 0)
    error = allow_within_bounds(filter);
  if (error == 0)
    error = seccomp_load(filter);
  if (error < 0)
    g_warning("cannot filter system calls: %s, going on without", g_strerror(-error));
  if (filter)
    seccomp_release(filter);
}

void confine_process(void)
{
  /* Log lines show local time: GLib reads the zone's file once and keeps it. */
  g_autoptr(GTimeZone) zone = g_time_zone_new_local();
  set_limit(RLIMIT_CORE, 0, "core dumps");
  set_limit(RLIMIT_NPROC, 0, "processes");
  if (!IS_SANITIZED)
    set_limit(RLIMIT_AS, ADDRESS_SPACE_MAX, "memory");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
    g_warning("cannot give up new privileges: %s, going on without", g_strerror(errno));
  set_limit(RLIMIT_NOFILE, next_descriptor(), "open files");
  if (!IS_SANITIZED)
    filter_calls();
}
