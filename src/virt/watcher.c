#include "virt/watcher.h"

#include "virt/connection.h"
#include "virt/host_link.h"
#include "virt/library.h"
#include "virt/sweep.h"

#define PATIENCE_INTERVALS 3
#define PATIENCE_MIN_MS 10000
#define EVENT_DEBOUNCE_US (100 * 1000)
#define GUESTS_EVERY_US (30 * G_USEC_PER_SEC)
#define BACKOFF_MIN_MS 1000
#define BACKOFF_MAX_MS 30000
#define QUICK_RETRIES 3

struct watcher {
  struct endpoint *endpoint;
  struct surveyor *surveyor;
  const struct clock *clock;
  guint interval_ms;
  struct host_link *link;
  struct sweeper *sweeper;
  struct tally tally;
  /* The thread's own. */
  struct connection *connection; /* or NULL */
  guint failures;
  gboolean met; /* once before */
  gint64 connect_us, list_us, tell_us, sweep_us; /* monotonic, when each is due */
  gint64 stamp_sec;                              /* of the last sweep */
  /* Set by libvirt's event thread. */
  GMutex lock;
  GCond woken;
  gboolean lost, changed;
};

guint watcher_backoff_ms(guint failures, double jitter)
{
  guint ms = BACKOFF_MIN_MS;
  for (guint i = QUICK_RETRIES; i < failures && ms < BACKOFF_MAX_MS; i++)
    ms *= 2;
  ms = MIN(ms, BACKOFF_MAX_MS);
  return ms - (guint)(ms * 0.2 * jitter);
}

static void wake(struct watcher *watcher, gboolean *flag)
{
  g_mutex_lock(&watcher->lock);
  *flag = TRUE;
  g_cond_signal(&watcher->woken);
  g_mutex_unlock(&watcher->lock);
}

static void on_close(virConnectPtr connection, int reason, void *user)
{
  (void)connection, (void)reason;
  struct watcher *watcher = user;
  wake(watcher, &watcher->lost);
}

static void on_event(struct watcher *watcher)
{
  tally_add(&watcher->tally, TALLY_EVENTS, 1);
  wake(watcher, &watcher->changed);
}

static int on_lifecycle(virConnectPtr connection, virDomainPtr domain, int event, int detail, void *user)
{
  (void)connection, (void)event, (void)detail;
  struct watcher *watcher = user;
  char uuid[VIR_UUID_STRING_BUFLEN];
  if (virDomainGetUUIDString(domain, uuid) == 0)
    surveyor_note(watcher->surveyor, uuid);
  on_event(watcher);
  return 0;
}

static void on_balloon(virConnectPtr connection, virDomainPtr domain, unsigned long long kib, void *user)
{
  (void)connection, (void)domain, (void)kib;
  on_event(user);
}

static const struct connection_ears ears = {on_close, on_lifecycle, on_balloon};

static void disconnect(struct watcher *watcher, const char *reason)
{
  host_link_set(watcher->link, LINK_DOWN, reason);
  host_link_enter(watcher->link, "virConnectClose");
  g_clear_pointer(&watcher->connection, connection_unref);
  host_link_leave(watcher->link);
  guint wait_ms = watcher_backoff_ms(watcher->failures++, g_random_double());
  watcher->connect_us = g_get_monotonic_time() + (gint64)wait_ms * 1000;
}

static void connect_host(struct watcher *watcher)
{
  g_autoptr(GError) error = NULL;
  g_mutex_lock(&watcher->lock);
  watcher->lost = watcher->changed = FALSE;
  g_mutex_unlock(&watcher->lock);
  host_link_enter(watcher->link, "virConnectOpen");
  virConnectPtr libvirt = endpoint_watch(watcher->endpoint, &error);
  watcher->connection = libvirt ? connection_new(libvirt) : NULL;
  if (libvirt)
    connection_listen(watcher->connection, &ears, watcher);
  host_link_leave(watcher->link);
  if (!watcher->connection || !sweeper_meet(watcher->sweeper, watcher->connection, &error)) {
    disconnect(watcher, error->message);
    return;
  }
  host_link_set(watcher->link, LINK_UP, "");
  if (watcher->met) {
    tally_add(&watcher->tally, TALLY_RECONNECTS, 1);
    surveyor_meet(watcher->surveyor);
  }
  watcher->met = TRUE;
  watcher->failures = 0;
  watcher->list_us = G_MAXINT64;
  watcher->tell_us = g_get_monotonic_time() + GUESTS_EVERY_US;
}

static void list_guests(struct watcher *watcher)
{
  g_autoptr(GError) error = NULL;
  watcher->list_us = G_MAXINT64;
  watcher->tell_us = g_get_monotonic_time() + GUESTS_EVERY_US;
  if (!sweeper_list(watcher->sweeper, watcher->connection, &error))
    disconnect(watcher, error->message);
}

