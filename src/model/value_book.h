#pragma once
/*
 * The last reading of every metric of every object, with its source and age: the memory behind fleet_value(). Knows
 * nothing of who owns an object; whoever gives readings does. Never blocks; one thread.
 */
#include "base/clock.h"
#include "model/metrics.h"
#include "model/sample.h"

/* The last reading of a metric. Where nothing came for more than STALE_INTERVALS intervals, or what is repeated
 * is older than as many periods of its source (source_period_ms), the state is STALE; where nothing ever came,
 * NO_ANSWER with age -1. */
struct value {
  struct reading reading;
  enum source source;
  gint64 stamp_sec;
  gint64 age_ms; /* since it was received, on the monotonic clock, plus the reading's own age */
};

#define STALE_INTERVALS 3

struct value_book;

/* `clock` must outlive it. */
struct value_book *value_book_new(const struct clock *clock, guint interval_ms);
void value_book_free(struct value_book *book);
void value_book_set_interval(struct value_book *book, guint interval_ms);

/* Takes the place of what was there, unless that is younger. */
void value_book_take(struct value_book *book, const struct value_round *round);

/* Forgets the objects for which `is_gone` says so, which gets the object and `user`. */
void value_book_forget(struct value_book *book, GHRFunc is_gone, gpointer user);

gboolean value_book_has(const struct value_book *book, const char *object);
struct value value_book_value(const struct value_book *book, const char *object, enum metric_id metric);

/* When anything of the object was known last, monotonic; -1: never. */
gint64 value_book_known_us(const struct value_book *book, const char *object);

/* See fleet_objects() and fleet_count_readings(). */
GPtrArray *value_book_objects(const struct value_book *book, const char *subject);
guint value_book_count_objects(const struct value_book *book);
void value_book_each(const struct value_book *book, void (*take)(const char *object, gpointer user), gpointer user);
void value_book_count(const struct value_book *book, guint counts[READING_STATES]);
