#include "model/guest_book.h"

#include "base/text.h"

#include <string.h>

struct place {
  const char *name;
  guint order;
  gboolean is_silent;
  GPtrArray *records; /* struct record, of the guests it knows */
};

/* What one host says of a guest. */
struct view {
  const struct place *place;
  struct sighting sighting;
};

struct record {
  struct guest guest;
  struct record *namesake; /* the next of the same name */
  GArray *views; /* struct view, one for each host that knows it */
};

struct guest_book {
  GHashTable *places;  /* host -> struct place */
  guint next_order;    /* of the place that is added next */
  GHashTable *records; /* uuid -> struct record */
  GHashTable *names;   /* name -> the first struct record of that name, whose own name is the key */
  GPtrArray *list;     /* struct guest, by name while is_listed */
  gboolean is_listed;
  GHashTable *touched; /* while a host is heard, where somebody wants to know; else NULL */
};

static void place_free(gpointer data)
{
  struct place *place = data;
  g_ptr_array_unref(place->records);
  g_free(place);
}

static void record_free(gpointer data)
{
  struct record *record = data;
  g_array_unref(record->views);
  g_free(record->guest.host);
  g_free(record);
}

struct guest_book *guest_book_new(void)
{
  struct guest_book *book = g_new0(struct guest_book, 1);
  book->places = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, place_free);
  book->records = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, record_free);
  book->names = g_hash_table_new(g_str_hash, g_str_equal);
  book->list = g_ptr_array_new();
  return book;
}

void guest_book_free(struct guest_book *book)
{
  g_ptr_array_unref(book->list);
  g_hash_table_unref(book->names);
  g_hash_table_unref(book->records);
  g_hash_table_unref(book->places);
  g_free(book);
}

void guest_book_add_host(struct guest_book *book, const char *host)
{
  struct place *place = g_new0(struct place, 1);
  place->name = host;
  place->order = book->next_order++;
  place->records = g_ptr_array_new();
  g_hash_table_insert(book->places, (gpointer)host, place);
}

void guest_book_remove_host(struct guest_book *book, const char *host)
{
  const struct place *place = g_hash_table_lookup(book->places, host);
  g_assert(place->records->len == 0);
  g_hash_table_remove(book->places, host);
}

/* Its name and its UUID mean something else now than before. */
static void touch(struct guest_book *book, const struct record *record)
{
  if (!book->touched)
    return;
  g_hash_table_add(book->touched, g_strdup(record->guest.name));
  g_hash_table_add(book->touched, g_strdup(record->guest.uuid));
}

static void name_add(struct guest_book *book, struct record *record)
{
  touch(book, record);
  record->namesake = g_hash_table_lookup(book->names, record->guest.name);
  g_hash_table_replace(book->names, record->guest.name, record);
  book->is_listed = FALSE;
}

static void name_remove(struct guest_book *book, struct record *record)
{
  struct record *first = g_hash_table_lookup(book->names, record->guest.name);
  touch(book, record);
  book->is_listed = FALSE;
  if (first != record) {
    while (first->namesake != record)
      first = first->namesake;
    first->namesake = record->namesake;
  } else if (record->namesake) {
    g_hash_table_replace(book->names, record->namesake->guest.name, record->namesake);
  } else {
    g_hash_table_remove(book->names, record->guest.name);
  }
}

/* How well a sighting says where a guest is: running beats paused beats the rest. */
static guint sighting_rank(const struct sighting *sighting)
{
  switch (sighting->state) {
  case GUEST_RUNNING:
    return 4;
  case GUEST_PAUSED:
    return sighting->reason == REASON_MIGRATION ? 2 : 3;
  default:
    return sighting->reason == REASON_MIGRATED ? 0 : 1;
  }
}

static gboolean is_better(const struct view *view, const struct view *best)
{
  if (!best)
    return TRUE;
  guint rank = sighting_rank(&view->sighting), best_rank = sighting_rank(&best->sighting);
  return rank > best_rank || (rank == best_rank && view->place->order < best->place->order);
}

static void guest_see(struct guest *guest, const struct view *view)
{
  const struct sighting *sighting = &view->sighting;
  text_replace(&guest->host, view->place->name);
  guest->reason = sighting->reason;
  guest->vcpus = sighting->vcpus;
  guest->vcpus_max = sighting->vcpus_max;
  guest->memory_bytes = sighting->memory_bytes;
  guest->memory_max_bytes = sighting->memory_max_bytes;
  guest->persistent = sighting->persistent;
  guest->autostart = sighting->autostart;
  /* What a host that does not answer said last may be long past: unknown is not running. */
  guest->state = view->place->is_silent ? GUEST_UNKNOWN : sighting->state;
}

static void rename_record(struct guest_book *book, struct record *record, const char *name)
{
  if (strcmp(record->guest.name, name) == 0)
    return;
  name_remove(book, record);
  g_strlcpy(record->guest.name, name, sizeof record->guest.name);
  name_add(book, record);
}

