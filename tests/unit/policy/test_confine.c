/* What a process can do once it is confined, tried in a child of the test, since it cannot be undone. */
#include "unit.h"

#include "policy/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_FILTERED FALSE
#else
#define IS_FILTERED TRUE
#endif

/* As a role program is when it is confined: with its main loop. Runs `attempt`; its status as waitpid gives it. */
static int confined(int (*attempt)(void))
{
  pid_t child = fork();
  if (child == 0) {
    GMainContext *context = g_main_context_default();
    g_main_context_wakeup(context);
    confine_process();
    _exit(attempt());
  }
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  return status;
}

/* 0: the call failed with EPERM; else the number of the attempt, to be read in the test's output. */
static int refused(long result, int number)
{
  return result == -1 && errno == EPERM ? 0 : number;
}

static int reach_files(void)
{
  struct stat status;
  int wrong = refused(open("/etc/passwd", O_RDONLY), 1);
  wrong = wrong ? wrong : refused(open("/tmp/provost-confined", O_WRONLY | O_CREAT, 0600), 2);
  wrong = wrong ? wrong : refused(stat("/etc/passwd", &status), 3);
  wrong = wrong ? wrong : refused(unlink("/tmp/provost-confined"), 4);
  wrong = wrong ? wrong : refused(mkdir("/tmp/provost-confined", 0700), 5);
  wrong = wrong ? wrong : refused(chdir("/"), 6);
  wrong = wrong ? wrong : refused(syscall(SYS_memfd_create, "x", 0), 7);
  return wrong;
}

static int reach_the_network(void)
{
  int wrong = refused(socket(AF_INET, SOCK_DGRAM, 0), 1);
  wrong = wrong ? wrong : refused(socket(AF_UNIX, SOCK_STREAM, 0), 2);
  wrong = wrong ? wrong : refused(connect(0, NULL, 0), 3);
  wrong = wrong ? wrong : refused(bind(0, NULL, 0), 4);
  return wrong;
}

static int reach_processes(void)
{
  char *const argv[] = {"/bin/true", NULL};
  int wrong = refused(fork(), 1);
  wrong = wrong ? wrong : refused(execv("/bin/true", argv), 2);
  wrong = wrong ? wrong : refused(kill(getppid(), 0), 3);
  wrong = wrong ? wrong : refused(ptrace(PTRACE_ATTACH, getppid(), 0, 0), 4);
  wrong = wrong ? wrong : refused(syscall(SYS_tgkill, getppid(), getppid(), 0), 5);
  wrong = wrong ? wrong : refused(syscall(SYS_pidfd_open, getppid(), 0), 6);
  return wrong;
}

static int change_what_it_may(void)
{
  const struct rlimit more = {RLIM_INFINITY, RLIM_INFINITY};
  int wrong = refused(setrlimit(RLIMIT_NOFILE, &more), 1);
  wrong = wrong ? wrong : refused(setuid(0), 2);
  wrong = wrong ? wrong : refused(syscall(SYS_unshare, 0), 3);
  wrong = wrong ? wrong : refused(syscall(SYS_bpf, 0, NULL, 0), 4);
  void *code = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  wrong = wrong ? wrong : refused(code == MAP_FAILED ? -1 : 0, 5);
  void *data = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  wrong = wrong ? wrong : data == MAP_FAILED ? 6 : 0;
  wrong = wrong ? wrong : refused(mprotect(data, 4096, PROT_READ | PROT_EXEC), 7);
  return wrong;
}

static int do_its_work(void)
{
  g_autofree char *much = g_malloc0(32u << 20);
  g_autoptr(GDateTime) now = g_date_time_new_now_local();
  g_main_context_wakeup(g_main_context_default());
  if (!much || !now || poll(NULL, 0, 1) != 0)
    return 1;
  return write(STDERR_FILENO, "", 0) == 0 && getpid() > 0 && g_get_real_time() > 0 ? 0 : 2;
}

static int fail_an_assertion(void)
{
  abort();
}

static void files_the_network_and_processes_are_out_of_reach(void **state)
{
  (void)state;
  if (!IS_FILTERED)
    skip();
  assert_int_equal(confined(reach_files), 0);
  assert_int_equal(confined(reach_the_network), 0);
  assert_int_equal(confined(reach_processes), 0);
  assert_int_equal(confined(change_what_it_may), 0);
}

static void work_and_an_abort_are_possible(void **state)
{
  (void)state;
  assert_int_equal(confined(do_its_work), 0);
  int status = confined(fail_an_assertion);
  assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

/* More than the address space that is allowed. */
static int take_much_memory(void)
{
  void *much = mmap(NULL, (size_t)4 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return much == MAP_FAILED && errno == ENOMEM ? 0 : 1;
}

static void memory_is_bounded(void **state)
{
  (void)state;
  if (!IS_FILTERED)
    skip();
  assert_int_equal(confined(take_much_memory), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(files_the_network_and_processes_are_out_of_reach),
      cmocka_unit_test(work_and_an_abort_are_possible),
      cmocka_unit_test(memory_is_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
