#include "pipeline/history.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "wire/samples.h"

#include <string.h>

#define BATCH_OVERHEAD 256 /* bytes of a batch besides its body */

struct batch {
  guint64 sequence;
  GVariant *store;
  gsize bytes;
};

struct question {
  guint64 id;
  enum message_kind awaited; /* SERIES or PICTURE */
  char *object;              /* of a series */
  enum metric_id metric;
  history_done done;
  gpointer user;
  gint64 asked_us;
  GVariant *order; /* FETCH or GRAPH, until the reader has it: the writer is asked first */
};

struct history {
  const struct clock *clock;
  struct channel *writer, *reader;
  gboolean writer_is_up, reader_is_up;
  GQueue *batches; /* struct batch, oldest first */
  GHashTable *links; /* &sequence -> their GList */
  gsize bytes;
  GList *unsent;   /* the first of them that this life of the writer has not got; NULL: none */
  guint sent;      /* batches that this life of the writer has got and not answered */
  guint64 shed;    /* batches given up that this life of the writer has got and not settled */
  GHashTable *questions; /* &id -> struct question */
  guint asked;           /* questions that this life of the reader has got and not answered */
  guint64 next_sequence, next_question, lost;
  char *trouble;
  gint64 failed_us; /* monotonic, of the last batch that failed */
};

static void batch_free(gpointer data)
{
  struct batch *batch = data;
  g_variant_unref(batch->store);
  g_free(batch);
}

static void question_free(gpointer data)
{
  struct question *question = data;
  g_clear_pointer(&question->order, g_variant_unref);
  g_free(question->object);
  g_free(question);
}

struct history *history_new(const struct clock *clock, struct channel *writer, struct channel *reader)
{
  struct history *history = g_new0(struct history, 1);
  history->clock = clock;
  history->writer = writer;
  history->reader = reader;
  history->batches = g_queue_new();
  history->links = g_hash_table_new(g_int64_hash, g_int64_equal);
  history->questions = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, question_free);
  history->trouble = g_strdup("");
  return history;
}

/* Answers, with an error, every question asked before `before_us`. */
static void fail_questions(struct history *history, gint64 before_us, const char *why)
{
  g_autoptr(GError) error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, why);
  g_autoptr(GPtrArray) failed = g_ptr_array_new_with_free_func(question_free);
  GHashTableIter iter;
  gpointer data;
  g_hash_table_iter_init(&iter, history->questions);
  while (g_hash_table_iter_next(&iter, NULL, &data))
    if (((struct question *)data)->asked_us < before_us) {
      g_hash_table_iter_steal(&iter);
      g_ptr_array_add(failed, data);
    }
  for (guint i = 0; i < failed->len; i++) {
    const struct question *question = failed->pdata[i];
    question->done(NULL, error, question->user);
  }
}

void history_free(struct history *history)
{
  if (!history)
    return;
  fail_questions(history, G_MAXINT64, "provostd is stopping");
  g_hash_table_unref(history->links);
  g_queue_free_full(history->batches, batch_free);
  g_hash_table_unref(history->questions);
  g_free(history->trouble);
  g_free(history);
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

static void take_stored(struct history *history, GVariant *body)
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

static gboolean series_is_sound(const struct question *question, GVariant *body)
{
  const char *object;
  guint16 metric;
  gint64 from_sec;
  guint step_sec;
  g_autoptr(GVariant) values = NULL;
  g_variant_get(body, "(t&sqxu@ads)", NULL, &object, &metric, &from_sec, &step_sec, &values, NULL);
  return metric == question->metric && strcmp(object, question->object) == 0 && from_sec >= 0 &&
         from_sec <= LIMIT_TIME_SEC && (gint64)g_variant_n_children(values) * step_sec <= LIMIT_TIME_SEC;
}

/* The last member of both answers is an error. */
static void take_answer(struct history *history, enum message_kind kind, GVariant *body)
{
  guint64 id;
  const char *error_text;
  g_variant_get_child(body, 0, "t", &id);
  g_variant_get_child(body, g_variant_n_children(body) - 1, "&s", &error_text);
  struct question *question = g_hash_table_lookup(history->questions, &id);
  if (history->asked > 0)
    history->asked--;
  if (!question)
    return;
  g_hash_table_steal(history->questions, &id);
  g_autoptr(GError) error = NULL;
  if (error_text[0])
    error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, error_text);
  else if (kind != question->awaited || (kind == MESSAGE_SERIES && !series_is_sound(question, body)))
    error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND,
                                "the history reader answered something else than it was asked");
  question->done(error ? NULL : body, error, question->user);
  question_free(question);
}

