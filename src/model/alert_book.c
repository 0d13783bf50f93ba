#include "model/alert_book.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

struct entry {
  struct alert *alert;
  char *key;          /* the service, or the origin where it has no subject */
  char *service_name; /* NULL where it has no subject */
  GQueue *queue;      /* in which it waits to make room; NULL: in none */
  GList link;
};

struct alert_book {
  GHashTable *services;  /* service -> struct entry */
  GHashTable *unmapped;  /* origin -> struct entry */
  GHashTable *ids;       /* id -> struct entry, of both */
  GHashTable *downtimes; /* subject -> struct entry of itself, where it is in a downtime */
  GQueue well;           /* of services those that are ok, for longest first */
  GQueue heard;          /* of the unmapped ones all, heard first first */
  guint64 last_id;
  void (*goes)(const struct alert *alert, gpointer user);
  gpointer user;
};

static void leave_queue(struct entry *entry)
{
  if (entry->queue)
    g_queue_unlink(entry->queue, &entry->link);
  entry->queue = NULL;
}

static void join_queue(struct entry *entry, GQueue *queue)
{
  leave_queue(entry);
  entry->queue = queue;
  entry->link = (GList){.data = entry};
  g_queue_push_tail_link(queue, &entry->link);
}

static void entry_free(gpointer data)
{
  struct entry *entry = data;
  leave_queue(entry);
  alert_free(entry->alert);
  g_free(entry->key);
  g_free(entry->service_name);
  g_free(entry);
}

struct alert_book *alert_book_new(void)
{
  struct alert_book *book = g_new0(struct alert_book, 1);
  book->services = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, entry_free);
  book->unmapped = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, entry_free);
  book->ids = g_hash_table_new(g_int64_hash, g_int64_equal);
  book->downtimes = g_hash_table_new(g_str_hash, g_str_equal);
  g_queue_init(&book->well);
  g_queue_init(&book->heard);
  return book;
}

void alert_book_free(struct alert_book *book)
{
  g_hash_table_unref(book->ids);
  g_hash_table_unref(book->downtimes);
  g_hash_table_unref(book->services);
  g_hash_table_unref(book->unmapped);
  g_free(book);
}

void alert_book_watch(struct alert_book *book, void (*goes)(const struct alert *alert, gpointer user), gpointer user)
{
  book->goes = goes;
  book->user = user;
}

static GHashTable *table_of(const struct alert_book *book, const struct entry *entry)
{
  return entry->alert->subject ? book->services : book->unmapped;
}

/* Of a subject, not of one of its services. */
static gboolean is_downtime(const struct alert *alert)
{
  return alert->subject && !*alert->name && (alert->marks & ALERT_IN_DOWNTIME);
}

static void remove_entry(struct alert_book *book, struct entry *entry, gboolean is_told)
{
  if (is_told && book->goes)
    book->goes(entry->alert, book->user);
  if (g_hash_table_lookup(book->ids, &entry->alert->id) == entry)
    g_hash_table_remove(book->ids, &entry->alert->id);
  if (is_downtime(entry->alert))
    g_hash_table_remove(book->downtimes, entry->alert->subject);
  g_hash_table_remove(table_of(book, entry), entry->key);
}

static void make_room(struct alert_book *book, GHashTable *table, GQueue *queue)
{
  if (g_hash_table_size(table) == LIMIT_ALERTS && !g_queue_is_empty(queue))
    remove_entry(book, g_queue_peek_head(queue), TRUE);
}

/* Takes the alert. There is room, and nothing of its key. */
static const struct alert *add(struct alert_book *book, struct alert *alert, char *key, const char *subject_name)
{
  struct entry *entry = g_new0(struct entry, 1);
  entry->alert = alert;
  entry->key = key;
  if (alert->subject)
    entry->service_name = *alert->name ? g_strdup_printf("%s on %s", alert->name, subject_name)
                                       : g_strdup_printf("check of %s", subject_name);
  g_hash_table_insert(table_of(book, entry), entry->key, entry);
  if (alert->id)
    g_hash_table_replace(book->ids, &alert->id, entry); /* whose key lives as long as it */
  if (is_downtime(alert))
    g_hash_table_replace(book->downtimes, (gpointer)alert->subject, entry);
  if (!alert->subject)
    join_queue(entry, &book->heard);
  else if (alert->state == ALERT_OK && !(alert->marks & ALERT_IN_DOWNTIME)) /* which is to be known until it ends */
    join_queue(entry, &book->well);
  return alert;
}

