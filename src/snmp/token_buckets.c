#include "snmp/token_buckets.h"

struct bucket {
  struct peer peer; /* without its port: the key */
  gint64 filled_us; /* when it was as full as said */
  double tokens;
};

struct token_buckets {
  guint rate, rate_total;
  GHashTable *buckets; /* struct bucket, by its peer */
  struct bucket all, others;
  gint64 swept_us;
};

struct token_buckets *token_buckets_new(guint rate, guint rate_total)
{
  struct token_buckets *buckets = g_new0(struct token_buckets, 1);
  buckets->rate = rate;
  buckets->rate_total = rate_total;
  buckets->all.tokens = rate_total;
  buckets->others.tokens = rate;
  buckets->buckets = g_hash_table_new_full(peer_hash, peer_equal, NULL, g_free);
  return buckets;
}

void token_buckets_free(struct token_buckets *buckets)
{
  if (!buckets)
    return;
  g_hash_table_unref(buckets->buckets);
  g_free(buckets);
}

static void bucket_fill(struct bucket *bucket, guint rate, gint64 now_us)
{
  double more = (double)MAX(0, now_us - bucket->filled_us) * rate / G_USEC_PER_SEC;
  bucket->tokens = MIN((double)rate, bucket->tokens + more);
  bucket->filled_us = now_us;
}

static gboolean bucket_take(struct bucket *bucket, guint rate, gint64 now_us)
{
  bucket_fill(bucket, rate, now_us);
  if (bucket->tokens < 1)
    return FALSE;
  bucket->tokens--;
  return TRUE;
}

/* One that was not used for a second is full, as a new one is. */
static gboolean is_idle(gpointer key, gpointer value, gpointer user)
{
  (void)key;
  const struct bucket *bucket = value;
  const gint64 *now_us = user;
  return *now_us - bucket->filled_us > G_USEC_PER_SEC;
}

static struct bucket *bucket_of(struct token_buckets *buckets, const struct peer *from, gint64 now_us)
{
  struct peer address = *from;
  address.port = 0;
  struct bucket *bucket = g_hash_table_lookup(buckets->buckets, &address);
  if (bucket)
    return bucket;
  if (g_hash_table_size(buckets->buckets) >= BUCKETS_MAX && now_us - buckets->swept_us > G_USEC_PER_SEC) {
    g_hash_table_foreach_remove(buckets->buckets, is_idle, &now_us);
    buckets->swept_us = now_us;
  }
  if (g_hash_table_size(buckets->buckets) >= BUCKETS_MAX)
    return &buckets->others;
  bucket = g_new(struct bucket, 1);
  *bucket = (struct bucket){address, now_us, buckets->rate};
  g_hash_table_insert(buckets->buckets, &bucket->peer, bucket);
  return bucket;
}

gboolean token_buckets_take(struct token_buckets *buckets, const struct peer *from, gint64 now_us)
{
  return bucket_take(bucket_of(buckets, from, now_us), buckets->rate, now_us) &&
         bucket_take(&buckets->all, buckets->rate_total, now_us);
}
