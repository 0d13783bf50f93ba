#include "wire/role.h"

#include "base/error.h"
#include "base/log.h"
#include "wire/catalogue.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define ROLE_SOCKET_FD 3

struct running_role {
  const struct role_program *program;
  struct channel *channel;
  gpointer state;
};

/* A role may hang in a foreign library on another thread: leave without running its destructors. */
G_NORETURN static void role_stop(struct running_role *role, const char *reason)
{
  g_debug("stopping: %s", reason);
  role->program->stop(role->state);
  _exit(EXIT_SUCCESS);
}

static void on_message(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct running_role *role = user;
  if (kind == MESSAGE_CATALOGUE)
    catalogue_take(body);
  else
    role->program->message(role->state, kind, body);
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel;
  role_stop(user, reason);
}

static gboolean on_sigterm(gpointer user)
{
  role_stop(user, "SIGTERM");
}

static int connect_to(const char *path)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (g_strlcpy(address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
    return fd;
  if (fd >= 0)
    close(fd);
  return -1;
}

static gboolean is_socket(int fd)
{
  int type;
  socklen_t length = sizeof type;
  return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_STREAM;
}

/* The socket to the core, or -1 with the reason printed. */
static int role_socket(const struct role_program *program, int argc, char **argv)
{
  g_autofree char *path = NULL;
  const GOptionEntry entries[] = {
      {"socket", 0, 0, G_OPTION_ARG_FILENAME, &path, "connect to this Unix socket instead of descriptor 3",
       "PATH"},
      {0}};
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_option_context_set_summary(context, program->summary);
  g_option_context_add_main_entries(context, entries, NULL);
  if (program->options)
    g_option_context_add_main_entries(context, program->options, NULL);
  g_autoptr(GError) error = NULL;
  if (!g_option_context_parse(context, &argc, &argv, &error)) {
    fprintf(stderr, "%s: %s\n", role_name(program->role), error->message);
    return -1;
  }
  if (path) {
    int fd = connect_to(path);
    if (fd < 0)
      fprintf(stderr, "%s: cannot connect to %s: %s\n", role_name(program->role), path, g_strerror(errno));
    return fd;
  }
  if (!is_socket(ROLE_SOCKET_FD)) {
    fprintf(stderr, "%s is started by provostd; to try it alone, give --socket PATH\n",
            role_name(program->role));
    return -1;
  }
  fcntl(ROLE_SOCKET_FD, F_SETFD, FD_CLOEXEC);
  return ROLE_SOCKET_FD;
}

int role_main(const struct role_program *program, int argc, char **argv)
{
  static const struct channel_events events = {on_message, on_closed};
  log_open(role_name(program->role));
  int fd = role_socket(program, argc, argv);
  if (fd < 0)
    return EXIT_USAGE;

  struct running_role role = {.program = program};
  role.channel = channel_new(program->role, ROLE_CORE, &events, &role);
  channel_open(role.channel, fd);
  channel_send(role.channel, MESSAGE_HELLO,
               g_variant_new("(qssi)", WIRE_VERSION, role_name(program->role), PROVOST_VERSION, getpid()));
  role.state = program->start(role.channel);
  g_unix_signal_add(SIGTERM, on_sigterm, &role);
  /* Ctrl-C on provostd's terminal reaches the whole group: the core decides when its roles go. */
  signal(SIGINT, SIG_IGN);
  signal(SIGHUP, SIG_IGN); /* a terminal that goes away sends it to all; provostd says what is to happen */
  signal(SIGPIPE, SIG_IGN);

  g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
  g_main_loop_run(loop);
  return EXIT_SUCCESS;
}

void role_send_counters(struct channel *channel, const struct role_counter *counters, gsize n)
{
  GVariantBuilder builder;
  g_variant_builder_init(&builder, G_VARIANT_TYPE("a{st}"));
  for (gsize i = 0; i < n; i++)
    g_variant_builder_add(&builder, "{st}", counters[i].name, counters[i].value);
  channel_send(channel, MESSAGE_COUNTERS, g_variant_builder_end(&builder));
}
