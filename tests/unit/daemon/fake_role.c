/*
 * Stands for every role program: provost-snmp, -virt, -rrd and -policy are built from it, beside the test.
 * FAKE_ROLE is "PROVOST-ROLE=MANNERS"; all other roles have good ones: they greet, tell which
 * descriptors they have open, and exit when the socket closes.
 */
#include "wire/messages.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define SOCKET 3

static enum role role_of(const char *program, const char *argument)
{
  g_autofree char *name = g_path_get_basename(program);
  g_autofree char *full = argument ? g_strconcat(name, argument + 1, NULL) : g_strdup(name);
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++)
    if (strcmp(role_name(role), full) == 0)
      return role;
  _exit(99);
}

static void say(enum message_kind kind, GVariant *body)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink(body);
  struct {
    guint32 length;
    guint16 kind, version;
  } head = {(guint32)g_variant_get_size(owned), (guint16)kind, WIRE_VERSION};
  ssize_t sent = write(SOCKET, &head, sizeof head) + write(SOCKET, g_variant_get_data(owned), head.length);
  (void)sent; /* whether anybody is there is seen when it is read */
}

static void greet(enum role as)
{
  say(MESSAGE_HELLO, g_variant_new("(qssi)", WIRE_VERSION, role_name(as), PROVOST_VERSION, getpid()));
}

/* {"N": 1} for each open descriptor N. */
static void tell_descriptors(void)
{
  GVariantBuilder open;
  g_variant_builder_init(&open, G_VARIANT_TYPE("a{st}"));
  DIR *folder = opendir("/proc/self/fd");
  struct dirent *entry;
  while ((entry = readdir(folder)))
    if (g_ascii_isdigit(entry->d_name[0]) && atoi(entry->d_name) != dirfd(folder))
      g_variant_builder_add(&open, "{st}", entry->d_name, (guint64)1);
  closedir(folder);
  say(MESSAGE_COUNTERS, g_variant_builder_end(&open));
}

/* 100 values at first, 400 when it gets SIGUSR1. */
static void count_values(void)
{
  sigset_t signals;
  int got;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  say(MESSAGE_COUNTERS, g_variant_new_parsed("{'values': uint64 100}"));
  sigwait(&signals, &got);
  say(MESSAGE_COUNTERS, g_variant_new_parsed("{'values': uint64 400}"));
}

static void wait_for_end(void)
{
  char bytes[4096];
  while (read(SOCKET, bytes, sizeof bytes) > 0)
    ;
}

int main(int argc, char **argv)
{
  enum role role = role_of(argv[0], argc > 1 ? argv[1] : NULL);
  g_auto(GStrv) wanted = g_strsplit(g_getenv("FAKE_ROLE") ? g_getenv("FAKE_ROLE") : "=", "=", 2);
  prctl(PR_SET_PDEATHSIG, SIGKILL); /* also where the test fails */
  signal(SIGPIPE, SIG_IGN);
  const char *manners = strcmp(wanted[0], role_name(role)) == 0 ? wanted[1] : "good";
  while (strcmp(manners, "mute") == 0)
    pause();
  if (strcmp(manners, "early") == 0)
    tell_descriptors();
  greet(strcmp(manners, "other") == 0 ? ROLE_CORE : role);
  if (strcmp(manners, "twice") == 0)
    greet(role);
  if (strcmp(manners, "nonsense") == 0 && write(SOCKET, "nonsense nonsense nonsense", 26) < 0)
    _exit(98);
  if (strcmp(manners, "counts") == 0)
    count_values();
  else
    tell_descriptors();
  if (strcmp(manners, "dies") == 0)
    _exit(7);
  wait_for_end();
  while (strcmp(manners, "good") != 0) /* with bad manners it is deaf, too */
    pause();
  _exit(0); /* a sanitizer's last look would take a while */
}
