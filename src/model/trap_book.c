#include "model/trap_book.h"

struct trap_book {
  GQueue traps;     /* struct trap_record, the oldest first */
  GHashTable *keys; /* key -> the trap, of informs */
};

struct trap_book *trap_book_new(void)
{
  struct trap_book *book = g_new0(struct trap_book, 1);
  g_queue_init(&book->traps);
  book->keys = g_hash_table_new(g_str_hash, g_str_equal);
  return book;
}

void trap_book_free(struct trap_book *book)
{
  if (!book)
    return;
  g_hash_table_unref(book->keys);
  g_queue_clear_full(&book->traps, (GDestroyNotify)trap_record_free);
  g_free(book);
}

static void forget_key(struct trap_book *book, const struct trap_record *trap)
{
  if (g_hash_table_lookup(book->keys, trap->key) == trap)
    g_hash_table_remove(book->keys, trap->key);
}

void trap_book_add(struct trap_book *book, struct trap_record *trap)
{
  if (book->traps.length == TRAPS_KEPT) {
    struct trap_record *oldest = g_queue_pop_head(&book->traps);
    forget_key(book, oldest);
    trap_record_free(oldest);
  }
  g_queue_push_tail(&book->traps, trap);
  if (trap->key[0])
    g_hash_table_replace(book->keys, trap->key, trap);
}

const struct trap_record *trap_book_find(const struct trap_book *book, const char *key)
{
  return key[0] ? g_hash_table_lookup(book->keys, key) : NULL;
}

static GList *link_of(struct trap_book *book, guint64 id)
{
  GList *link = book->traps.tail;
  while (link && ((const struct trap_record *)link->data)->id != id)
    link = link->prev;
  return link;
}

struct trap_record *trap_book_of_id(struct trap_book *book, guint64 id)
{
  const GList *link = link_of(book, id);
  return link ? link->data : NULL;
}

void trap_book_drop(struct trap_book *book, guint64 id)
{
  GList *link = link_of(book, id);
  if (!link)
    return;
  struct trap_record *trap = link->data;
  forget_key(book, trap);
  g_queue_delete_link(&book->traps, link);
  trap_record_free(trap);
}

GPtrArray *trap_book_list(const struct trap_book *book)
{
  GPtrArray *list = g_ptr_array_sized_new(book->traps.length);
  for (GList *link = book->traps.tail; link; link = link->prev)
    g_ptr_array_add(list, link->data);
  return list;
}
