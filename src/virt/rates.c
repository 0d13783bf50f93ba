#include "virt/rates.h"

G_STATIC_ASSERT(CLASS_METRICS_MAX <= 64); /* the bits of `had` */

struct counter {
  guint64 value, whole;
  gint64 read_us;
  double rate; /* of a renewed one, where it has one */
  gboolean read, has_rate;
};

/* How the stamp of renewed values moves. */
struct pace {
  guint64 stamp_sec, step_sec;
  gint64 moved_us; /* monotonic */
  gboolean seen, moved;
};

struct rated {
  const struct rates *rates;
  enum object_class class;
  guint sweep; /* that touched it last */
  guint64 had; /* bit per metric_place() that was there once */
  struct pace pace;
  struct counter counters[CLASS_METRICS_MAX]; /* by metric_place() */
};

struct rates {
  GHashTable *objects; /* written form -> struct rated */
  gint64 max_gap_us, now_us;
  guint sweep;
};

struct rates *rates_new(gint64 max_gap_us)
{
  struct rates *rates = g_new0(struct rates, 1);
  rates->objects = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  rates->max_gap_us = max_gap_us;
  return rates;
}

void rates_free(struct rates *rates)
{
  g_hash_table_unref(rates->objects);
  g_free(rates);
}

void rates_begin(struct rates *rates, gint64 now_us)
{
  rates->now_us = now_us;
  rates->sweep++;
}

static gboolean is_untouched(gpointer key, gpointer value, gpointer user)
{
  (void)key;
  return ((const struct rated *)value)->sweep != ((const struct rates *)user)->sweep;
}

void rates_end(struct rates *rates)
{
  g_hash_table_foreach_remove(rates->objects, is_untouched, rates);
}

struct rated *rates_touch(struct rates *rates, const char *object, enum object_class class)
{
  struct rated *rated = g_hash_table_lookup(rates->objects, object);
  if (!rated) {
    rated = g_new0(struct rated, 1);
    rated->rates = rates;
    rated->class = class;
    g_hash_table_insert(rates->objects, g_strdup(object), rated);
  }
  rated->sweep = rates->sweep;
  return rated;
}

void rates_each(const struct rates *rates, rates_each_func each, gpointer user)
{
  GHashTableIter iter;
  gpointer object, rated;
  g_hash_table_iter_init(&iter, rates->objects);
  while (g_hash_table_iter_next(&iter, &object, &rated))
    each(object, ((const struct rated *)rated)->class, user);
}

/* Remembers the new reading and returns the one before. */
static struct counter exchange(struct rated *rated, enum metric_id metric, guint64 value, guint64 whole)
{
  struct counter before = rated->counters[metric_place(metric)];
  rated->had |= G_GUINT64_CONSTANT(1) << metric_place(metric);
  rated->counters[metric_place(metric)] =
      (struct counter){.value = value, .whole = whole, .read_us = rated->rates->now_us, .read = TRUE};
  before.read = before.read && rated->rates->now_us - before.read_us <= rated->rates->max_gap_us;
  return before;
}

struct reading rated_counter(struct rated *rated, enum metric_id metric, guint64 now, double factor)
{
  struct counter before = exchange(rated, metric, now, 0);
  if (!before.read)
    return reading_unknown(metric, READING_FIRST);
  gint64 elapsed_ms = (rated->rates->now_us - before.read_us + 500) / 1000;
  return reading_rate(metric, before.value, now, elapsed_ms, factor);
}

struct reading rated_ratio(struct rated *rated, enum metric_id metric, guint64 part, guint64 whole,
                           double factor)
{
  struct counter before = exchange(rated, metric, part, whole);
  if (!before.read)
    return reading_unknown(metric, READING_FIRST);
  if (part < before.value || whole < before.whole)
    return reading_unknown(metric, READING_RESET);
  if (whole == before.whole)
    return reading_unknown(metric, READING_IDLE);
  return reading_known(metric, (double)(part - before.value) / (double)(whole - before.whole) * factor);
}

gboolean rated_is_renewed(struct rated *rated, guint64 stamp_sec)
{
  struct pace *pace = &rated->pace;
  gint64 now_us = rated->rates->now_us;
  if (pace->seen && stamp_sec != pace->stamp_sec) {
    pace->step_sec = stamp_sec > pace->stamp_sec ? MIN(stamp_sec - pace->stamp_sec, G_MAXUINT16) : 0;
    pace->moved_us = now_us;
    pace->moved = TRUE;
  }
  pace->seen = TRUE;
  pace->stamp_sec = stamp_sec;
  gint64 patience_sec = MAX(PACE_PATIENCE_SEC, 3 * (gint64)pace->step_sec);
  return pace->moved && now_us - pace->moved_us <= patience_sec * G_USEC_PER_SEC;
}

struct reading rated_renewed(struct rated *rated, enum metric_id metric, guint64 now, guint64 stamp_sec, double factor)
{
  struct counter before = exchange(rated, metric, now, stamp_sec);
  struct counter *counter = &rated->counters[metric_place(metric)];
  if (!before.read)
    return reading_unknown(metric, READING_FIRST);
  if (now < before.value || stamp_sec < before.whole)
    return reading_unknown(metric, READING_RESET);
  counter->has_rate = before.has_rate;
  counter->rate = before.rate;
  if (stamp_sec == before.whole) {
    counter->value = before.value;
  } else {
    counter->has_rate = TRUE;
    counter->rate = (double)(now - before.value) / (double)(stamp_sec - before.whole) * factor;
  }
  return counter->has_rate ? reading_known(metric, counter->rate) : reading_unknown(metric, READING_FIRST);
}

struct reading rated_gauge(struct rated *rated, enum metric_id metric, double value)
{
  rated->had |= G_GUINT64_CONSTANT(1) << metric_place(metric);
  return reading_known(metric, value);
}

struct reading rated_absent(const struct rated *rated, enum metric_id metric)
{
  gboolean had = (rated->had & G_GUINT64_CONSTANT(1) << metric_place(metric)) != 0;
  return reading_unknown(metric, had ? READING_NO_ANSWER : READING_NOT_SUPPORTED);
}
