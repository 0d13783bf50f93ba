#include "model/verdict_book.h"

struct verdict_book {
  GHashTable *counts; /* policy -> guint[VERDICTS] */
  GHashTable *newest; /* (policy, cluster) -> struct record */
};

/* What was judged last; a ring. */
struct record {
  guint judged;               /* ever */
  guchar helped[VERDICTS_KEPT]; /* 1: it helped */
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
  book->newest = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return book;
}

void verdict_book_free(struct verdict_book *book)
{
  if (!book)
    return;
  g_hash_table_unref(book->counts);
  g_hash_table_unref(book->newest);
  g_free(book);
}

/* Caller frees. */
static char *pair(const char *policy, const char *cluster)
{
  return g_strconcat(policy, "\n", cluster, NULL);
}

static void remember(struct verdict_book *book, const struct judgement *judgement)
{
  g_autofree char *key = pair(judgement->policy, judgement->cluster);
  struct record *record = g_hash_table_lookup(book->newest, key);
  if (!record) {
    record = g_new0(struct record, 1);
    g_hash_table_insert(book->newest, g_steal_pointer(&key), record);
  }
  record->helped[record->judged++ % VERDICTS_KEPT] = judgement->verdict == VERDICT_EFFECTIVE;
}

struct trust verdict_book_trust(const struct verdict_book *book, const char *policy, const char *cluster, guint last)
{
  g_autofree char *key = pair(policy, cluster);
  const struct record *record = g_hash_table_lookup(book->newest, key);
  struct trust trust = {record ? MIN(record->judged, MIN(last, VERDICTS_KEPT)) : 0, 0};
  for (guint i = 1; i <= trust.judged; i++)
    trust.helped += record->helped[(record->judged - i) % VERDICTS_KEPT];
  return trust;
}

void verdict_book_take(struct verdict_book *book, const struct judgement *judgement)
{
  guint *counts = g_hash_table_lookup(book->counts, judgement->policy);
  if (!counts) {
    counts = g_new0(guint, VERDICTS);
    g_hash_table_insert(book->counts, g_strdup(judgement->policy), counts);
  }
  counts[judgement->verdict]++;
  if (judgement->verdict != VERDICT_UNKNOWN)
    remember(book, judgement);
}

const guint *verdict_book_counts(const struct verdict_book *book, const char *policy)
{
  static const guint none[VERDICTS];
  const guint *counts = g_hash_table_lookup(book->counts, policy);
  return counts ? counts : none;
}
