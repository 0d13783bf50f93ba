#include "rrd/store.h"

#include "base/clock_trust.h"
#include "base/error.h"
#include "base/text.h"
#include "rrd/litter.h"
#include "rrd/retention.h"
#include "wire/samples.h"

#define STAMP_MIN_SEC ((gint64)946684800) /* 2000-01-01: a clock before that was never set */

#define DAY_US (86400 * (gint64)G_USEC_PER_SEC)
#define DOUBT_FAR_US (7 * DAY_US)
#define DOUBT_CALM_US (3600 * (gint64)G_USEC_PER_SEC)

struct store {
  const struct clock *clock;
  struct clock_doubt doubt;
  char *directory;
  struct ledger *ledger;
  struct retention *retention;
  struct history_shared shared;
  GHashTable *histories; /* written form of the object -> struct history */
  struct store_counts counts;
  char *failure; /* of the last write that failed */
};

struct batch {
  struct store *store;
  struct receipt *receipt;
  struct stored *stored;
  gint64 now_sec;
  gint64 doubt_us; /* how far the clock was set; 0: it is sound */
};

static void history_destroy(gpointer history)
{
  history_free(history);
}

/* Half of the time is for conversions; a file's first one is always made. */
static gint64 conversion_us(const struct store *store)
{
  return store->shared.interval_sec * G_USEC_PER_SEC / 2;
}

static gboolean waits_for(const char *path, gpointer user)
{
  const struct store *store = user;
  GHashTableIter iter;
  gpointer history;
  g_hash_table_iter_init(&iter, store->histories);
  while (g_hash_table_iter_next(&iter, NULL, &history))
    if (history_waits_for(history, path))
      return TRUE;
  return FALSE;
}

struct store *store_new(const struct clock *clock, const struct store_options *options)
{
  struct store *store = g_new0(struct store, 1);
  store->clock = clock;
  clock_doubt_init(&store->doubt, clock, DOUBT_FAR_US, DOUBT_CALM_US);
  store->directory = g_strdup(options->directory);
  store->ledger = ledger_new();
  store->histories = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, history_destroy);
  g_mkdir_with_parents(store->directory, 0750);
  litter_remove(store->directory);
  store->shared.directory = store->directory;
  store->shared.interval_sec = options->interval_sec;
  store->shared.updater.undo = undo_open(store->directory);
  store->shared.updater.cached = options->rrdcached ? cached_new(clock, options->rrdcached) : NULL;
  store->shared.asides = g_ptr_array_new_with_free_func(put_aside_free);
  store->retention = retention_new(&(struct retention_options){
      .clock = clock, .directory = store->directory, .keep_sec = options->retention_sec, .waits = waits_for, .user = store});
  store->shared.conversion_us = conversion_us(store);
  return store;
}

void store_free(struct store *store)
{
  if (!store)
    return;
  g_hash_table_unref(store->histories);
  ledger_free(store->ledger);
  undo_close(store->shared.updater.undo);
  cached_free(store->shared.updater.cached);
  g_ptr_array_unref(store->shared.asides);
  retention_free(store->retention);
  g_free(store->failure);
  g_free(store->directory);
  g_free(store);
}

static struct history *store_history(struct store *store, const char *name)
{
  struct history *history = g_hash_table_lookup(store->histories, name);
  struct object object;
  if (history || !object_parse(name, &object))
    return history;
  history = history_new(&store->shared, name, &object);
  g_hash_table_insert(store->histories, g_strdup(name), history);
  return history;
}

static gint64 now_sec(const struct store *store)
{
  return clock_wall_us(store->clock) / G_USEC_PER_SEC;
}

/* The history is gone where its folder is full. */
static gboolean store_write(struct store *store, const char *name, struct history *history)
{
  g_autoptr(GError) error = NULL;
  if (history_write(history, now_sec(store), &error))
    return TRUE;
  store->counts.failed_updates++;
  text_replace(&store->failure, error->message);
  if (g_error_matches(error, PROVOST_ERROR, PROVOST_ERROR_LIMIT))
    g_hash_table_remove(store->histories, name);
  return FALSE;
}

/* Takes the sentence. */
static void batch_fail(struct batch *batch, char *failure)
{
  batch->stored->failed++;
  batch->store->counts.failed_updates++;
  if (batch->stored->failure)
    g_free(failure);
  else
    batch->stored->failure = failure;
}

static gboolean clock_is_sound(struct batch *batch)
{
  gint64 days = (ABS(batch->doubt_us) + DAY_US / 2) / DAY_US;
  if (batch->doubt_us == 0)
    return TRUE;
  batch->store->counts.refused_doubt++;
  batch_fail(batch, g_strdup_printf("the clock was set %s by %" G_GINT64_FORMAT " days: nothing is stored until it is set "
                                    "back, or for an hour", batch->doubt_us < 0 ? "back" : "forward", days));
  return FALSE;
}