static char *key_of(const struct alert *alert)
{
  return alert->subject ? alert_service(alert->subject, alert->name) : alert_origin(alert);
}

/* Texts that others hand in are as harmless as those of a report. */
static struct alert *clean_copy(const struct alert *said)
{
  g_autofree char *name = text_clean(said->name, LIMIT_NAME), *source = text_clean(said->source, LIMIT_NAME);
  g_autofree char *text = text_clean(said->text, LIMIT_TEXT);
  struct alert clean = *said;
  clean.name = name;
  clean.source = source;
  clean.text = text;
  const char **const others[] = {&clean.said, &clean.host, &clean.address, &clean.acknowledged_by, &clean.downtime_by,
                                 &clean.comment};
  for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
    if (!*others[i])
      *others[i] = "";
  return alert_copy(&clean);
}

const struct alert *alert_book_take(struct alert_book *book, const struct alert *said, const char *subject_name, gint64 now_us,
                                    GError **error)
{
  GHashTable *table = said->subject ? book->services : book->unmapped;
  struct alert *alert = clean_copy(said);
  char *key = key_of(alert);
  struct entry *known = g_hash_table_lookup(table, key);
  if (!known)
    make_room(book, table, said->subject ? &book->well : &book->heard);
  if (!known && g_hash_table_size(table) == LIMIT_ALERTS) {
    alert_free(alert);
    g_free(key);
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED,
                "%d alerts are known, none of them ok, and no more are kept: say of some that they are ok", LIMIT_ALERTS);
    return NULL;
  }
  gboolean is_as_before = known && known->alert->state == alert->state, was_ok = !known || known->alert->state == ALERT_OK;
  alert->since_us = is_as_before ? known->alert->since_us : now_us;
  alert->id = known ? known->alert->id : 0;
  if (alert->state != ALERT_OK && (was_ok || !alert->id))
    alert->id = ++book->last_id;
  if (known)
    remove_entry(book, known, FALSE);
  return add(book, alert, key, subject_name);
}

void alert_book_restore(struct alert_book *book, const struct alert *stored)
{
  struct alert *alert = clean_copy(stored);
  g_clear_pointer((char **)&alert->subject, g_free);
  char *key = key_of(alert);
  struct entry *known = g_hash_table_lookup(book->unmapped, key);
  if (known)
    remove_entry(book, known, FALSE);
  make_room(book, book->unmapped, &book->heard);
  alert_book_count_from(book, alert->id);
  add(book, alert, key, NULL);
}

void alert_book_count_from(struct alert_book *book, guint64 id)
{
  book->last_id = MAX(book->last_id, id);
}

const struct alert *alert_book_place(struct alert_book *book, const char *origin, const char *subject, const char *subject_name)
{
  struct entry *entry = g_hash_table_lookup(book->unmapped, origin);
  char *service = alert_service(subject, entry->alert->name);
  struct entry *there = g_hash_table_lookup(book->services, service);
  struct entry *loser = there && there->alert->heard_us >= entry->alert->heard_us ? entry : there;
  if (!there)
    make_room(book, book->services, &book->well);
  if (loser == entry || (!there && g_hash_table_size(book->services) == LIMIT_ALERTS)) {
    remove_entry(book, entry, TRUE);
    g_free(service);
    return NULL;
  }
  struct alert *alert = alert_copy(entry->alert);
  alert->subject = g_strdup(subject);
  g_clear_pointer((char **)&alert->why, g_free);
  remove_entry(book, entry, FALSE);
  if (there)
    remove_entry(book, there, TRUE);
  return add(book, alert, service, subject_name);
}

