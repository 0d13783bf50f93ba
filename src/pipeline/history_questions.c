/* Questions for the history reader, until it has answered them. */
#include "pipeline/history_state.h"

#include "base/error.h"
#include "base/limits.h"

#include <string.h>

#define SETTLED_SEC 86400 /* what is older is in files: the writer is not asked first */

struct question {
  guint64 id;
  enum message_kind awaited; /* SERIES, PICTURE, or FLUSHED: the writer is asked alone */
  char *object;              /* of a series */
  enum metric_id metric;
  history_done done;
  gpointer user;
  gint64 asked_us;
  GVariant *order; /* FETCH or GRAPH, until the reader has it: the writer is asked first */
};

static void question_free(gpointer data)
{
  struct question *question = data;
  g_clear_pointer(&question->order, g_variant_unref);
  g_free(question->object);
  g_free(question);
}

void history_questions_init(struct history *history)
{
  history->questions = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, question_free);
}

void history_questions_done(struct history *history)
{
  history_fail_questions(history, G_MAXINT64, "provostd is stopping");
  g_hash_table_unref(history->questions);
}

/* Answers, with an error, every question asked before `before_us`; of `awaited` only, unless that is MESSAGE_KINDS. */
static void fail_questions(struct history *history, enum message_kind awaited, gint64 before_us, const char *why)
{
  g_autoptr(GError) error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, why);
  g_autoptr(GPtrArray) failed = g_ptr_array_new_with_free_func(question_free);
  GHashTableIter iter;
  gpointer data;
  g_hash_table_iter_init(&iter, history->questions);
  while (g_hash_table_iter_next(&iter, NULL, &data)) {
    const struct question *question = data;
    if (question->asked_us < before_us && (awaited == MESSAGE_KINDS || question->awaited == awaited)) {
      g_hash_table_iter_steal(&iter);
      g_ptr_array_add(failed, data);
    }
  }
  for (guint i = 0; i < failed->len; i++) {
    const struct question *question = failed->pdata[i];
    question->done(NULL, error, question->user);
  }
}

void history_fail_questions(struct history *history, gint64 before_us, const char *why)
{
  fail_questions(history, MESSAGE_KINDS, before_us, why);
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
void history_take_answer(struct history *history, enum message_kind kind, GVariant *body)
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
void history_ask_without_writer(struct history *history, gint64 before_us)
{
  GHashTableIter iter;
  gpointer data;
  g_hash_table_iter_init(&iter, history->questions);
  while (g_hash_table_iter_next(&iter, NULL, &data))
    if (((struct question *)data)->asked_us < before_us)
      ask_reader(history, data);
}

void history_fail_flushes(struct history *history, gint64 before_us, const char *why)
{
  fail_questions(history, MESSAGE_FLUSHED, before_us, why);
}

void history_take_flushed(struct history *history, GVariant *body)
{
  guint64 id;
  g_variant_get_child(body, 0, "t", &id);
  struct question *question = g_hash_table_lookup(history->questions, &id);
  if (question && question->awaited == MESSAGE_FLUSHED) {
    g_hash_table_steal(history->questions, &id);
    question->done(NULL, NULL, question->user);
    question_free(question);
  } else if (question) {
    ask_reader(history, question);
  }
}

static struct question *question_new(struct history *history, enum message_kind awaited, history_done done,
                                     gpointer user)
{
  struct question *question = g_new(struct question, 1);
  *question = (struct question){.id = ++history->next_question,
                                .awaited = awaited,
                                .done = done,
                                .user = user,
                                .asked_us = clock_monotonic_us(history->clock)};
  g_hash_table_insert(history->questions, &question->id, question);
  return question;
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
  history->asked++;
  return question_new(history, awaited, done, user);
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
  GVariant *order = g_variant_new("(tsqxxu)", question->id, asked->object, (guint16)asked->metric, asked->from_sec,
                                  asked->to_sec, asked->step_sec);
  if (asked->to_sec > clock_wall_us(history->clock) / G_USEC_PER_SEC - SETTLED_SEC) {
    question_order(history, question, order, objects);
    return;
  }
  question->order = g_variant_ref_sink(order);
  ask_reader(history, question);
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

void history_flush(struct history *history, history_done done, gpointer user)
{
  g_autoptr(GError) error = NULL;
  struct question *question = question_new(history, MESSAGE_FLUSHED, done, user);
  if (history->writer_is_up &&
      channel_send(history->writer, MESSAGE_FLUSH, g_variant_new("(t@as)", question->id, g_variant_new_strv(NULL, 0))))
    return;
  g_hash_table_remove(history->questions, &question->id);
  error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE,
                              "the history writer is being restarted: ask again");
  done(NULL, error, user);
}

guint history_questions(const struct history *history)
{
  return g_hash_table_size(history->questions);
}
