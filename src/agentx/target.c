#include "agentx/target.h"

#include "agentx/sender.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define RESTART_MS 1000 /* after its process could not be started, or ended */

struct waiting {
  guint64 number;
  GVariant *body;
};

struct target {
  char *name;
  GVariant *settings; /* SENDER_SETTINGS */
  void (*moved)(gpointer user);
  gpointer user;
  GQueue queue; /* struct waiting; where one is on its way it is the first */
  gboolean is_on_its_way, is_failing;
  guint64 patience_ms;
  int fd; /* -1: there is no process */
  int pidfd; /* the same; its number may be another's once on_end has reaped it */
  guint fd_watch, timer; /* the timer: one is awaited, or a new process */
  struct target_counts counts;
};

static void send_next(struct target *target);

static void waiting_free(gpointer data)
{
  struct waiting *waiting = data;
  g_variant_unref(waiting->body);
  g_free(waiting);
}

static GVariant *settings_body(const struct target_settings *settings)
{
  const struct engine *engine = settings->engine;
  return g_variant_ref_sink(g_variant_new("(ssuub@a{ss}@ayut)", settings->address, settings->version, settings->timeout_ms,
                                          settings->retries, settings->inform, settings->credentials,
                                          g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, engine->id, ENGINE_ID_BYTES, 1),
                                          engine->boots, (guint64)engine->started_us));
}

struct target *target_new(const struct target_settings *settings, void (*moved)(gpointer user), gpointer user)
{
  struct target *target = g_new0(struct target, 1);
  target->name = g_strdup(settings->name);
  target->settings = settings_body(settings);
  target->moved = moved;
  target->user = user;
  target->fd = target->pidfd = -1;
  /* The engine of version 3 is looked for first, as often. */
  target->patience_ms = 2 * (guint64)settings->timeout_ms * (settings->retries + 1) + TARGET_SLACK_MS;
  return target;
}

gboolean target_is(const struct target *target, const struct target_settings *settings)
{
  g_autoptr(GVariant) body = settings_body(settings);
  return strcmp(target->name, settings->name) == 0 && g_variant_equal(target->settings, body);
}

/* ---- its process --------------------------------------------------------------------------------- */

static void on_end(GPid pid, gint status, gpointer user)
{
  (void)status;
  (void)user;
  g_spawn_close_pid(pid);
}

static void end_process(struct target *target)
{
  g_clear_handle_id(&target->fd_watch, g_source_remove);
  if (target->fd < 0)
    return;
  if (target->pidfd >= 0) {
    pidfd_send_signal(target->pidfd, SIGKILL, NULL, 0); /* it may wait for its target */
    close(target->pidfd);
  }
  close(target->fd);
  target->fd = target->pidfd = -1;
}

void target_free(struct target *target)
{
  g_clear_handle_id(&target->timer, g_source_remove);
  end_process(target);
  g_queue_clear_full(&target->queue, waiting_free);
  g_variant_unref(target->settings);
  g_free(target->name);
  g_free(target);
}

static gboolean spawn(struct target *target, int theirs, GError **error)
{
  GPid pid;
  g_autofree char *program = g_file_read_link("/proc/self/exe", error);
  const char *argv[] = {program, SENDER_OPTION, NULL};
  const int to[] = {3};
  if (!program || !g_spawn_async_with_pipes_and_fds(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, -1, -1, -1, &theirs,
                                                    to, 1, &pid, NULL, NULL, NULL, error))
    return FALSE;
  target->pidfd = pidfd_open(pid, 0);
  g_child_watch_add(pid, on_end, NULL);
  return TRUE;
}

static gboolean put(const struct target *target, GVariant *body)
{
  gsize n = g_variant_get_size(body);
  return n <= SENDER_PACKET_MAX && send(target->fd, g_variant_get_data(body), n, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)n;
}

static gboolean on_word(gint fd, GIOCondition condition, gpointer user);