/* A failed call may have taken long: its unknown values belong to the time when it was given up. */
static void sweep_grid_point(struct watcher *watcher)
{
  g_autoptr(GError) error = NULL;
  enum reading_state why = READING_UNREACHABLE;
  if (watcher->connection) {
    if (sweeper_sweep(watcher->sweeper, watcher->connection, watcher->stamp_sec, &error))
      return;
    why = READING_NO_ANSWER;
    disconnect(watcher, error->message);
    watcher->stamp_sec = clock_grid_sec(clock_wall_us(watcher->clock), watcher->interval_ms);
  }
  sweeper_lost(watcher->sweeper, watcher->stamp_sec, why);
}

static void sweep(struct watcher *watcher)
{
  gint64 late_us = g_get_monotonic_time() - watcher->sweep_us;
  tally_add(&watcher->tally, TALLY_LATE_SWEEPS, (guint64)(late_us / 1000 / watcher->interval_ms));
  gint64 stamp_sec = clock_grid_sec(clock_wall_us(watcher->clock), watcher->interval_ms);
  /* A wall clock that is being slowed down can show the same point twice. */
  if (stamp_sec != watcher->stamp_sec) {
    watcher->stamp_sec = stamp_sec;
    sweep_grid_point(watcher);
  }
  guint wait_ms = clock_until_grid_ms(clock_wall_us(watcher->clock), watcher->interval_ms);
  watcher->sweep_us = g_get_monotonic_time() + (gint64)wait_ms * 1000;
}

static gint64 next_due_us(const struct watcher *watcher)
{
  return watcher->connection ? MIN(watcher->sweep_us, MIN(watcher->list_us, watcher->tell_us))
                             : MIN(watcher->sweep_us, watcher->connect_us);
}

/* Waits until something is due or libvirt has news. TRUE if the connection was lost. */
static gboolean wait_for_work(struct watcher *watcher)
{
  g_mutex_lock(&watcher->lock);
  while (!watcher->lost && !watcher->changed &&
         g_cond_wait_until(&watcher->woken, &watcher->lock, next_due_us(watcher)))
    ;
  gboolean lost = watcher->lost;
  if (watcher->changed && watcher->list_us == G_MAXINT64)
    watcher->list_us = g_get_monotonic_time() + EVENT_DEBOUNCE_US;
  watcher->lost = watcher->changed = FALSE;
  g_mutex_unlock(&watcher->lock);
  return lost;
}

static gpointer watch(gpointer user)
{
  struct watcher *watcher = user;
  host_link_set(watcher->link, LINK_CONNECTING, "");
  for (;;) {
    gint64 now_us = g_get_monotonic_time();
    if (!watcher->connection && now_us >= watcher->connect_us)
      connect_host(watcher);
    if (watcher->connection && now_us >= MIN(watcher->list_us, watcher->tell_us))
      list_guests(watcher);
    if (now_us >= watcher->sweep_us)
      sweep(watcher);
    /* After a failed call the connection is gone already, and its late farewell means nothing. */
    if (wait_for_work(watcher) && watcher->connection && virConnectIsAlive(watcher->connection->libvirt) != 1) {
      g_autofree char *reason =
          g_strdup_printf("libvirtd at %s closed the connection", watcher->endpoint->uri);
      disconnect(watcher, reason);
    }
  }
  return NULL;
}

struct watcher *watcher_start(struct endpoint *endpoint, struct surveyor *surveyor, struct channel *channel,
                              const struct clock *clock, guint interval_ms)
{
  struct watcher *watcher = g_new0(struct watcher, 1);
  watcher->endpoint = endpoint;
  watcher->surveyor = surveyor;
  watcher->clock = clock;
  watcher->interval_ms = interval_ms;
  watcher->link = host_link_new(endpoint, channel,
                                (gint64)MAX(interval_ms * PATIENCE_INTERVALS, PATIENCE_MIN_MS) * 1000);
  tally_init(&watcher->tally);
  watcher->sweeper = sweeper_new(endpoint, watcher->link, &watcher->tally, channel, interval_ms);
  g_mutex_init(&watcher->lock);
  g_cond_init(&watcher->woken);
  watcher->list_us = watcher->tell_us = G_MAXINT64;
  watcher->sweep_us =
      g_get_monotonic_time() + (gint64)clock_until_grid_ms(clock_wall_us(clock), interval_ms) * 1000;
  g_thread_unref(g_thread_new(endpoint_name(endpoint), watch, watcher));
  return watcher;
}

void watcher_check(struct watcher *watcher)
{
  host_link_report(watcher->link);
}

void watcher_collect(struct watcher *watcher, guint64 totals[TALLY_KINDS])
{
  tally_collect(&watcher->tally, totals);
}
