#include "virt/cpu_book.h"

#include "base/limits.h"

struct cpu_book {
  GMutex lock;
  guint changes;
  GHashTable *held; /* key -> struct held */
};

struct held {
  struct cpu_question *question;
  guint guests;
};

static void held_free(gpointer data)
{
  struct held *held = data;
  cpu_question_unref(held->question);
  g_free(held);
}

struct cpu_book *cpu_book_new(void)
{
  struct cpu_book *book = g_new0(struct cpu_book, 1);
  g_mutex_init(&book->lock);
  book->held = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, held_free);
  return book;
}

void cpu_book_free(struct cpu_book *book)
{
  g_hash_table_unref(book->held);
  g_mutex_clear(&book->lock);
  g_free(book);
}

/* Under the lock. */
static gboolean hold(struct cpu_book *book, struct cpu_question *question)
{
  struct held *held = g_hash_table_lookup(book->held, question->key);
  if (held) {
    held->guests++;
    return TRUE;
  }
  if (g_hash_table_size(book->held) >= LIMIT_PROCESSORS)
    return FALSE;
  held = g_new(struct held, 1);
  *held = (struct held){g_atomic_rc_box_acquire(question), 1};
  g_hash_table_insert(book->held, question->key, held);
  book->changes++;
  return TRUE;
}

gboolean cpu_book_hold(struct cpu_book *book, struct cpu_question *question)
{
  g_mutex_lock(&book->lock);
  gboolean is_held = hold(book, question);
  g_mutex_unlock(&book->lock);
  return is_held;
}

void cpu_book_release(struct cpu_book *book, const char *key)
{
  g_mutex_lock(&book->lock);
  struct held *held = g_hash_table_lookup(book->held, key);
  if (held && --held->guests == 0)
    g_hash_table_remove(book->held, key);
  g_mutex_unlock(&book->lock);
}

guint cpu_book_changes(struct cpu_book *book)
{
  g_mutex_lock(&book->lock);
  guint changes = book->changes;
  g_mutex_unlock(&book->lock);
  return changes;
}

static void unref(gpointer question)
{
  cpu_question_unref(question);
}

GHashTable *cpu_book_list(struct cpu_book *book)
{
  GHashTable *list = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, unref);
  g_mutex_lock(&book->lock);
  GHashTableIter iter;
  gpointer held;
  g_hash_table_iter_init(&iter, book->held);
  while (g_hash_table_iter_next(&iter, NULL, &held)) {
    struct cpu_question *question = g_atomic_rc_box_acquire(((struct held *)held)->question);
    g_hash_table_insert(list, question->key, question);
  }
  g_mutex_unlock(&book->lock);
  return list;
}
