#include "daemon/supervisor.h"

#include "daemon/role_process.h"

#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

struct managed_role {
  struct supervisor *supervisor;
  enum role role;
  struct role_status status;
  gboolean greeted;
  gboolean is_renewed; /* it ends because it is to be started anew */
  guint backoff_ms;
  guint child_watch, restart_timer;
};

struct supervisor {
  const struct clock *clock;
  char *runtime_dir;
  const struct supervisor_events *events;
  gpointer user;
  struct channel *channels[ROLES];
  struct managed_role roles[ROLES];
  gboolean stopping;
};

static void role_start(struct managed_role *role);

static gboolean on_renewal(gpointer user)
{
  struct managed_role *role = user;
  role->restart_timer = 0;
  role_start(role);
  return G_SOURCE_REMOVE;
}

static gboolean on_restart(gpointer user)
{
  struct managed_role *role = user;
  role->restart_timer = 0;
  role->status.restarts++;
  role_start(role);
  return G_SOURCE_REMOVE;
}

static void restart_later(struct managed_role *role)
{
  if (!role->supervisor->stopping && !role->restart_timer)
    role->restart_timer = g_timeout_add(role->backoff_ms, on_restart, role);
}

/* The channel may close before the process is seen to end, or after: whoever comes first tells. */
static void role_is_gone(struct managed_role *role)
{
  channel_close(role->supervisor->channels[role->role]);
  if (!role->greeted)
    return;
  role->greeted = FALSE;
  role->supervisor->events->down(role->role, role->supervisor->user);
}

static char *describe_end(int status)
{
  if (WIFSIGNALED(status))
    return g_strdup_printf("killed by signal %d (%s)", WTERMSIG(status), g_strsignal(WTERMSIG(status)));
  return g_strdup_printf("exited with status %d", WEXITSTATUS(status));
}

static void set_last_end(struct managed_role *role, char *words)
{
  g_free(role->status.last_end);
  role->status.last_end = words;
}

/* As was ordered: neither a failure nor a restart that is counted. */
static void renew(struct managed_role *role)
{
  role->is_renewed = FALSE;
  role->backoff_ms = ROLE_BACKOFF_FIRST_MS;
  role->status.since_us = clock_monotonic_us(role->supervisor->clock);
  if (!role->supervisor->stopping)
    role->restart_timer = g_idle_add(on_renewal, role);
}

static void on_child_ended(GPid pid, gint status, gpointer user)
{
  struct managed_role *role = user;
  g_spawn_close_pid(pid);
  role->child_watch = 0;
  role->status.pid = 0;
  if (role->is_renewed && status == 0) {
    renew(role);
    return;
  }
  role->is_renewed = FALSE;
  set_last_end(role, describe_end(status));
  gint64 now_us = clock_monotonic_us(role->supervisor->clock);
  if (now_us - role->status.since_us > ROLE_SETTLED_SEC * G_USEC_PER_SEC)
    role->backoff_ms = ROLE_BACKOFF_FIRST_MS;
  else
    role->backoff_ms = MIN(role->backoff_ms * 2, ROLE_BACKOFF_MAX_MS);
  role->status.since_us = now_us;
  role_is_gone(role);
  if (role->supervisor->stopping)
    return;
  g_warning("%s %s; it is started again in %u ms", role_name(role->role), role->status.last_end,
            role->backoff_ms);
  role->supervisor->events->died(role->role, role->status.last_end, role->supervisor->user);
  restart_later(role);
}

static void role_start(struct managed_role *role)
{
  struct supervisor *supervisor = role->supervisor;
  g_autoptr(GError) error = NULL;
  int socket = -1;
  GPid pid;
  if (!role_process_start(role->role, supervisor->runtime_dir, &pid, &socket, &error)) {
    role->backoff_ms = MIN(role->backoff_ms * 2, ROLE_BACKOFF_MAX_MS);
    g_warning("%s cannot be started: %s; tried again in %u ms", role_name(role->role), error->message,
              role->backoff_ms);
    set_last_end(role, g_strdup_printf("it could not be started: %s", error->message));
    restart_later(role);
    return;
  }
  role->status.pid = pid;
  role->status.since_us = clock_monotonic_us(supervisor->clock);
  role->status.silent_sec = 0;
  role->status.values_per_sec = (double)NAN; /* it counts from 0 again */
  g_clear_pointer(&role->status.counters, g_variant_unref);
  role->child_watch = g_child_watch_add(pid, on_child_ended, role);
  channel_open(supervisor->channels[role->role], socket);
}

/* Its end is seen in on_child_ended. */
static void end_role(struct managed_role *role, const char *why)
{
  supervisor_kill(role->supervisor, role->role, why);
  role_is_gone(role);
}

static void on_hello(struct managed_role *role, GVariant *body)
{
  const char *name, *version;
  g_variant_get(body, "(q&s&si)", NULL, &name, &version, NULL);
  if (role->greeted || strcmp(name, role_name(role->role)) != 0) {
    end_role(role, role->greeted ? "it greeted twice" : "it takes itself for another role");
    return;
  }
  if (strcmp(version, PROVOST_VERSION) != 0)
    g_warning("%s is of version %s, provostd of %s: install both alike", role_name(role->role), version,
              PROVOST_VERSION);
  role->greeted = TRUE;
  role->supervisor->events->up(role->role, role->supervisor->user);
}

static gboolean count_of(GVariant *counters, const char *name, guint64 *count)
{
  return counters && g_variant_lookup(counters, name, "t", count);
}

