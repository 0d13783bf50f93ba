#include "model/alert_book.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define SERVICE_HASH 24 /* hexadecimal digits: 96 bits */

struct entry {
  struct alert alert; /* its strings belong to it */
  char *service_name;
};

struct alert_book {
  GHashTable *entries; /* service -> struct entry */
};

static void entry_free(gpointer data)
{
  struct entry *entry = data;
  g_free((char *)entry->alert.subject);
  g_free((char *)entry->alert.name);
  g_free((char *)entry->alert.source);
  g_free((char *)entry->alert.text);
  g_free(entry->service_name);
  g_free(entry);
}

struct alert_book *alert_book_new(void)
{
  struct alert_book *book = g_new(struct alert_book, 1);
  book->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, entry_free);
  return book;
}

void alert_book_free(struct alert_book *book)
{
  g_hash_table_unref(book->entries);
  g_free(book);
}

/* Takes away the one that is well for longest. FALSE: none is. */
static gboolean make_room(struct alert_book *book)
{
  GHashTableIter iter;
  gpointer key, value, oldest = NULL;
  gint64 since_us = G_MAXINT64;
  g_hash_table_iter_init(&iter, book->entries);
  while (g_hash_table_iter_next(&iter, &key, &value)) {
    const struct alert *alert = &((const struct entry *)value)->alert;
    if (alert->state != ALERT_OK || alert->since_us >= since_us)
      continue;
    since_us = alert->since_us;
    oldest = key;
  }
  return oldest && g_hash_table_remove(book->entries, oldest);
}

char *alert_service(const char *subject, const char *name)
{
  g_autofree char *clean = text_clean(name, LIMIT_NAME);
  g_autofree char *both = g_strconcat(subject, "\n", clean, NULL);
  g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, both, -1);
  for (char *c = clean; *c; c++)
    if (!g_ascii_isalnum(*c))
      *c = '_';
  return g_strdup_printf("service:%.*s-%.*s", LIMIT_NAME - 1 - SERVICE_HASH, clean, SERVICE_HASH, hash);
}

gboolean alert_book_take(struct alert_book *book, const struct alert *said, const char *subject_name, gint64 now_us,
                         GError **error)
{
  char *service = alert_service(said->subject, said->name);
  const struct entry *known = g_hash_table_lookup(book->entries, service);
  if (!known && g_hash_table_size(book->entries) == LIMIT_ALERTS && !make_room(book)) {
    g_free(service);
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED,
                "%d alerts are known, none of them ok, and no more are kept: say of some that they are ok", LIMIT_ALERTS);
    return FALSE;
  }
  struct entry *entry = g_new(struct entry, 1);
  entry->alert = (struct alert){g_strdup(said->subject), text_clean(said->name, LIMIT_NAME),
                                text_clean(said->source, LIMIT_NAME), text_clean(said->text, LIMIT_URI), said->state,
                                known && known->alert.state == said->state ? known->alert.since_us : now_us};
  entry->service_name = g_strdup_printf("%s on %s", entry->alert.name, subject_name);
  g_hash_table_replace(book->entries, service, entry);
  return TRUE;
}

guint alert_book_forget(struct alert_book *book, gboolean (*is_gone)(const struct alert *alert, gpointer user),
                        gpointer user)
{
  guint before = g_hash_table_size(book->entries);
  GHashTableIter iter;
  gpointer entry;
  g_hash_table_iter_init(&iter, book->entries);
  while (g_hash_table_iter_next(&iter, NULL, &entry))
    if (is_gone(&((const struct entry *)entry)->alert, user))
      g_hash_table_iter_remove(&iter);
  return before - g_hash_table_size(book->entries);
}

static gint by_subject_and_name(gconstpointer a, gconstpointer b)
{
  const struct alert *left = *(const struct alert *const *)a, *right = *(const struct alert *const *)b;
  int order = strcmp(left->subject, right->subject);
  return order ? order : strcmp(left->name, right->name);
}

GPtrArray *alert_book_list(const struct alert_book *book)
{
  GPtrArray *list = g_ptr_array_sized_new(g_hash_table_size(book->entries));
  GHashTableIter iter;
  gpointer entry;
  g_hash_table_iter_init(&iter, book->entries);
  while (g_hash_table_iter_next(&iter, NULL, &entry))
    g_ptr_array_add(list, &((struct entry *)entry)->alert);
  g_ptr_array_sort(list, by_subject_and_name);
  return list;
}

const struct alert *alert_book_service(const struct alert_book *book, const char *service)
{
  const struct entry *entry = g_hash_table_lookup(book->entries, service);
  return entry ? &entry->alert : NULL;
}

const char *alert_book_service_name(const struct alert_book *book, const char *service)
{
  const struct entry *entry = g_hash_table_lookup(book->entries, service);
  return entry ? entry->service_name : NULL;
}

const struct alert *alert_book_find(const struct alert_book *book, const char *subject, const char *name)
{
  g_autofree char *service = alert_service(subject, name);
  return alert_book_service(book, service);
}