static gboolean start_process(struct target *target)
{
  int pair[2];
  g_autoptr(GError) error = NULL;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) {
    g_warning("target %s: cannot make a socket pair: %s", target->name, g_strerror(errno));
    return FALSE;
  }
  gboolean is_started = spawn(target, pair[1], &error);
  close(pair[1]);
  if (!is_started) {
    g_warning("target %s: %s", target->name, error->message);
    close(pair[0]);
    return FALSE;
  }
  target->fd = pair[0];
  target->fd_watch = g_unix_fd_add(target->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_word, target);
  return put(target, target->settings);
}

/* ---- one after the other ------------------------------------------------------------------------- */

/* The one on its way is over. */
static void settle(struct target *target, const char *why)
{
  gboolean was_failing = target->is_failing;
  g_clear_handle_id(&target->timer, g_source_remove);
  waiting_free(g_queue_pop_head(&target->queue));
  target->is_on_its_way = FALSE;
  target->is_failing = why[0] != '\0';
  target->counts.sent += target->is_failing ? 0 : 1;
  target->counts.failed += target->is_failing ? 1 : 0;
  if (target->is_failing && !was_failing)
    g_warning("target %s was not notified: %s", target->name, why);
  else if (was_failing && !target->is_failing)
    g_message("target %s is notified again", target->name);
}

static gboolean on_restart(gpointer user)
{
  struct target *target = user;
  target->timer = 0;
  send_next(target);
  return G_SOURCE_REMOVE;
}

static void fail_process(struct target *target, const char *why)
{
  end_process(target);
  if (target->is_on_its_way)
    settle(target, why);
  g_clear_handle_id(&target->timer, g_source_remove);
  target->timer = g_timeout_add(RESTART_MS, on_restart, target);
  target->moved(target->user);
}

static gboolean on_hang(gpointer user)
{
  struct target *target = user;
  target->timer = 0;
  fail_process(target, "its process hung");
  return G_SOURCE_REMOVE;
}

static gboolean on_word(gint fd, GIOCondition condition, gpointer user)
{
  (void)condition;
  struct target *target = user;
  char why[SENDER_PACKET_MAX + 1] = "";
  ssize_t n = recv(fd, why, sizeof why - 1, MSG_DONTWAIT);
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n <= 0 || !target->is_on_its_way) {
    target->fd_watch = 0;
    fail_process(target, "its process ended");
    return G_SOURCE_REMOVE;
  }
  settle(target, why);
  send_next(target);
  target->moved(target->user);
  return G_SOURCE_CONTINUE;
}

static void send_next(struct target *target)
{
  const struct waiting *waiting = g_queue_peek_head(&target->queue);
  if (!waiting || target->is_on_its_way || target->timer)
    return;
  if (target->fd < 0 && !start_process(target)) {
    end_process(target);
    target->timer = g_timeout_add(RESTART_MS, on_restart, target);
    return;
  }
  target->is_on_its_way = TRUE;
  target->timer = g_timeout_add((guint)MIN(target->patience_ms, G_MAXUINT), on_hang, target);
  if (!put(target, waiting->body))
    fail_process(target, "its process does not take it");
}

void target_send(struct target *target, guint64 number, GVariant *body)
{
  struct waiting *waiting = g_new0(struct waiting, 1);
  *waiting = (struct waiting){number, g_variant_ref(body)};
  g_queue_push_tail(&target->queue, waiting);
  if (g_queue_get_length(&target->queue) > TARGET_QUEUE_MAX) {
    waiting_free(g_queue_pop_nth(&target->queue, target->is_on_its_way ? 1 : 0));
    target->counts.dropped++;
  }
  send_next(target);
}

guint64 target_oldest(const struct target *target)
{
  const struct waiting *waiting = g_queue_peek_head((GQueue *)&target->queue);
  return waiting ? waiting->number : G_MAXUINT64;
}

gboolean target_is_failing(const struct target *target)
{
  return target->is_failing;
}

struct target_counts target_counts(const struct target *target)
{
  struct target_counts counts = target->counts;
  counts.waiting = g_queue_get_length((GQueue *)&target->queue);
  return counts;
}
