#pragma once
/*
 * What happened lately to tips, actions, guests, hosts and provost, for whoever follows it: numbered events, each with the JSON text of what it is
 * about as that was then. Bounded by EVENTS_MAX and EVENTS_BYTES, the oldest are lost first. Where only the progress of a
 * thing is new, its event takes the place of the last one: whoever reads slowly misses steps of the way and no state. It lasts
 * as long as the program, whose lives are told apart by a word in each event's id. Owns all it returns, until the next
 * event_book_add. One thread.
 */
#include <glib.h>

#define EVENTS_MAX   10000
#define EVENTS_BYTES (8 << 20)

struct event {
  guint64 number; /* rises by one from event to event, from 1 */
  char *kind;     /* "action", "tip", "guest", "host", "provost" */
  char *data;     /* JSON, one line */
};

struct event_book;

/* `life`: of this program, letters and digits; copied. */
struct event_book *event_book_new(const char *life);
void event_book_free(struct event_book *book);
const char *event_book_life(const struct event_book *book);

/* What is new to be said of the thing `id` of a kind, in a state. Takes `data`. */
struct news {
  const char *kind;
  guint64 id;
  const char *state;
  char *data;
};
void event_book_add(struct event_book *book, const struct news *news);

guint64 event_book_last(const struct event_book *book); /* number of the newest; 0: there is none yet */
guint64 event_book_lost(const struct event_book *book); /* number of the newest that had to make room; 0: none had to */
/* The first after that number; NULL: there is none. */
const struct event *event_book_next(const struct event_book *book, guint64 number);

/* `added` is called after each event_book_add, until it is taken back with the same two. It adds nothing itself. */
typedef void (*event_book_added)(gpointer user);
void event_book_watch(struct event_book *book, event_book_added added, gpointer user);
void event_book_unwatch(struct event_book *book, event_book_added added, gpointer user);
