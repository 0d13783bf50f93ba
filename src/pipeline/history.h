#pragma once
/*
 * The core's side of history: batches wait here until the RRD writer says that all of them is in files, so that it
 * may die; questions wait here until the writer has written what it holds of the object, and the reader has
 * answered. Both are bounded, also where a role hangs: few batches are on the way to the writer at a time,
 * HISTORY_BYTES of them are kept and the oldest are given up first, which is a loss, and counted, unless the
 * writer has them and lives; a question waits HISTORY_FLUSH_SEC for the writer and fails after
 * HISTORY_ANSWER_SEC. Core's thread, never blocks.
 */
#include "base/clock.h"
#include "model/metrics.h"
#include "wire/channel.h"
#include "wire/graph.h"

#define HISTORY_BYTES (256u << 20) /* of batches: a writer that works leaves two minutes of samples here */
#define HISTORY_SENT 64        /* batches on their way to the writer */
#define HISTORY_QUESTIONS 2000 /* with the reader */
#define HISTORY_ANSWER_SEC 20
#define HISTORY_FLUSH_SEC 2
#define HISTORY_CALM_SEC 30 /* without a failed batch: all is well again */

struct history;

/* The channels outlive it. */
struct history *history_new(const struct clock *clock, struct channel *writer, struct channel *reader);
void history_free(struct history *history); /* fails what waits */

/* Keeps a SAMPLES body, and sends it in its turn. */
void history_store(struct history *history, GVariant *samples);

/* STORED, FLUSHED, SERIES and PICTURE. */
void history_take_message(struct history *history, enum message_kind kind, GVariant *body);

/* A role is there and configured (what comes earlier it could not store or answer), or gone. */
void history_writer_is_up(struct history *history);
void history_writer_is_down(struct history *history);
void history_reader_is_up(struct history *history);
void history_reader_is_down(struct history *history);

/* Once a second: questions too old are answered without the writer, or with an error. */
void history_tick(struct history *history);

/* Asks for one series. `done` is called exactly once: with the answer's body, or with an error. */
typedef void (*history_done)(GVariant *series, const GError *error, gpointer user);
struct history_question {
  const char *object;
  enum metric_id metric;
  gint64 from_sec, to_sec;
  guint step_sec; /* 0: the finest there is */
};
void history_fetch(struct history *history, const struct history_question *question, history_done done,
                   gpointer user);

/* Has the writer write all that waits, for somebody who reads the files himself. `done` gets no body. */
void history_flush(struct history *history, history_done done, gpointer user);

/* Asks for one picture: `done` gets the PICTURE body. */
void history_graph(struct history *history, const struct graph *graph, history_done done, gpointer user);

guint history_waiting(const struct history *history);  /* batches not settled */
gsize history_bytes(const struct history *history);    /* that they take */
guint history_questions(const struct history *history); /* asked and not answered */
guint64 history_lost(const struct history *history);   /* batches of which something may be in no file */
const char *history_trouble(const struct history *history); /* the writer's last complaint, or "" */
