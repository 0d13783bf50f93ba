#include "model/value_book.h"

#include <string.h>

/* The last readings of one object, one slot per metric of its class. */
struct object_values {
  enum source source;
  gint64 stamp_sec, received_us;
  gint64 known_us; /* when anything of it was known last; -1: never */
  guint n;
  struct reading readings[CLASS_METRICS_MAX];
};

struct value_book {
  const struct clock *clock;
  guint interval_ms;
  GHashTable *objects; /* object -> struct object_values */
};

struct value_book *value_book_new(const struct clock *clock, guint interval_ms)
{
  struct value_book *book = g_new(struct value_book, 1);
  *book = (struct value_book){clock, interval_ms, g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
  return book;
}

void value_book_free(struct value_book *book)
{
  g_hash_table_unref(book->objects);
  g_free(book);
}

static gint64 interval_us(const struct value_book *book)
{
  return (gint64)book->interval_ms * 1000;
}

/* Older than what is here, but not by so much that only a wall clock set back can explain it. */
static gboolean is_late(const struct value_book *book, const struct object_values *values, gint64 stamp_sec)
{
  gint64 late_sec = values->stamp_sec - stamp_sec, patience_us = STALE_INTERVALS * interval_us(book);
  return late_sec > 0 && late_sec * G_USEC_PER_SEC <= patience_us &&
         clock_monotonic_us(book->clock) - values->received_us <= patience_us;
}

/* When what is stamped so was true: now, or, where it waited for more than an interval to be read (provostd
 * was stopped, or a queue is long), as long ago as it waited. */
static gint64 true_us(const struct value_book *book, gint64 stamp_sec)
{
  gint64 waited_us = clock_wall_us(book->clock) - stamp_sec * G_USEC_PER_SEC;
  return clock_monotonic_us(book->clock) - (waited_us > interval_us(book) ? waited_us : 0);
}

static gboolean any_known(const struct reading *readings, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (readings[i].state == READING_KNOWN)
      return TRUE;
  return FALSE;
}

static struct object_values *values_of(struct value_book *book, const char *object)
{
  struct object_values *values = g_hash_table_lookup(book->objects, object);
  if (values)
    return values;
  values = g_new0(struct object_values, 1);
  values->known_us = -1;
  g_hash_table_insert(book->objects, g_strdup(object), values);
  return values;
}

void value_book_take(struct value_book *book, const struct value_round *round)
{
  struct object_values *values = values_of(book, round->object);
  if (is_late(book, values, round->stamp_sec))
    return;
  values->source = round->source;
  values->stamp_sec = round->stamp_sec;
  values->received_us = true_us(book, round->stamp_sec);
  values->known_us = any_known(round->readings, round->n) ? values->received_us : values->known_us;
  values->n = (guint)MIN(round->n, CLASS_METRICS_MAX);
  memcpy(values->readings, round->readings, values->n * sizeof *round->readings);
}

void value_book_forget(struct value_book *book, GHRFunc is_gone, gpointer user)
{
  g_hash_table_foreach_remove(book->objects, is_gone, user);
}

gboolean value_book_has(const struct value_book *book, const char *object)
{
  return g_hash_table_contains(book->objects, object);
}

/* Silence is told in intervals; what a slow source repeats may be as old as some of its own periods. */
static gboolean is_stale(const struct value_book *book, enum source source, gint64 held_ms, gint64 age_ms)
{
  return held_ms > (gint64)STALE_INTERVALS * book->interval_ms ||
         age_ms > STALE_INTERVALS * source_period_ms(source, book->interval_ms);
}

struct value value_book_value(const struct value_book *book, const char *object, enum metric_id metric)
{
  struct value value = {.reading = reading_unknown(metric, READING_NO_ANSWER), .age_ms = -1};
  const struct object_values *values = g_hash_table_lookup(book->objects, object);
  if (!values)
    return value;
  for (guint i = 0; i < values->n; i++)
    if (values->readings[i].metric == metric)
      value.reading = values->readings[i];
  value.source = values->source;
  value.stamp_sec = values->stamp_sec;
  gint64 held_ms = (clock_monotonic_us(book->clock) - values->received_us) / 1000;
  value.age_ms = held_ms + value.reading.age_ms;
  if (value.reading.state == READING_KNOWN && is_stale(book, values->source, held_ms, value.age_ms))
    value.reading = reading_unknown(metric, READING_STALE);
  return value;
}

gint64 value_book_known_us(const struct value_book *book, const char *object)
{
  const struct object_values *values = g_hash_table_lookup(book->objects, object);
  return values ? values->known_us : -1;
}

static int string_order(gconstpointer a, gconstpointer b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *value_book_objects(const struct value_book *book, const char *subject)
{
  GPtrArray *objects = g_ptr_array_new();
  gsize length = subject ? strlen(subject) : 0;
  GHashTableIter iter;
  gpointer object;
  g_hash_table_iter_init(&iter, book->objects);
  while (g_hash_table_iter_next(&iter, &object, NULL))
    if (!subject || (strncmp(object, subject, length) == 0 && ((char *)object)[length] == '{'))
      g_ptr_array_add(objects, object);
  g_ptr_array_sort(objects, string_order);
  return objects;
}

void value_book_count(const struct value_book *book, guint counts[READING_STATES])
{
  memset(counts, 0, READING_STATES * sizeof *counts);
  gint64 oldest_us = clock_monotonic_us(book->clock) - STALE_INTERVALS * interval_us(book);
  GHashTableIter iter;
  gpointer data;
  g_hash_table_iter_init(&iter, book->objects);
  while (g_hash_table_iter_next(&iter, NULL, &data)) {
    const struct object_values *values = data;
    for (guint i = 0; i < values->n; i++) {
      enum reading_state state = values->readings[i].state;
      counts[state == READING_KNOWN && values->received_us < oldest_us ? READING_STALE : state]++;
    }
  }
}
