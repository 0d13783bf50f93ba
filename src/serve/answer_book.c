#include "serve/answer_book.h"

#include <string.h>

struct entry {
  char *id, *order;
  gint64 since_us; /* monotonic, that it was ordered */
  struct kept_answer answer; /* without a body: it is under way */
  GList link; /* in the queue */
};

struct answer_book {
  const struct clock *clock;
  GHashTable *entries; /* id -> struct entry, owned */
  GQueue queue;        /* of the same, oldest first */
  gsize bytes;
};

static void entry_free(gpointer data)
{
  struct entry *entry = data;
  g_free(entry->id);
  g_free(entry->order);
  g_free(entry->answer.type);
  g_clear_pointer(&entry->answer.body, g_bytes_unref);
  g_free(entry);
}

struct answer_book *answer_book_new(const struct clock *clock)
{
  struct answer_book *book = g_new0(struct answer_book, 1);
  book->clock = clock;
  book->entries = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, entry_free);
  g_queue_init(&book->queue);
  return book;
}

void answer_book_free(struct answer_book *book)
{
  if (!book)
    return;
  g_hash_table_unref(book->entries);
  g_free(book);
}

static void drop(struct answer_book *book, struct entry *entry)
{
  book->bytes -= g_bytes_get_size(entry->answer.body);
  g_queue_unlink(&book->queue, &entry->link);
  g_hash_table_remove(book->entries, entry->id);
}

/* The oldest that is answered, but for `not`; NULL: there is none. */
static struct entry *oldest(const struct answer_book *book, const struct entry *not)
{
  for (GList *each = book->queue.head; each; each = each->next) {
    struct entry *entry = each->data;
    if (entry->answer.body && entry != not)
      return entry;
  }
  return NULL;
}

static void drop_old(struct answer_book *book)
{
  gint64 before_us = clock_monotonic_us(book->clock) - (gint64)ANSWERS_SEC * G_USEC_PER_SEC;
  struct entry *entry;
  while ((entry = oldest(book, NULL)) && entry->since_us < before_us)
    drop(book, entry);
}

/* FALSE: there is no room. */
static gboolean begin(struct answer_book *book, const char *id, const char *order)
{
  struct entry *old = g_hash_table_size(book->entries) >= ANSWERS_MAX ? oldest(book, NULL) : NULL;
  if (old)
    drop(book, old);
  if (g_hash_table_size(book->entries) >= ANSWERS_MAX)
    return FALSE;
  struct entry *entry = g_new0(struct entry, 1);
  entry->id = g_strdup(id);
  entry->order = g_strdup(order);
  entry->since_us = clock_monotonic_us(book->clock);
  entry->link.data = entry;
  g_queue_push_tail_link(&book->queue, &entry->link);
  g_hash_table_insert(book->entries, entry->id, entry);
  return TRUE;
}

enum answer_state answer_book_take(struct answer_book *book, const char *id, const char *order, const struct kept_answer **kept)
{
  drop_old(book);
  const struct entry *entry = g_hash_table_lookup(book->entries, id);
  if (!entry)
    return begin(book, id, order) ? ANSWER_NEW : ANSWER_NO_ROOM;
  if (strcmp(entry->order, order) != 0)
    return ANSWER_OTHER;
  *kept = &entry->answer;
  return entry->answer.body ? ANSWER_KEPT : ANSWER_UNDER_WAY;
}

void answer_book_put(struct answer_book *book, const char *id, guint status, const char *type, GBytes *body)
{
  struct entry *entry = g_hash_table_lookup(book->entries, id), *old;
  g_return_if_fail(entry && !entry->answer.body);
  entry->answer = (struct kept_answer){status, g_strdup(type), g_bytes_ref(body)};
  book->bytes += g_bytes_get_size(body);
  while (book->bytes > ANSWERS_MAX_BYTES && (old = oldest(book, entry)))
    drop(book, old);
}
