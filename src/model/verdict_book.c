#include "model/verdict_book.h"

struct verdict_book {
  GHashTable *counts; /* policy -> guint[VERDICTS] */
};

struct judgement *judgement_new(void)
{
  return g_new0(struct judgement, 1);
}

struct judgement *judgement_copy(const struct judgement *judgement)
{
  struct judgement *copy = g_memdup2(judgement, sizeof *judgement);
  copy->policy = g_strdup(judgement->policy);
  copy->cluster = g_strdup(judgement->cluster);
  return copy;
}

void judgement_free(struct judgement *judgement)
{
  if (!judgement)
    return;
  g_free(judgement->policy);
  g_free(judgement->cluster);
  g_free(judgement);
}

struct verdict_book *verdict_book_new(void)
{
  struct verdict_book *book = g_new(struct verdict_book, 1);
  book->counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return book;
}

void verdict_book_free(struct verdict_book *book)
{
  if (!book)
    return;
  g_hash_table_unref(book->counts);
  g_free(book);
}

void verdict_book_take(struct verdict_book *book, const struct judgement *judgement)
{
  guint *counts = g_hash_table_lookup(book->counts, judgement->policy);
  if (!counts) {
    counts = g_new0(guint, VERDICTS);
    g_hash_table_insert(book->counts, g_strdup(judgement->policy), counts);
  }
  counts[judgement->verdict]++;
}

const guint *verdict_book_counts(const struct verdict_book *book, const char *policy)
{
  static const guint none[VERDICTS];
  const guint *counts = g_hash_table_lookup(book->counts, policy);
  return counts ? counts : none;
}
