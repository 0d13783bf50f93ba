#include "rrd/store.h"

#include "rrd/litter.h"
#include "base/error.h"
#include "wire/samples.h"

#define STAMP_MIN_SEC ((gint64)946684800) /* 2000-01-01: a clock before that was never set */

struct store {
  const struct clock *clock;
  char *directory;
  guint interval_sec;
  struct undo *undo;
  GHashTable *histories; /* written form of the object -> struct history */
  struct store_counts counts;
};

struct batch {
  struct store *store;
  struct stored *stored;
  gint64 now_sec;
};

static void history_destroy(gpointer history)
{
  history_free(history);
}

struct store *store_new(const struct clock *clock, const char *directory, guint interval_sec)
{
  struct store *store = g_new0(struct store, 1);
  store->clock = clock;
  store->directory = g_strdup(directory);
  store->interval_sec = interval_sec;
  store->histories = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, history_destroy);
  g_mkdir_with_parents(directory, 0750);
  litter_remove(directory);
  store->undo = undo_open(directory);
  return store;
}

void store_free(struct store *store)
{
  if (!store)
    return;
  g_hash_table_unref(store->histories);
  undo_close(store->undo);
  g_free(store->directory);
  g_free(store);
}

static struct history *store_history(struct store *store, const char *name)
{
  struct history *history = g_hash_table_lookup(store->histories, name);
  struct object object;
  if (history || !object_parse(name, &object))
    return history;
  history = history_new(store->directory, &object, store->interval_sec, store->undo, &store->counts.histories);
  g_hash_table_insert(store->histories, g_strdup(name), history);
  return history;
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

static gboolean stamp_is_sound(struct batch *batch, gint64 stamp_sec, const char *name)
{
  if (stamp_sec < STAMP_MIN_SEC) {
    batch_fail(batch, g_strdup_printf("the sample of %s is stamped before the year 2000 and was refused: "
                                      "set the clock", name));
    return FALSE;
  }
  if (stamp_sec <= batch->now_sec + 2 * (gint64)batch->store->interval_sec)
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
  if (!stamp_is_sound(batch, head->stamp_sec, name))
    return;
  struct history *history = store_history(store, name);
  gint64 stamp_sec = head->stamp_sec - head->stamp_sec % store->interval_sec;
  const struct history_sample sample = {stamp_sec, readings, n};
  g_autoptr(GError) error = NULL;
  store->counts.kept -= history_kept(history);
  if (history_store(history, batch->now_sec, &sample, &error))
    batch->stored->written++;
  else
    batch_fail(batch, g_strdup(error->message));
  store->counts.kept += history_kept(history);
  if (g_error_matches(error, PROVOST_ERROR, PROVOST_ERROR_LIMIT)) {
    store->counts.kept -= history_kept(history);
    g_hash_table_remove(store->histories, name);
  }
}

void store_batch(struct store *store, GVariant *body, struct stored *stored)
{
  gint64 begin_us = clock_monotonic_us(store->clock);
  struct batch batch = {store, stored, clock_wall_us(store->clock) / G_USEC_PER_SEC};
  *stored = (struct stored){0};
  g_variant_get_child(body, 0, "t", &stored->sequence);
  guint skipped = samples_each(MESSAGE_STORE, body, on_object, &batch);
  for (guint i = 0; i < skipped; i++)
    batch_fail(&batch, g_strdup_printf("%u objects of the batch were malformed", skipped));
  store->counts.store_ms_last = (guint64)(clock_monotonic_us(store->clock) - begin_us) / 1000;
}

struct store_counts store_counts(const struct store *store)
{
  struct store_counts counts = store->counts;
  counts.files = g_hash_table_size(store->histories);
  return counts;
}
