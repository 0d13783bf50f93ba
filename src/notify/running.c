#include "notify/running.h"

#include "notify/spawn.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define DRAIN_MS 20 /* between two reads of what is thrown away */
#define READ_BYTES 65536

struct running {
  guint64 id;
  struct spawned spawned;
  GByteArray *output;
  guint time_limit_sec;
  gboolean is_over_time;
  gint64 started_us;
  guint end_watch, output_watch, timer;
  running_done done;
  gpointer user;
};

/* Zombies keep its number, so that the group is its own until it is reaped. */
static void signal_group(const struct running *running, int number)
{
  if (running->spawned.pid)
    kill(-running->spawned.pid, number);
}

/* ---- output -------------------------------------------------------------------------------------- */

/* FALSE: nothing more can come. */
static gboolean read_some(struct running *running)
{
  guint8 bytes[READ_BYTES];
  ssize_t got = read(running->spawned.output, bytes, sizeof bytes);
  if (got > 0)
    g_byte_array_append(running->output, bytes, MIN((guint)got, PROGRAM_OUTPUT_MAX - running->output->len));
  return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

static gboolean on_drain(gpointer user)
{
  struct running *running = user;
  if (read_some(running))
    return G_SOURCE_CONTINUE;
  running->output_watch = 0;
  return G_SOURCE_REMOVE;
}

static gboolean on_output(gint fd, GIOCondition condition, gpointer user)
{
  (void)fd, (void)condition;
  struct running *running = user;
  gboolean goes_on = read_some(running);
  if (goes_on && running->output->len < PROGRAM_OUTPUT_MAX)
    return G_SOURCE_CONTINUE;
  running->output_watch = goes_on ? g_timeout_add(DRAIN_MS, on_drain, running) : 0;
  return G_SOURCE_REMOVE;
}

/* What was written before the end and not yet read. */
static void read_rest(struct running *running)
{
  guint before;
  do {
    before = running->output->len;
    read_some(running);
  } while (running->output->len > before && running->output->len < PROGRAM_OUTPUT_MAX);
}

static char *output_text(const struct running *running)
{
  g_autofree char *valid = g_utf8_make_valid((const char *)running->output->data, running->output->len);
  GString *text = g_string_new(NULL);
  for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    g_string_append_unichar(text, c != '\n' && g_unichar_iscntrl(c) ? ' ' : c);
  }
  return g_string_free(text, FALSE);
}

/* ---- the end ------------------------------------------------------------------------------------- */

static char *describe_end(const struct running *running, int status)
{
  if (running->is_over_time)
    return g_strdup_printf("had not ended after %u s and was ended", running->time_limit_sec);
  if (WIFSIGNALED(status))
    return g_strdup_printf("was killed by signal %d (%s)", WTERMSIG(status), g_strsignal(WTERMSIG(status)));
  if (WEXITSTATUS(status) != 0)
    return g_strdup_printf("exited with status %d", WEXITSTATUS(status));
  return g_strdup("");
}

static void reap(struct running *running, int *status)
{
  signal_group(running, SIGKILL);
  while (waitpid(running->spawned.pid, status, 0) < 0 && errno == EINTR)
    ;
  running->spawned.pid = 0;
}

static gboolean on_end(gint fd, GIOCondition condition, gpointer user)
{
  (void)fd, (void)condition;
  struct running *running = user;
  int status = 0;
  running->end_watch = 0;
  g_clear_handle_id(&running->timer, g_source_remove);
  reap(running, &status);
  read_rest(running);
  g_autofree char *how = describe_end(running, status), *output = output_text(running);
  const struct run_end end = {
      .exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
      .how = how,
      .output = output,
      .took_ms = (guint)((g_get_monotonic_time() - running->started_us) / 1000),
  };
  running->done(running, &end, running->user);
  return G_SOURCE_REMOVE;
}

static gboolean on_grace_over(gpointer user)
{
  struct running *running = user;
  running->timer = 0;
  signal_group(running, SIGKILL);
  return G_SOURCE_REMOVE;
}

static gboolean on_time_over(gpointer user)
{
  struct running *running = user;
  running->is_over_time = TRUE;
  running_ask_to_end(running);
  running->timer = g_timeout_add(PROGRAM_GRACE_SEC * 1000, on_grace_over, running);
  return G_SOURCE_REMOVE;
}

/* ---- life cycle ---------------------------------------------------------------------------------- */

struct running *running_start(const struct run_order *order, running_done done, gpointer user, GError **error)
{
  g_auto(GStrv) argv = program_arguments(order->program, order->values);
  g_auto(GStrv) environment = program_environment(order->values);
  struct spawned spawned;
  gint64 now_us = g_get_monotonic_time();
  if (!spawn_program(argv, environment, &spawned, error))
    return NULL;
  struct running *running = g_new0(struct running, 1);
  running->id = order->id;
  running->spawned = spawned;
  running->output = g_byte_array_sized_new(PROGRAM_OUTPUT_MAX); /* of nothing, too, there is a pointer to a text */
  running->time_limit_sec = order->time_limit_sec;
  running->started_us = now_us;
  running->done = done;
  running->user = user;
  running->end_watch = g_unix_fd_add(spawned.pidfd, G_IO_IN, on_end, running);
  running->output_watch = g_unix_fd_add(spawned.output, G_IO_IN | G_IO_HUP, on_output, running);
  running->timer = g_timeout_add(order->time_limit_sec * 1000, on_time_over, running);
  return running;
}

void running_free(struct running *running)
{
  g_clear_handle_id(&running->end_watch, g_source_remove);
  g_clear_handle_id(&running->output_watch, g_source_remove);
  g_clear_handle_id(&running->timer, g_source_remove);
  if (running->spawned.pid)
    reap(running, NULL);
  close(running->spawned.pidfd);
  close(running->spawned.output);
  g_byte_array_unref(running->output);
  g_free(running);
}

guint64 running_id(const struct running *running)
{
  return running->id;
}

void running_ask_to_end(const struct running *running)
{
  signal_group(running, SIGTERM);
}

void running_await_end(const struct running *running, guint wait_ms)
{
  struct pollfd ended = {.fd = running->spawned.pidfd, .events = POLLIN};
  poll(&ended, 1, (int)wait_ms);
}
