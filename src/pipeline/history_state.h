#pragma once
/*
 * The core's side of history as its own files see it (history.c what is said to it, history_batches.c what waits for
 * the writer, history_questions.c what waits for the reader). Private to them.
 */
#include "pipeline/history.h"

struct history {
  const struct clock *clock;
  struct channel *writer, *reader;
  gboolean writer_is_up, reader_is_up;

  /* To the writer. */
  GQueue *batches;   /* struct batch, oldest first */
  GHashTable *links; /* &sequence -> their GList */
  gsize bytes;
  GList *unsent;     /* the first of them that this life of the writer has not got; NULL: none */
  guint sent;        /* batches that this life of the writer has got and not answered */
  guint64 shed;      /* batches given up that this life of the writer has got and not settled */
  guint64 next_sequence, lost;
  char *trouble;
  gint64 failed_us;  /* monotonic, of the last batch that failed */

  /* To the reader. */
  GHashTable *questions; /* &id -> struct question */
  guint asked;           /* questions that this life of the reader has got and not answered */
  guint64 next_question;
};

/* ---- history_batches.c ---- */

void history_batches_init(struct history *history);
void history_batches_done(struct history *history);

/* All that waits is to be sent anew: the writer has nothing. */
void history_batches_begin(struct history *history);
/* What was given up and lay with the writer is lost with it. */
void history_batches_end(struct history *history);
void history_take_stored(struct history *history, GVariant *body);

/* ---- history_questions.c ---- */

void history_questions_init(struct history *history);
void history_questions_done(struct history *history);
void history_take_answer(struct history *history, enum message_kind kind, GVariant *body);
void history_take_flushed(struct history *history, GVariant *body);

/* Of the questions asked before `before_us`: those that wait for the writer wait no longer; those for it alone fail; all fail. */
void history_ask_without_writer(struct history *history, gint64 before_us);
void history_fail_flushes(struct history *history, gint64 before_us, const char *why);
void history_fail_questions(struct history *history, gint64 before_us, const char *why);