static void judge(struct guest_book *book, struct record *record)
{
  const struct view *best = NULL;
  guint copies_before = record->guest.running_copies;
  record->guest.running_copies = 0;
  for (guint i = 0; i < record->views->len; i++) {
    const struct view *view = &g_array_index(record->views, struct view, i);
    record->guest.running_copies += view->sighting.state == GUEST_RUNNING;
    if (is_better(view, best))
      best = view;
  }
  rename_record(book, record, best->sighting.name);
  if (g_strcmp0(record->guest.host, best->place->name) != 0 || record->guest.running_copies != copies_before)
    touch(book, record);
  guest_see(&record->guest, best);
}

static gint view_of(const struct record *record, const struct place *place)
{
  for (guint i = 0; i < record->views->len; i++)
    if (g_array_index(record->views, struct view, i).place == place)
      return (gint)i;
  return -1;
}

static struct record *record_of(struct guest_book *book, const struct sighting *sighting)
{
  struct record *record = g_hash_table_lookup(book->records, sighting->uuid);
  if (record)
    return record;
  record = g_new0(struct record, 1);
  record->views = g_array_new(FALSE, FALSE, sizeof(struct view));
  g_strlcpy(record->guest.uuid, sighting->uuid, sizeof record->guest.uuid);
  g_strlcpy(record->guest.name, sighting->name, sizeof record->guest.name);
  g_hash_table_insert(book->records, record->guest.uuid, record);
  name_add(book, record);
  return record;
}

/* A host that names a guest twice is believed the first time. */
static void see(struct guest_book *book, struct place *place, const struct sighting *sighting)
{
  struct record *record = record_of(book, sighting);
  if (view_of(record, place) >= 0)
    return;
  const struct view view = {place, *sighting};
  g_array_append_val(record->views, view);
  g_ptr_array_add(place->records, record);
}

static void forget(struct guest_book *book, struct record *record, GHashTable *gone)
{
  g_hash_table_add(gone, g_strdup(record->guest.uuid));
  name_remove(book, record);
  g_hash_table_remove(book->records, record->guest.uuid);
}

void guest_book_take(struct guest_book *book, const char *host, const struct sighting *sightings, gsize n,
                     struct guest_changes *changes)
{
  book->touched = changes->touched;
  struct place *place = g_hash_table_lookup(book->places, host);
  g_autoptr(GPtrArray) former = place->records;
  place->records = g_ptr_array_sized_new((guint)n);
  for (guint i = 0; i < former->len; i++) {
    struct record *record = former->pdata[i];
    g_array_remove_index(record->views, (guint)view_of(record, place));
  }
  for (gsize i = 0; i < n; i++)
    see(book, place, &sightings[i]);
  for (guint i = 0; i < former->len; i++) {
    struct record *record = former->pdata[i];
    if (record->views->len == 0)
      forget(book, record, changes->gone);
    else
      judge(book, record);
  }
  for (guint i = 0; i < place->records->len; i++)
    judge(book, place->records->pdata[i]);
  book->touched = NULL;
}

void guest_book_set_silent(struct guest_book *book, const char *host, gboolean is_silent)
{
  struct place *place = g_hash_table_lookup(book->places, host);
  if (place->is_silent == is_silent)
    return;
  place->is_silent = is_silent;
  for (guint i = 0; i < place->records->len; i++)
    judge(book, place->records->pdata[i]);
}

static int guest_order(gconstpointer a, gconstpointer b)
{
  const struct guest *left = *(const struct guest *const *)a, *right = *(const struct guest *const *)b;
  int by_name = strcmp(left->name, right->name);
  return by_name ? by_name : strcmp(left->uuid, right->uuid);
}

const GPtrArray *guest_book_list(struct guest_book *book)
{
  if (book->is_listed)
    return book->list;
  GHashTableIter iter;
  gpointer record;
  g_ptr_array_set_size(book->list, 0);
  g_hash_table_iter_init(&iter, book->records);
  while (g_hash_table_iter_next(&iter, NULL, &record))
    g_ptr_array_add(book->list, &((struct record *)record)->guest);
  g_ptr_array_sort(book->list, guest_order);
  book->is_listed = TRUE;
  return book->list;
}

GPtrArray *guest_book_on(const struct guest_book *book, const char *host)
{
  const struct place *place = g_hash_table_lookup(book->places, host);
  GPtrArray *guests = g_ptr_array_new();
  for (guint i = 0; place && i < place->records->len; i++) {
    struct record *record = place->records->pdata[i];
    if (strcmp(record->guest.host, host) == 0)
      g_ptr_array_add(guests, &record->guest);
  }
  g_ptr_array_sort(guests, guest_order);
  return guests;
}

const struct guest *guest_book_find(const struct guest_book *book, const char *uuid)
{
  const struct record *record = g_hash_table_lookup(book->records, uuid);
  return record ? &record->guest : NULL;
}

const struct guest *guest_book_named(const struct guest_book *book, const char *name)
{
  const struct record *record = g_hash_table_lookup(book->names, name);
  return record && !record->namesake ? &record->guest : NULL;
}

const char *guest_book_runs_elsewhere(const struct guest_book *book, const char *uuid, const char *host, const char *other)
{
  const struct record *record = g_hash_table_lookup(book->records, uuid);
  for (guint i = 0; record && i < record->views->len; i++) {
    const struct view *view = &g_array_index(record->views, struct view, i);
    const char *name = view->place->name;
    if (view->sighting.state == GUEST_RUNNING && strcmp(name, host) != 0 && g_strcmp0(name, other) != 0)
      return name;
  }
  return NULL;
}
