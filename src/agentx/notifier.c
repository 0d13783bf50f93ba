#include "agentx/notifier.h"

#include "agentx/notice.h"
#include "base/limits.h"

#include <string.h>

/* Intervals are not kept to the millisecond: a heartbeat that is almost due goes out. */
#define HEARTBEAT_SLACK_MS 500

struct notifier {
  const struct rows *rows;
  void (*taken)(guint64 number, gpointer user);
  gpointer user;
  struct notices *notices;
  GPtrArray *targets; /* struct target */
  struct engine engine;
  struct target_counts former; /* of targets that are gone */
  guint heartbeat_ms;
  gint64 beat_us; /* monotonic: the last heartbeat that went out; 0: none yet */
  guint64 last, said; /* events: that came last, up to which all are taken */
};

struct notifier *notifier_new(const struct rows *rows, void (*taken)(guint64 number, gpointer user), gpointer user)
{
  struct notifier *notifier = g_new0(struct notifier, 1);
  notifier->rows = rows;
  notifier->taken = taken;
  notifier->user = user;
  notifier->notices = notices_new();
  notifier->targets = g_ptr_array_new_with_free_func((GDestroyNotify)target_free);
  return notifier;
}

void notifier_free(struct notifier *notifier)
{
  g_ptr_array_unref(notifier->targets);
  notices_free(notifier->notices);
  g_free(notifier);
}

static void say_taken(struct notifier *notifier)
{
  guint64 number = notifier->last;
  for (guint i = 0; i < notifier->targets->len; i++) {
    const struct target *target = notifier->targets->pdata[i];
    if (!target_is_failing(target) && target_oldest(target) <= number)
      number = target_oldest(target) - 1;
  }
  if (number <= notifier->said)
    return;
  notifier->said = number;
  notifier->taken(number, notifier->user);
}

static void on_moved(gpointer user)
{
  say_taken(user);
}

/* ---- configuration ------------------------------------------------------------------------------- */

static void add_counts(struct target_counts *sum, const struct target_counts *counts)
{
  sum->sent += counts->sent;
  sum->failed += counts->failed;
  sum->dropped += counts->dropped;
  sum->waiting += counts->waiting;
}

/* One that is as it was, taken out of `former`; else a new one. */
static struct target *take_target(struct notifier *notifier, GPtrArray *former, const struct target_settings *settings)
{
  for (guint i = 0; i < former->len; i++)
    if (target_is(former->pdata[i], settings))
      return g_ptr_array_steal_index_fast(former, i);
  return target_new(settings, on_moved, notifier);
}

static void remember_counts(struct notifier *notifier, const GPtrArray *gone)
{
  for (guint i = 0; i < gone->len; i++) {
    struct target_counts counts = target_counts(gone->pdata[i]);
    counts.dropped += counts.waiting;
    counts.waiting = 0;
    add_counts(&notifier->former, &counts);
  }
}

void notifier_configure(struct notifier *notifier, GVariant *targets, const char *folder, guint heartbeat_ms)
{
  struct target_settings settings = {.engine = &notifier->engine};
  g_autoptr(GPtrArray) former = notifier->targets;
  GVariantIter iter;
  notifier->targets = g_ptr_array_new_with_free_func((GDestroyNotify)target_free);
  notifier->heartbeat_ms = heartbeat_ms;
  if (!notifier->engine.boots && g_variant_n_children(targets) > 0)
    engine_begin(&notifier->engine, folder);
  g_variant_iter_init(&iter, targets);
  while (g_variant_iter_loop(&iter, "(&s&s&suub@a{ss})", &settings.name, &settings.address, &settings.version,
                             &settings.timeout_ms, &settings.retries, &settings.inform, &settings.credentials) &&
         notifier->targets->len < LIMIT_TARGETS)
    g_ptr_array_add(notifier->targets, take_target(notifier, former, &settings));
  remember_counts(notifier, former);
  say_taken(notifier);
}

/* ---- events -------------------------------------------------------------------------------------- */

static gboolean is_due(struct notifier *notifier, const struct mib_notification *notification)
{
  gint64 now_us = g_get_monotonic_time();
  if (strcmp(notification->name, "Heartbeat") != 0)
    return TRUE;
  if (notifier->beat_us && now_us - notifier->beat_us < ((gint64)notifier->heartbeat_ms - HEARTBEAT_SLACK_MS) * 1000)
    return FALSE;
  notifier->beat_us = now_us;
  return TRUE;
}

void notifier_take_event(struct notifier *notifier, guint64 number, const char *kind, const char *text)
{
  json_auto_t *event = json_loads(text, 0, NULL);
  const struct mib_notification *notification = notices_take(notifier->notices, kind, event);
  notifier->last = MAX(notifier->last, number);
  if (notification && is_due(notifier, notification)) {
    g_autoptr(GVariant) body = g_variant_ref_sink(notice_body(notification, number, event, notifier->rows));
    for (guint i = 0; i < notifier->targets->len; i++)
      target_send(notifier->targets->pdata[i], number, body);
  }
  say_taken(notifier);
}

gboolean notifier_is_busy(const struct notifier *notifier)
{
  for (guint i = 0; i < notifier->targets->len; i++) {
    const struct target *target = notifier->targets->pdata[i];
    if (!target_is_failing(target) && target_oldest(target) != G_MAXUINT64)
      return TRUE;
  }
  return FALSE;
}

struct target_counts notifier_counts(const struct notifier *notifier)
{
  struct target_counts sum = notifier->former;
  for (guint i = 0; i < notifier->targets->len; i++) {
    struct target_counts counts = target_counts(notifier->targets->pdata[i]);
    add_counts(&sum, &counts);
  }
  return sum;
}

guint notifier_failing(const struct notifier *notifier)
{
  guint n = 0;
  for (guint i = 0; i < notifier->targets->len; i++)
    n += target_is_failing(notifier->targets->pdata[i]) ? 1 : 0;
  return n;
}
