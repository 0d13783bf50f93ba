#include "model/load_book.h"

#include "base/limits.h"
#include "model/object.h"

#include <math.h>
#include <string.h>

enum how {
  HOW_PLAIN,  /* the reading itself */
  HOW_HOST_PCT, /* percent of the processors of the guest's host */
  HOW_OTHERS, /* what others than the reading take of the whole */
};

/* What a reading says of a resource; all terms of a class and resource are added up. */
static const struct term {
  enum metric_id metric;
  enum resource resource;
  enum how how;
  enum metric_id whole;
} terms[] = {
    /* Those that history can tell come first. */
    {METRIC_HOST_CPU_BUSY_PCT, RESOURCE_CPU, HOW_PLAIN, METRIC_NONE},
    {METRIC_HOST_MEM_AVAILABLE_BYTES, RESOURCE_MEMORY, HOW_OTHERS, METRIC_HOST_MEM_TOTAL_BYTES},
    {METRIC_GUEST_CPU_HOST_PCT, RESOURCE_CPU, HOW_HOST_PCT, METRIC_NONE},
    {METRIC_GUEST_MEM_RSS_BYTES, RESOURCE_MEMORY, HOW_PLAIN, METRIC_NONE},
    {METRIC_HOST_DISK_RD_BYTES_PER_SEC, RESOURCE_DISK, HOW_PLAIN, METRIC_NONE},
    {METRIC_HOST_DISK_WR_BYTES_PER_SEC, RESOURCE_DISK, HOW_PLAIN, METRIC_NONE},
    {METRIC_HOST_NET_RX_BYTES_PER_SEC, RESOURCE_NETWORK, HOW_PLAIN, METRIC_NONE},
    {METRIC_HOST_NET_TX_BYTES_PER_SEC, RESOURCE_NETWORK, HOW_PLAIN, METRIC_NONE},
    {METRIC_GUEST_DISK_RD_BYTES_PER_SEC, RESOURCE_DISK, HOW_PLAIN, METRIC_NONE},
    {METRIC_GUEST_DISK_WR_BYTES_PER_SEC, RESOURCE_DISK, HOW_PLAIN, METRIC_NONE},
    {METRIC_GUEST_NET_RX_BYTES_PER_SEC, RESOURCE_NETWORK, HOW_PLAIN, METRIC_NONE},
    {METRIC_GUEST_NET_TX_BYTES_PER_SEC, RESOURCE_NETWORK, HOW_PLAIN, METRIC_NONE},
};
#define PAST_TERMS 4

/* A clock that shows less was never set. */
#define EARLIEST_SEC (2 * LOAD_SLOT_SEC * LOAD_SLOTS)

/* Parts of a subject come one by one; what they are together at one point of the grid counts when the next has come. */
struct gathering {
  gint64 stamp_sec; /* 0: nothing yet */
  double value;
};

struct loads {
  struct load_digest *digests[RESOURCES];
  struct gathering gathered[RESOURCES];
};

struct load_book {
  GHashTable *subjects; /* subject -> struct loads */
};

static void loads_free(gpointer data)
{
  struct loads *loads = data;
  for (guint r = 0; r < RESOURCES; r++)
    g_free(loads->digests[r]);
  g_free(loads);
}

struct load_book *load_book_new(void)
{
  struct load_book *book = g_new(struct load_book, 1);
  book->subjects = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, loads_free);
  return book;
}

void load_book_free(struct load_book *book)
{
  g_hash_table_unref(book->subjects);
  g_free(book);
}

static double reading_of(const struct value_round *round, enum metric_id metric)
{
  for (gsize i = 0; i < round->n; i++)
    if (round->readings[i].metric == metric && round->readings[i].state == READING_KNOWN)
      return round->readings[i].value;
  return NAN;
}

static double load_of(const struct term *term, double value, double whole)
{
  switch (term->how) {
  case HOW_HOST_PCT:
    return value / 100 * whole;
  case HOW_OTHERS:
    return whole >= value ? whole - value : NAN;
  default:
    return value;
  }
}