void alert_book_explain(struct alert_book *book, const char *origin, const char *why)
{
  struct entry *entry = g_hash_table_lookup(book->unmapped, origin);
  if (entry && g_strcmp0(entry->alert->why, why) != 0)
    text_replace((char **)&entry->alert->why, why);
}

static GPtrArray *entries_that(const struct alert_book *book, gboolean (*is_gone)(const struct alert *alert, gpointer user),
                               gpointer user)
{
  GPtrArray *gone = g_ptr_array_new();
  GHashTableIter iter;
  gpointer entry;
  g_hash_table_iter_init(&iter, book->services);
  while (g_hash_table_iter_next(&iter, NULL, &entry))
    if (is_gone(((const struct entry *)entry)->alert, user))
      g_ptr_array_add(gone, entry);
  return gone;
}

void alert_book_displace(struct alert_book *book, const char *service, const char *why)
{
  struct entry *entry = g_hash_table_lookup(book->services, service);
  if (!entry)
    return;
  struct alert *alert = alert_copy(entry->alert);
  text_replace((char **)&alert->why, why);
  remove_entry(book, entry, FALSE);
  alert_book_restore(book, alert);
  alert_free(alert);
}

guint alert_book_forget(struct alert_book *book, gboolean (*is_gone)(const struct alert *alert, gpointer user),
                        gpointer user)
{
  g_autoptr(GPtrArray) gone = entries_that(book, is_gone, user);
  for (guint i = 0; i < gone->len; i++)
    remove_entry(book, gone->pdata[i], FALSE);
  return gone->len;
}

static gint by_subject_and_name(gconstpointer a, gconstpointer b)
{
  const struct alert *left = *(const struct alert *const *)a, *right = *(const struct alert *const *)b;
  int order = strcmp(left->subject, right->subject);
  return order ? order : strcmp(left->name, right->name);
}

GPtrArray *alert_book_list(const struct alert_book *book)
{
  GPtrArray *list = g_ptr_array_sized_new(g_hash_table_size(book->services));
  GHashTableIter iter;
  gpointer entry;
  g_hash_table_iter_init(&iter, book->services);
  while (g_hash_table_iter_next(&iter, NULL, &entry))
    g_ptr_array_add(list, ((struct entry *)entry)->alert);
  g_ptr_array_sort(list, by_subject_and_name);
  return list;
}

GPtrArray *alert_book_list_unmapped(const struct alert_book *book)
{
  GPtrArray *list = g_ptr_array_sized_new(g_hash_table_size(book->unmapped));
  for (const GList *link = book->heard.head; link; link = link->next)
    g_ptr_array_add(list, ((const struct entry *)link->data)->alert);
  return list;
}

guint alert_book_unmapped(const struct alert_book *book)
{
  return g_hash_table_size(book->unmapped);
}

guint alert_book_mapped(const struct alert_book *book)
{
  return g_hash_table_size(book->services);
}

static const struct alert *alert_of(const struct entry *entry)
{
  return entry ? entry->alert : NULL;
}

const struct alert *alert_book_service(const struct alert_book *book, const char *service)
{
  return alert_of(g_hash_table_lookup(book->services, service));
}

const struct alert *alert_book_of_origin(const struct alert_book *book, const char *origin)
{
  return alert_of(g_hash_table_lookup(book->unmapped, origin));
}

const struct alert *alert_book_of_id(const struct alert_book *book, guint64 id)
{
  return alert_of(g_hash_table_lookup(book->ids, &id));
}

const char *alert_book_service_name(const struct alert_book *book, const char *service)
{
  const struct entry *entry = g_hash_table_lookup(book->services, service);
  return entry ? entry->service_name : NULL;
}

const struct alert *alert_book_find(const struct alert_book *book, const char *subject, const char *name)
{
  g_autofree char *service = alert_service(subject, name);
  return alert_book_service(book, service);
}

gboolean alert_book_has_downtimes(const struct alert_book *book)
{
  return g_hash_table_size(book->downtimes) > 0;
}

const struct alert *alert_book_downtime(const struct alert_book *book, const char *subject)
{
  return alert_of(g_hash_table_lookup(book->downtimes, subject));
}
