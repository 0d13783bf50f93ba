#include "pipeline/history.h"

#include "pipeline/history_state.h"

struct history *history_new(const struct clock *clock, struct channel *writer, struct channel *reader)
{
  struct history *history = g_new0(struct history, 1);
  history->clock = clock;
  history->writer = writer;
  history->reader = reader;
  history_batches_init(history);
  history_questions_init(history);
  return history;
}

void history_free(struct history *history)
{
  if (!history)
    return;
  history_questions_done(history);
  history_batches_done(history);
  g_free(history);
}

void history_take_message(struct history *history, enum message_kind kind, GVariant *body)
{
  if (kind == MESSAGE_STORED)
    history_take_stored(history, body);
  else if (kind == MESSAGE_FLUSHED)
    history_take_flushed(history, body);
  else
    history_take_answer(history, kind, body);
}

void history_writer_is_up(struct history *history)
{
  history->writer_is_up = TRUE;
  history_batches_begin(history);
}

void history_writer_is_down(struct history *history)
{
  history->writer_is_up = FALSE;
  history_batches_end(history);
  history_ask_without_writer(history, G_MAXINT64);
  history_fail_flushes(history, G_MAXINT64, "the history writer stopped before it had written all: ask again");
}

void history_reader_is_up(struct history *history)
{
  history->reader_is_up = TRUE;
  history->asked = 0;
}

void history_reader_is_down(struct history *history)
{
  history->reader_is_up = FALSE;
  history_fail_questions(history, G_MAXINT64, "the history reader stopped before it answered: ask again");
}

void history_tick(struct history *history)
{
  gint64 now_us = clock_monotonic_us(history->clock);
  history_ask_without_writer(history, now_us - HISTORY_FLUSH_SEC * G_USEC_PER_SEC);
  history_fail_flushes(history, now_us - HISTORY_ANSWER_SEC * G_USEC_PER_SEC, "the history writer does not answer");
  history_fail_questions(history, now_us - HISTORY_ANSWER_SEC * G_USEC_PER_SEC, "the history reader does not answer");
}