static void ask_reader(struct history *history, struct question *question)
{
  if (!question->order)
    return;
  channel_send(history->reader, question->awaited == MESSAGE_SERIES ? MESSAGE_FETCH : MESSAGE_GRAPH, question->order);
  g_clear_pointer(&question->order, g_variant_unref);
}

/* Those that wait for the writer since before `before_us` wait no longer. */
static void ask_reader_without_writer(struct history *history, gint64 before_us)
{
  GHashTableIter iter;
  gpointer data;
  g_hash_table_iter_init(&iter, history->questions);
  while (g_hash_table_iter_next(&iter, NULL, &data))
    if (((struct question *)data)->asked_us < before_us)
      ask_reader(history, data);
}

static void take_flushed(struct history *history, GVariant *body)
{
  guint64 id;
  g_variant_get_child(body, 0, "t", &id);
  struct question *question = g_hash_table_lookup(history->questions, &id);
  if (question)
    ask_reader(history, question);
}

void history_take_message(struct history *history, enum message_kind kind, GVariant *body)
{
  if (kind == MESSAGE_STORED)
    take_stored(history, body);
  else if (kind == MESSAGE_FLUSHED)
    take_flushed(history, body);
  else
    take_answer(history, kind, body);
}

void history_writer_is_up(struct history *history)
{
  history->writer_is_up = TRUE;
  history->unsent = history->batches->head;
  history->sent = 0;
  send_batches(history);
}

void history_writer_is_down(struct history *history)
{
  history->writer_is_up = FALSE;
  history->lost += history->shed;
  history->shed = 0;
  ask_reader_without_writer(history, G_MAXINT64);
}

void history_reader_is_up(struct history *history)
{
  history->reader_is_up = TRUE;
  history->asked = 0;
}

void history_reader_is_down(struct history *history)
{
  history->reader_is_up = FALSE;
  fail_questions(history, G_MAXINT64, "the history reader stopped before it answered: ask again");
}

void history_tick(struct history *history)
{
  gint64 now_us = clock_monotonic_us(history->clock);
  ask_reader_without_writer(history, now_us - HISTORY_FLUSH_SEC * G_USEC_PER_SEC);
  fail_questions(history, now_us - HISTORY_ANSWER_SEC * G_USEC_PER_SEC, "the history reader does not answer");
}

/* A question that the reader may get now; NULL: `done` has heard why not. */
static struct question *question_begin(struct history *history, enum message_kind awaited, history_done done,
                                       gpointer user)
{
  const char *why = !history->reader_is_up ? "the history reader is being restarted: ask again" : NULL;
  if (history->asked >= HISTORY_QUESTIONS)
    why = "too many questions wait for the history reader: ask again";
  if (why) {
    g_autoptr(GError) error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, why);
    done(NULL, error, user);
    return NULL;
  }
  struct question *question = g_new(struct question, 1);
  *question = (struct question){.id = ++history->next_question,
                                .awaited = awaited,
                                .done = done,
                                .user = user,
                                .asked_us = clock_monotonic_us(history->clock)};
  g_hash_table_insert(history->questions, &question->id, question);
  history->asked++;
  return question;
}

/* The reader gets the order when the writer has written what it holds of the objects. */
static void question_order(struct history *history, struct question *question, GVariant *order,
                           const char *const *objects)
{
  question->order = g_variant_ref_sink(order);
  if (!history->writer_is_up ||
      !channel_send(history->writer, MESSAGE_FLUSH, g_variant_new("(t^as)", question->id, objects)))
    ask_reader(history, question);
}

void history_fetch(struct history *history, const struct history_question *asked, history_done done,
                   gpointer user)
{
  const char *objects[] = {asked->object, NULL};
  struct question *question = question_begin(history, MESSAGE_SERIES, done, user);
  if (!question)
    return;
  question->object = g_strdup(asked->object);
  question->metric = asked->metric;
  question_order(history, question,
                 g_variant_new("(tsqxxu)", question->id, asked->object, (guint16)asked->metric, asked->from_sec,
                               asked->to_sec, asked->step_sec), objects);
}

void history_graph(struct history *history, const struct graph *graph, history_done done, gpointer user)
{
  const char *objects[GRAPH_LINES_MAX + 1] = {NULL};
  struct question *question = question_begin(history, MESSAGE_PICTURE, done, user);
  if (!question)
    return;
  for (guint i = 0; i < MIN(graph->lines->len, GRAPH_LINES_MAX); i++)
    objects[i] = g_array_index(graph->lines, struct graph_line, i).object;
  question_order(history, question, graph_message(graph, question->id), objects);
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
