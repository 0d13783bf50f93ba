/* Batches of samples, until the writer says that they are in files. */
#include "pipeline/history_state.h"

#include "base/limits.h"
#include "base/text.h"
#include "wire/samples.h"

#define BATCH_OVERHEAD 256 /* bytes of a batch besides its body */

struct batch {
  guint64 sequence;
  GVariant *store;
  gsize bytes;
};

static void batch_free(gpointer data)
{
  struct batch *batch = data;
  g_variant_unref(batch->store);
  g_free(batch);
}

void history_batches_init(struct history *history)
{
  history->batches = g_queue_new();
  history->links = g_hash_table_new(g_int64_hash, g_int64_equal);
  history->trouble = g_strdup("");
}

void history_batches_done(struct history *history)
{
  g_hash_table_unref(history->links);
  g_queue_free_full(history->batches, batch_free);
  g_free(history->trouble);
}

/* What is sent and not read waits in the channel, where it is never dropped: so only little is sent. */
static void send_batches(struct history *history)
{
  while (history->writer_is_up && history->unsent && history->sent < HISTORY_SENT) {
    const struct batch *batch = history->unsent->data;
    channel_send(history->writer, MESSAGE_STORE, batch->store);
    history->unsent = history->unsent->next;
    history->sent++;
  }
}

static void batch_remove(struct history *history, GList *link)
{
  struct batch *batch = link->data;
  g_hash_table_remove(history->links, &batch->sequence);
  history->bytes -= batch->bytes;
  batch_free(batch);
  g_queue_delete_link(history->batches, link);
}

/* The writer may hold it still. */
static void give_up_oldest(struct history *history)
{
  GList *oldest = history->batches->head;
  gboolean is_held = history->writer_is_up && history->unsent != oldest;
  if (history->unsent == oldest)
    history->unsent = oldest->next;
  *(is_held ? &history->shed : &history->lost) += 1;
  batch_remove(history, oldest);
}

void history_store(struct history *history, GVariant *samples)
{
  g_autoptr(GVariant) store = g_variant_ref_sink(samples_to_store(samples, ++history->next_sequence));
  gsize size = g_variant_get_size(store);
  if (size > LIMIT_MESSAGE) { /* by its sequence: it could never be sent */
    history->lost++;
    return;
  }
  struct batch *batch = g_new(struct batch, 1);
  *batch = (struct batch){history->next_sequence, g_steal_pointer(&store), size + BATCH_OVERHEAD};
  g_queue_push_tail(history->batches, batch);
  g_hash_table_insert(history->links, &batch->sequence, history->batches->tail);
  history->bytes += batch->bytes;
  if (!history->unsent)
    history->unsent = history->batches->tail;
  while (history->bytes > HISTORY_BYTES)
    give_up_oldest(history);
  send_batches(history);
}

/* On a full disk one batch fails, each with a sentence of its own, and the next one does not: the log has
 * the first sentence, the status the last, and it is over when none has come for a while. */
static void set_trouble(struct history *history, const char *trouble)
{
  gint64 now_us = clock_monotonic_us(history->clock);
  if (trouble[0])
    history->failed_us = now_us;
  else if (now_us - history->failed_us < HISTORY_CALM_SEC * G_USEC_PER_SEC)
    return;
  if (trouble[0] && !history->trouble[0])
    g_warning("history: %s; the samples are kept and stored later", trouble);
  else if (!trouble[0] && history->trouble[0])
    g_message("history is stored again");
  text_replace(&history->trouble, trouble);
}

static gboolean was_sent(const struct history *history, const struct batch *batch)
{
  return !history->unsent || batch->sequence < ((struct batch *)history->unsent->data)->sequence;
}

/* A sequence that is not ours any more was given up, or is none. */
static void take_settled(struct history *history, guint64 sequence)
{
  GList *link = g_hash_table_lookup(history->links, &sequence);
  if (link && was_sent(history, link->data))
    batch_remove(history, link);
  else if (!link && history->shed > 0)
    history->shed--;
}

void history_take_stored(struct history *history, GVariant *body)
{
  guint64 taken;
  guint failed;
  gsize n;
  const char *trouble;
  g_autoptr(GVariant) settled = NULL;
  g_variant_get(body, "(t@atu&s)", &taken, &settled, &failed, &trouble);
  const guint64 *sequences = g_variant_get_fixed_array(settled, &n, sizeof *sequences);
  if (taken > 0 && history->sent > 0)
    history->sent--;
  for (gsize i = 0; i < n; i++)
    take_settled(history, sequences[i]);
  set_trouble(history, failed ? trouble : "");
  send_batches(history);
}

void history_batches_begin(struct history *history)
{
  history->unsent = history->batches->head;
  history->sent = 0;
  send_batches(history);
}

void history_batches_end(struct history *history)
{
  history->lost += history->shed;
  history->shed = 0;
}

guint history_waiting(const struct history *history)
{
  return g_queue_get_length(history->batches);
}

gsize history_bytes(const struct history *history)
{
  return history->bytes;
}

guint64 history_lost(const struct history *history)
{
  return history->lost;
}

const char *history_trouble(const struct history *history)
{
  return history->trouble;
}
