#include "virt/host_link.h"

#include "base/text.h"
#include "virt/outbox.h"

#define LOG_PERIOD_SEC 600
#define LOG_BURST 5 /* times in a period that a link may be logged as down */

struct host_link {
  const struct endpoint *endpoint;
  struct channel *channel;
  gint64 patience_us; /* a call that takes longer hangs */
  GMutex lock;
  /* Under the lock. */
  enum link_state state;
  char *reason;
  guint changes;
  const char *call; /* being made now, or NULL */
  gint64 since_us;
  /* Main loop only: what was said last. */
  guint reported_changes;
  const char *reported_hang; /* the call, or NULL */
  gboolean is_down_logged;
  gint64 log_until_us; /* monotonic, of the period in which `logged` counts */
  guint logged;
};

struct host_link *host_link_new(const struct endpoint *endpoint, struct channel *channel, gint64 patience_us)
{
  struct host_link *link = g_new0(struct host_link, 1);
  link->endpoint = endpoint;
  link->channel = channel;
  link->patience_us = patience_us;
  g_mutex_init(&link->lock);
  link->state = LINK_NONE;
  link->reason = g_strdup("");
  return link;
}

void host_link_free(struct host_link *link)
{
  g_mutex_clear(&link->lock);
  g_free(link->reason);
  g_free(link);
}

static void report(gpointer link)
{
  host_link_report(link);
}

void host_link_set(struct host_link *link, enum link_state state, const char *reason)
{
  g_mutex_lock(&link->lock);
  gboolean changed = state != link->state || g_strcmp0(reason, link->reason) != 0;
  if (changed) {
    link->state = state;
    text_replace(&link->reason, reason);
    link->changes++;
  }
  g_mutex_unlock(&link->lock);
  if (changed)
    outbox_call(report, link);
}

void host_link_enter(struct host_link *link, const char *call)
{
  g_mutex_lock(&link->lock);
  link->call = call;
  link->since_us = g_get_monotonic_time();
  g_mutex_unlock(&link->lock);
}

void host_link_leave(struct host_link *link)
{
  g_mutex_lock(&link->lock);
  link->call = NULL;
  g_mutex_unlock(&link->lock);
  if (g_atomic_pointer_get(&link->reported_hang))
    outbox_call(report, link);
}

/* FALSE: it has come and gone too often to be logged each time; the status knows. */
static gboolean may_log(struct host_link *link)
{
  gint64 now_us = g_get_monotonic_time();
  if (now_us >= link->log_until_us) {
    link->log_until_us = now_us + LOG_PERIOD_SEC * G_USEC_PER_SEC;
    link->logged = 0;
  }
  return link->logged++ < LOG_BURST;
}

/* Once when it goes, once when it comes back. */
static void log_link(struct host_link *link, enum link_state state, const char *reason)
{
  if (state == LINK_DOWN && !link->is_down_logged) {
    if (!may_log(link))
      return;
    g_warning("%s: %s%s", link->endpoint->subject, reason,
              link->logged == LOG_BURST ? "; it comes and goes: not logged again for ten minutes" : "");
  }
  if (state == LINK_UP && link->is_down_logged)
    g_message("%s: libvirtd at %s answers", link->endpoint->subject, link->endpoint->uri);
  link->is_down_logged = state == LINK_DOWN || (link->is_down_logged && state != LINK_UP);
}

static void send_link(struct host_link *link, enum link_state state, const char *reason)
{
  log_link(link, state, reason);
  channel_send(link->channel, MESSAGE_LINK,
               g_variant_new("(syys)", link->endpoint->subject, (guchar)SOURCE_LIBVIRT, (guchar)state,
                             reason));
}

void host_link_report(struct host_link *link)
{
  g_mutex_lock(&link->lock);
  gint64 busy_us = link->call ? g_get_monotonic_time() - link->since_us : 0;
  const char *hang = busy_us > link->patience_us ? link->call : NULL;
  gboolean changed = hang != link->reported_hang || (!hang && link->changes != link->reported_changes);
  enum link_state state = hang ? LINK_DOWN : link->state;
  g_autofree char *reason =
      hang ? g_strdup_printf("libvirtd at %s hangs in %s since %" G_GINT64_FORMAT " s", link->endpoint->uri,
                             hang, busy_us / G_USEC_PER_SEC)
           : g_strdup(link->reason);
  link->reported_changes = link->changes;
  g_atomic_pointer_set(&link->reported_hang, hang);
  g_mutex_unlock(&link->lock);
  if (changed)
    send_link(link, state, reason);
}
