#include "model/value_book.h"

#include "base/text.h"

#include <string.h>

/* The last readings of one object. */
struct object_values {
  struct value_book *book;
  GQueue *queue; /* that `place` is linked in; NULL: none yet */
  GList place;
  enum source source;
  gint64 stamp_sec, received_us;
  gint64 known_us; /* when anything of it was known last; -1: never */
  guint n, n_known;
  struct reading *readings;
};

/* The states are counted as readings come, since counting hundreds of thousands anew takes many milliseconds. Only what
 * is stale is looked for: at the head of `prompt`, and in `late`, which is mostly empty. */
struct value_book {
  const struct clock *clock;
  guint interval_ms;
  GHashTable *objects; /* object -> struct object_values */
  GQueue prompt;       /* struct object_values, by received_us */
  GQueue late;         /* those that had waited before they were read, in no order */
  guint counts[READING_STATES];
};

/* The object's readings count, or do so no more. */
static void tally(struct object_values *values, gint sign)
{
  values->n_known = 0;
  for (guint i = 0; i < values->n; i++) {
    values->book->counts[values->readings[i].state] += (guint)sign;
    values->n_known += values->readings[i].state == READING_KNOWN;
  }
}

static void move_to(struct object_values *values, GQueue *queue)
{
  if (values->queue)
    g_queue_unlink(values->queue, &values->place);
  if (queue)
    g_queue_push_tail_link(queue, &values->place);
  values->queue = queue;
}

static void object_values_free(gpointer data)
{
  struct object_values *values = data;
  tally(values, -1);
  move_to(values, NULL);
  g_free(values->readings);
  g_free(values);
}

struct value_book *value_book_new(const struct clock *clock, guint interval_ms)
{
  struct value_book *book = g_new(struct value_book, 1);
  *book = (struct value_book){.clock = clock,
                              .interval_ms = interval_ms,
                              .objects = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, object_values_free)};
  return book;
}

void value_book_free(struct value_book *book)
{
  g_hash_table_unref(book->objects);
  g_free(book);
}

void value_book_set_interval(struct value_book *book, guint interval_ms)
{
  book->interval_ms = interval_ms;
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
         values->received_us >= clock_monotonic_us(book->clock) - patience_us; /* never received: long ago */
}

/* When what is stamped so was true: now, or, where it waited for more than an interval to be read (provostd
 * was stopped, or a queue is long), as long ago as it waited. */
static gint64 true_us(const struct value_book *book, gint64 stamp_sec, gint64 now_us)
{
  gint64 waited_us = clock_wall_us(book->clock) - stamp_sec * G_USEC_PER_SEC;
  return now_us - (waited_us > interval_us(book) ? waited_us : 0);
}

static struct object_values *values_of(struct value_book *book, const char *object)
{
  struct object_values *values = g_hash_table_lookup(book->objects, object);
  if (values)
    return values;
  values = g_new0(struct object_values, 1);
  values->book = book;
  values->place.data = values;
  values->known_us = -1;
  g_hash_table_insert(book->objects, g_strdup(object), values);
  return values;
}

static void set_readings(struct object_values *values, const struct reading *readings, guint n)
{
  tally(values, -1);
  if (n != values->n)
    values->readings = g_renew(struct reading, values->readings, n);
  values->n = n;
  if (n > 0)
    memcpy(values->readings, readings, n * sizeof *readings);
  tally(values, 1);
}

void value_book_take(struct value_book *book, const struct value_round *round)
{
  gint64 now_us = clock_monotonic_us(book->clock);
  struct object_values *values = values_of(book, round->object);
  if (is_late(book, values, round->stamp_sec))
    return;
  values->source = round->source;
  values->stamp_sec = round->stamp_sec;
  values->received_us = true_us(book, round->stamp_sec, now_us);
  move_to(values, values->received_us < now_us ? &book->late : &book->prompt);
  set_readings(values, round->readings, (guint)MIN(round->n, CLASS_METRICS_MAX));
  if (values->n_known > 0)
    values->known_us = values->received_us;
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
static gboolean is_stale(const struct value_book *book, const struct value *value, gint64 held_ms)
{
  enum object_class class = metric_get(value->reading.metric)->class;
  return held_ms > (gint64)STALE_INTERVALS * book->interval_ms ||
         value->age_ms > STALE_INTERVALS * source_period_ms(value->source, class, book->interval_ms);
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
  if (value.reading.state == READING_KNOWN && is_stale(book, &value, held_ms))
    value.reading = reading_unknown(metric, READING_STALE);
  return value;
}

gint64 value_book_known_us(const struct value_book *book, const char *object)
{
  const struct object_values *values = g_hash_table_lookup(book->objects, object);
  return values ? values->known_us : -1;
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
  g_ptr_array_sort(objects, text_order);
  return objects;
}

void value_book_count(const struct value_book *book, guint counts[READING_STATES])
{
  gint64 oldest_us = clock_monotonic_us(book->clock) - STALE_INTERVALS * interval_us(book);
  guint stale = 0;
  for (const GList *each = book->prompt.head; each; each = each->next) {
    const struct object_values *values = each->data;
    if (values->received_us >= oldest_us)
      break;
    stale += values->n_known;
  }
  for (const GList *each = book->late.head; each; each = each->next) {
    const struct object_values *values = each->data;
    if (values->received_us < oldest_us)
      stale += values->n_known;
  }
  memcpy(counts, book->counts, sizeof book->counts);
  counts[READING_KNOWN] -= stale;
  counts[READING_STALE] += stale;
}

guint value_book_count_objects(const struct value_book *book)
{
  return g_hash_table_size(book->objects);
}

void value_book_each(const struct value_book *book, void (*take)(const char *object, gpointer user), gpointer user)
{
  GHashTableIter iter;
  gpointer object;
  g_hash_table_iter_init(&iter, book->objects);
  while (g_hash_table_iter_next(&iter, &object, NULL))
    take(object, user);
}
