/*
 * Whatever the journal asks of the system fails once: the n-th open, write, sync or allocation of a short life, for each n.
 * Then either nobody was told that the intent is durable, or it is there when the file is opened again, which it always can
 * be. The system's functions are replaced by those of this program, which count and then go on to the real ones.
 */
#include "folder.h"
#include "journal/journal.h"
#include "unit.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum point { POINT_OPEN, POINT_WRITE, POINT_SYNC, POINT_ALLOCATION, POINTS };

static struct {
  gint is_armed; /* atomic, as all of it */
  gint point, until_failure;
  gint has_failed;
} fault;

static gboolean fails(enum point point)
{
  if (!g_atomic_int_get(&fault.is_armed) || g_atomic_int_get(&fault.point) != (gint)point ||
      !g_atomic_int_dec_and_test(&fault.until_failure))
    return FALSE;
  g_atomic_int_set(&fault.has_failed, TRUE);
  return TRUE;
}

#define REAL(name) ((__typeof__(&name))(guintptr)dlsym(RTLD_NEXT, #name))

int open64(const char *path, int flags, ...)
{
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  if (fails(POINT_OPEN)) {
    errno = EMFILE;
    return -1;
  }
  return REAL(open64)(path, flags, mode);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset)
{
  if (fails(POINT_WRITE)) {
    errno = ENOSPC;
    return -1;
  }
  return REAL(pwrite64)(fd, bytes, size, offset);
}

/* What wakes a thread up is no file. */
static gboolean is_file(int fd)
{
  struct stat status;
  return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
  if (is_file(fd) && fails(POINT_WRITE)) {
    errno = EIO;
    return -1;
  }
  return REAL(write)(fd, bytes, size);
}

int fdatasync(int fd)
{
  if (fails(POINT_SYNC)) {
    errno = EIO;
    return -1;
  }
  return REAL(fdatasync)(fd);
}

int fsync(int fd)
{
  if (fails(POINT_SYNC)) {
    errno = EIO;
    return -1;
  }
  return REAL(fsync)(fd);
}

static sqlite3_mem_methods real_memory;

static void *allocate(int size)
{
  return fails(POINT_ALLOCATION) ? NULL : real_memory.xMalloc(size);
}

static void *reallocate(void *old, int size)
{
  return fails(POINT_ALLOCATION) ? NULL : real_memory.xRealloc(old, size);
}

static void replace_memory(void)
{
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory);
  sqlite3_mem_methods methods = real_memory;
  methods.xMalloc = allocate;
  methods.xRealloc = reallocate;
  sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
}

/* ---- a short life ---- */

struct told {
  gboolean is_told, is_durable;
};

static void on_stored(const GError *error, gpointer user)
{
  struct told *told = user;
  *told = (struct told){TRUE, !error};
}

static struct intent *an_intent(struct journal *journal)
{
  struct intent *intent = intent_new();
  intent->id = journal_next_intent_id(journal);
  intent->action_id = 1;
  intent->deed = DEED_MIGRATE;
  intent->host = g_strdup("h1");
  intent->guest_uuid = g_strdup("6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001");
  intent->arguments = g_variant_ref_sink(g_variant_new_parsed("@a{sv} {}"));
  intent->open = TRUE;
  return intent;
}

/* Whether it was told that an intent is durable. */
static gboolean live(const char *path)
{
  struct journal *journal = journal_open(path, clock_system(), NULL);
  if (!journal)
    return FALSE;
  struct told told = {0};
  journal_put_intent(journal, an_intent(journal), on_stored, &told);
  while (!told.is_told)
    g_main_context_iteration(NULL, TRUE);
  journal_free(journal);
  return told.is_durable;
}

enum { IS_DURABLE = 1, HAS_FAILED = 2 };

/* The status with which a life ends in which the n-th of a kind fails. */
static int live_with(const char *path, enum point point, guint n)
{
  pid_t child = fork();
  if (child == 0) {
    fault.point = (gint)point;
    fault.until_failure = (gint)n;
    g_atomic_int_set(&fault.is_armed, TRUE);
    gboolean is_durable = live(path);
    _exit((is_durable ? IS_DURABLE : 0) | (g_atomic_int_get(&fault.has_failed) ? HAS_FAILED : 0));
  }
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

static guint open_intents(const char *path)
{
  g_autoptr(GError) error = NULL;
  struct journal *journal = journal_open(path, clock_system(), &error);
  assert_no_error(error);
  g_autoptr(GPtrArray) intents = journal_load_intents(journal, &error);
  assert_no_error(error);
  guint n = intents->len;
  journal_free(journal);
  return n;
}

static void check_folder(const char *folder)
{
  GDir *dir = g_dir_open(folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name(dir));)
    assert_true(g_str_has_prefix(name, "provost.db") && !strstr(name, "broken"));
  g_dir_close(dir);
}

/* Returns how many were tried. There are thousands of allocations, of which the later ones are tried with gaps. */
static guint fail_each(enum point point, gboolean is_new)
{
  guint tried = 0;
  for (guint n = 1;; n += point == POINT_ALLOCATION ? 1 + n / 32 : 1, tried++) {
    g_autofree char *folder = g_dir_make_tmp("provost-fault-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "provost.db", NULL);
    guint before = 0;
    if (!is_new)
      before = live(path) ? 1 : 0;
    int status = live_with(path, point, n);
    guint after = open_intents(path);
    assert_true(after <= before + 1 && after >= before);
    if (status & IS_DURABLE)
      assert_int_equal(after, before + 1);
    check_folder(folder);
    folder_remove(folder);
    if (!(status & HAS_FAILED)) {
      assert_true(status & IS_DURABLE);
      return tried;
    }
  }
}

/* Fault G07. */
static void what_fails_once_corrupts_nothing_and_is_no_false_promise(void **state)
{
  (void)state;
  static const char *const names[POINTS] = {"opens", "writes", "syncs", "allocations"};
  for (enum point point = 0; point < POINTS; point++)
    for (gboolean is_new = FALSE; is_new <= TRUE; is_new++) {
      guint n = fail_each(point, is_new);
      print_message("%u %s of a life with %s journal failed, one each time\n", n, names[point], is_new ? "a new" : "an old");
      assert_true(n > 0);
    }
}

static GLogWriterOutput hush(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer user)
{
  (void)level, (void)fields, (void)n, (void)user;
  return G_LOG_WRITER_HANDLED;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_fails_once_corrupts_nothing_and_is_no_false_promise),
  };
  g_log_set_writer_func(hush, NULL, NULL);
  replace_memory();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