static gboolean stamp_is_sound(struct batch *batch, gint64 stamp_sec, const char *name)
{
  if (stamp_sec < STAMP_MIN_SEC) {
    batch_fail(batch, g_strdup_printf("the sample of %s is stamped before the year 2000 and was refused: "
                                      "set the clock", name));
    return FALSE;
  }
  if (stamp_sec <= batch->now_sec + 2 * (gint64)batch->store->shared.interval_sec)
    return TRUE;
  batch->store->counts.refused_future++;
  batch_fail(batch, g_strdup_printf("the sample of %s is stamped %" G_GINT64_FORMAT
                                    " s in the future and was refused: look at the clock", name,
                                    stamp_sec - batch->now_sec));
  return FALSE;
}

static void on_object(const struct samples_head *head, const char *name, const struct reading *readings,
                      gsize n, gpointer user)
{
  struct batch *batch = user;
  struct store *store = batch->store;
  if (!clock_is_sound(batch) || !stamp_is_sound(batch, head->stamp_sec, name))
    return;
  struct history *history = store_history(store, name);
  gint64 stamp_sec = head->stamp_sec - head->stamp_sec % store->shared.interval_sec;
  const struct history_sample sample = {stamp_sec, readings, n};
  if (history_keep(history, &sample, batch->receipt))
    store_write(store, name, history);
}

/* Files that cannot be written are a state: it is said as long as it lasts. */
static void add_failing(const struct store *store, struct stored *stored)
{
  stored->failed += (guint32)store->shared.counts.failing;
  if (stored->failed > 0 && !stored->failure)
    stored->failure = g_strdup(store->failure);
}

guint64 store_batch(struct store *store, GVariant *body, struct stored *stored)
{
  gint64 begin_us = clock_monotonic_us(store->clock);
  guint64 sequence;
  g_variant_get_child(body, 0, "t", &sequence);
  struct batch batch = {store, ledger_open(store->ledger, sequence), stored, now_sec(store),
                        clock_doubt_us(&store->doubt, store->clock)};
  *stored = (struct stored){0};
  guint skipped = samples_each(MESSAGE_STORE, body, on_object, &batch);
  for (guint i = 0; i < skipped; i++)
    batch_fail(&batch, g_strdup_printf("%u objects of the batch were malformed", skipped));
  add_failing(store, stored);
  receipt_release(batch.receipt);
  store->counts.store_ms_last = (guint64)(clock_monotonic_us(store->clock) - begin_us) / 1000;
  return sequence;
}

void store_tick(struct store *store, struct stored *stored)
{
  GHashTableIter iter;
  gpointer name, history;
  g_autoptr(GPtrArray) due = g_ptr_array_new_with_free_func(g_free);
  *stored = (struct stored){0};
  store->shared.conversion_us = conversion_us(store);
  g_hash_table_iter_init(&iter, store->histories);
  while (g_hash_table_iter_next(&iter, &name, &history))
    if (history_tick(history))
      g_ptr_array_add(due, g_strdup(name));
  for (guint i = 0; i < due->len; i++)
    store_write(store, due->pdata[i], g_hash_table_lookup(store->histories, due->pdata[i]));
  add_failing(store, stored);
}

gboolean store_flush(struct store *store, const char *name)
{
  struct history *history = g_hash_table_lookup(store->histories, name);
  return !history || store_write(store, name, history);
}

void store_flush_all(struct store *store, gint64 limit_us)
{
  GHashTableIter iter;
  gpointer history;
  gint64 begin_us = clock_monotonic_us(store->clock);
  g_hash_table_iter_init(&iter, store->histories);
  while (g_hash_table_iter_next(&iter, NULL, &history) &&
         (limit_us == 0 || clock_monotonic_us(store->clock) - begin_us < limit_us))
    history_write(history, now_sec(store), NULL);
}

void store_expire(struct store *store)
{
  store->counts.expired += retention_tick(store->retention);
}

GPtrArray *store_take_asides(struct store *store)
{
  GPtrArray *asides = store->shared.asides;
  store->shared.asides = g_ptr_array_new_with_free_func(put_aside_free);
  return asides;
}

GArray *store_take_settled(struct store *store)
{
  return ledger_take_settled(store->ledger);
}

struct store_counts store_counts(const struct store *store)
{
  struct store_counts counts = store->counts;
  counts.histories = store->shared.counts;
  counts.files = g_hash_table_size(store->histories);
  return counts;
}