static void take_counters(struct managed_role *role, GVariant *counters)
{
  struct role_status *status = &role->status;
  gint64 now_us = clock_monotonic_us(role->supervisor->clock);
  guint64 before, now;
  status->values_per_sec = (double)NAN;
  if (count_of(status->counters, "values", &before) && count_of(counters, "values", &now) && now >= before &&
      now_us > status->counted_us)
    status->values_per_sec = (double)(now - before) * G_USEC_PER_SEC / (double)(now_us - status->counted_us);
  g_clear_pointer(&status->counters, g_variant_unref);
  status->counters = g_variant_ref(counters);
  status->counted_us = now_us;
}

static void on_message(struct channel *channel, enum message_kind kind, GVariant *body, gpointer user)
{
  (void)channel;
  struct managed_role *role = user;
  role->status.silent_sec = 0;
  if (kind == MESSAGE_HELLO) {
    on_hello(role, body);
  } else if (!role->greeted) {
    end_role(role, "it did not greet first");
  } else if (kind == MESSAGE_COUNTERS) {
    take_counters(role, body);
  } else {
    role->supervisor->events->message(role->role, kind, body, role->supervisor->user);
  }
}

static void on_closed(struct channel *channel, const char *reason, gpointer user)
{
  (void)channel;
  struct managed_role *role = user;
  /* A role without its core must end; one that does not, or that sends nonsense, is ended. */
  end_role(role, reason);
}

struct supervisor *supervisor_new(const struct clock *clock, const char *runtime_dir,
                                  const struct supervisor_events *events, gpointer user)
{
  static const struct channel_events channel_events = {on_message, on_closed};
  struct supervisor *supervisor = g_new0(struct supervisor, 1);
  supervisor->clock = clock;
  supervisor->runtime_dir = g_strdup(runtime_dir);
  supervisor->events = events;
  supervisor->user = user;
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++) {
    supervisor->roles[role].supervisor = supervisor;
    supervisor->roles[role].role = role;
    supervisor->roles[role].backoff_ms = ROLE_BACKOFF_FIRST_MS;
    supervisor->roles[role].status.last_end = g_strdup("");
    supervisor->roles[role].status.values_per_sec = (double)NAN;
    supervisor->channels[role] = channel_new(ROLE_CORE, role, &channel_events, &supervisor->roles[role]);
  }
  return supervisor;
}

void supervisor_start(struct supervisor *supervisor)
{
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++)
    role_start(&supervisor->roles[role]);
}

void supervisor_kill(struct supervisor *supervisor, enum role role, const char *why)
{
  GPid pid = supervisor->roles[role].status.pid;
  if (!pid)
    return;
  g_debug("%s is ended: %s", role_name(role), why);
  kill(pid, SIGKILL);
}

/* It ends when its socket closes; one that hangs is killed by supervisor_tick. */
void supervisor_renew(struct supervisor *supervisor, enum role role)
{
  struct managed_role *managed = &supervisor->roles[role];
  if (!managed->status.pid)
    return;
  managed->is_renewed = TRUE;
  set_last_end(managed, g_strdup("it was ended to be started with another configuration"));
  role_is_gone(managed);
}

/* Counted in calls, not by the clock: after a pause of provostd itself nobody has been silent. */
void supervisor_tick(struct supervisor *supervisor, guint silence_sec)
{
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++) {
    struct managed_role *managed = &supervisor->roles[role];
    guint limit_sec = managed->greeted ? silence_sec : ROLE_GREETING_SEC;
    if (!managed->status.pid || ++managed->status.silent_sec <= limit_sec)
      continue;
    g_warning("%s has said nothing for %u s: it is killed", role_name(role), limit_sec);
    end_role(managed, "it hangs");
    managed->status.silent_sec = 0;
  }
}

static gboolean reap(struct managed_role *role)
{
  if (role->status.pid && waitpid(role->status.pid, NULL, WNOHANG) != 0)
    role->status.pid = 0;
  return role->status.pid == 0;
}

/* Until no child is left, or for `wait_ms`. */
static void reap_all(struct supervisor *supervisor, guint wait_ms)
{
  gint64 end_us = g_get_monotonic_time() + (gint64)wait_ms * 1000;
  guint running;
  do {
    running = 0;
    for (enum role role = ROLE_CORE + 1; role < ROLES; role++)
      running += !reap(&supervisor->roles[role]);
    if (running)
      g_usleep(5000);
  } while (running && g_get_monotonic_time() < end_us);
}

void supervisor_stop(struct supervisor *supervisor)
{
  supervisor->stopping = TRUE;
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++) {
    struct managed_role *managed = &supervisor->roles[role];
    g_clear_handle_id(&managed->restart_timer, g_source_remove);
    g_clear_handle_id(&managed->child_watch, g_source_remove);
    channel_close(supervisor->channels[role]);
  }
  reap_all(supervisor, ROLE_STOP_MS);
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++)
    supervisor_kill(supervisor, role, "it did not end by itself");
  reap_all(supervisor, ROLE_KILL_MS);
}

void supervisor_free(struct supervisor *supervisor)
{
  if (!supervisor)
    return;
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++) {
    struct role_status *status = &supervisor->roles[role].status;
    channel_free(supervisor->channels[role]);
    g_free(status->last_end);
    g_clear_pointer(&status->counters, g_variant_unref);
  }
  g_free(supervisor->runtime_dir);
  g_free(supervisor);
}

struct channel **supervisor_channels(struct supervisor *supervisor)
{
  return supervisor->channels;
}

const struct role_status *supervisor_status(const struct supervisor *supervisor, enum role role)
{
  return &supervisor->roles[role].status;
}