/* NaN where a term of it is unknown. FALSE: the class says nothing of the resource. */
static gboolean round_load(const struct value_round *round, double host_cpus, enum resource resource, double *load)
{
  enum object_class class = metric_get(round->readings[0].metric)->class;
  gboolean is_any = FALSE;
  *load = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(terms); i++) {
    const struct term *term = &terms[i];
    if (term->resource != resource || metric_get(term->metric)->class != class)
      continue;
    double whole = term->whole == METRIC_NONE ? host_cpus : reading_of(round, term->whole);
    *load += load_of(term, reading_of(round, term->metric), whole);
    is_any = TRUE;
  }
  return is_any;
}

static struct loads *loads_of(struct load_book *book, const char *subject)
{
  struct loads *loads = g_hash_table_lookup(book->subjects, subject);
  if (loads)
    return loads;
  loads = g_new0(struct loads, 1);
  g_hash_table_insert(book->subjects, g_strdup(subject), loads);
  return loads;
}

static void add(struct loads *loads, const char *subject, enum resource resource, const struct gathering *sample)
{
  if (!loads->digests[resource]) {
    loads->digests[resource] = g_new(struct load_digest, 1);
    load_digest_init(loads->digests[resource], sample->stamp_sec, g_str_hash(subject) % LOAD_SLOT_SEC);
  }
  load_digest_add(loads->digests[resource], sample->stamp_sec, sample->value);
}

/* A host's busiest part, a guest's all together. */
static void gather(struct loads *loads, const char *subject, enum resource resource, const struct gathering *part)
{
  struct gathering *gathered = &loads->gathered[resource];
  if (part->stamp_sec != gathered->stamp_sec) {
    if (gathered->stamp_sec != 0)
      add(loads, subject, resource, gathered);
    *gathered = *part;
  } else if (g_str_has_prefix(subject, "host:")) {
    gathered->value = fmax(gathered->value, part->value); /* the greatest that is known */
  } else {
    gathered->value += part->value;
  }
}

void load_book_take(struct load_book *book, const struct value_round *round, double host_cpus)
{
  if (round->n == 0 || round->stamp_sec < EARLIEST_SEC || strlen(round->object) > LIMIT_OBJECT)
    return;
  char subject[LIMIT_OBJECT + 1];
  enum object_class class = metric_get(round->readings[0].metric)->class;
  gboolean is_part = object_class_whole(class) != class;
  g_strlcpy(subject, round->object, sizeof subject);
  subject[strcspn(subject, "{")] = '\0';
  for (guint r = 0; r < RESOURCES; r++) {
    struct gathering sample = {round->stamp_sec, NAN};
    if (!round_load(round, host_cpus, r, &sample.value))
      continue;
    if (is_part)
      gather(loads_of(book, subject), subject, r, &sample);
    else
      add(loads_of(book, subject), subject, r, &sample);
  }
}

enum metric_id load_book_past(guint i)
{
  return i < PAST_TERMS ? terms[i].metric : METRIC_NONE;
}

static const struct term *past_term(enum metric_id metric)
{
  for (guint i = 0; i < PAST_TERMS; i++)
    if (terms[i].metric == metric)
      return &terms[i];
  return NULL;
}

enum metric_id load_book_whole(enum metric_id past)
{
  const struct term *term = past_term(past);
  return term ? term->whole : METRIC_NONE;
}

void load_book_fill(struct load_book *book, const char *subject, const struct load_points *points)
{
  const struct term *term = past_term(points->metric);
  const struct loads *loads = g_hash_table_lookup(book->subjects, subject);
  if (!term || !loads || !loads->digests[term->resource] || points->step_sec == 0)
    return;
  g_autofree double *values = g_new(double, points->n);
  for (gsize i = 0; i < points->n; i++)
    values[i] = load_of(term, points->points[i], points->of);
  load_digest_fill(loads->digests[term->resource], points->first_sec, points->step_sec, values, points->n);
}

struct load load_book_read(const struct load_book *book, const char *subject, enum resource resource, gint64 now_sec,
                           gint64 stale_sec)
{
  const struct loads *loads = g_hash_table_lookup(book->subjects, subject);
  if (!loads || !loads->digests[resource])
    return (struct load){NAN, NAN, NAN};
  return load_digest_read(loads->digests[resource], now_sec, stale_sec);
}

void load_book_forget(struct load_book *book, GHRFunc is_gone, gpointer user)
{
  g_hash_table_foreach_remove(book->subjects, is_gone, user);
}
