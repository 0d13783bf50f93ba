#pragma once
/*
 * Answers to orders that carried a key of their own, kept so that an order which is sent again is not carried out again: an hour
 * long, ANSWERS_MAX of them at most, the oldest go first. In memory only. Core's thread, never blocks.
 */
#include "base/clock.h"

#define ANSWERS_MAX       1000
#define ANSWERS_MAX_BYTES (16u << 20) /* of all bodies together; the newest is kept in any case */
#define ANSWERS_SEC       3600

struct answer_book;

struct kept_answer {
  guint status;
  char *type;
  GBytes *body;
};

enum answer_state {
  ANSWER_NEW,       /* it was not asked before: answer_book_put is to follow */
  ANSWER_UNDER_WAY, /* it has no answer yet */
  ANSWER_KEPT,
  ANSWER_OTHER,     /* something else was asked with that key */
  ANSWER_NO_ROOM,   /* all that there may be are under way */
};

struct answer_book *answer_book_new(const struct clock *clock);
void answer_book_free(struct answer_book *book);

/* `id` is the caller's and his key, `order` what he orders: whatever differs from one to another. `kept` lives until the next call. */
enum answer_state answer_book_take(struct answer_book *book, const char *id, const char *order, const struct kept_answer **kept);

/* What the order of that id was answered. */
void answer_book_put(struct answer_book *book, const char *id, guint status, const char *type, GBytes *body);
