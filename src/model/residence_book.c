#include "model/residence_book.h"

#include <math.h>
#include <string.h>

struct residence_book {
  GQueue all;         /* struct residence, in the order of ids */
  GHashTable *newest; /* UUID -> GPtrArray of the newest entry of each product */
  GHashTable *on;     /* host -> set of its open entries */
  guint64 next_id;
  gint64 whole_since_us;
  residence_changed changed;
  gpointer user;
};

struct residence *residence_new(void)
{
  return g_new0(struct residence, 1);
}

struct residence *residence_copy(const struct residence *residence)
{
  struct residence *copy = g_memdup2(residence, sizeof *residence);
  copy->product = g_strdup(residence->product);
  copy->guest = g_strdup(residence->guest);
  copy->host = g_strdup(residence->host);
  copy->from = g_strdup(residence->from);
  return copy;
}

void residence_free(struct residence *residence)
{
  if (!residence)
    return;
  g_free(residence->product);
  g_free(residence->guest);
  g_free(residence->host);
  g_free(residence->from);
  g_free(residence);
}

struct residence_book *residence_book_new(void)
{
  struct residence_book *book = g_new0(struct residence_book, 1);
  book->newest = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  book->on = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
  book->next_id = 1;
  return book;
}

void residence_book_free(struct residence_book *book)
{
  g_hash_table_unref(book->newest);
  g_hash_table_unref(book->on);
  g_queue_clear_full(&book->all, (GDestroyNotify)residence_free);
  g_free(book);
}

void residence_book_watch(struct residence_book *book, residence_changed changed, gpointer user)
{
  book->changed = changed;
  book->user = user;
}

/* ---- keeping ------------------------------------------------------------------------------------- */

static void tell(const struct residence_book *book, const struct residence *residence)
{
  if (book->changed)
    book->changed(residence, book->user);
}

static gint find_product(const GPtrArray *entries, const char *product)
{
  for (guint i = 0; entries && i < entries->len; i++)
    if (strcmp(((const struct residence *)entries->pdata[i])->product, product) == 0)
      return (gint)i;
  return -1;
}

static void forget_newest(struct residence_book *book, const struct residence *residence)
{
  GPtrArray *entries = g_hash_table_lookup(book->newest, residence->uuid);
  if (entries && g_ptr_array_remove(entries, (gpointer)residence) && entries->len == 0)
    g_hash_table_remove(book->newest, residence->uuid);
}

static void set_newest(struct residence_book *book, struct residence *residence)
{
  GPtrArray *entries = g_hash_table_lookup(book->newest, residence->uuid);
  if (!entries)
    g_hash_table_insert(book->newest, g_strdup(residence->uuid), entries = g_ptr_array_new());
  gint place = find_product(entries, residence->product);
  if (place >= 0)
    g_ptr_array_remove_index(entries, (guint)place);
  g_ptr_array_add(entries, residence);
}

static void set_open(struct residence_book *book, struct residence *residence)
{
  GHashTable *there = g_hash_table_lookup(book->on, residence->host);
  if (!there)
    g_hash_table_insert(book->on, g_strdup(residence->host), there = g_hash_table_new(NULL, NULL));
  g_hash_table_add(there, residence);
}

static GList *oldest_closed(struct residence_book *book)
{
  for (GList *link = book->all.head; link; link = link->next)
    if (((const struct residence *)link->data)->until_us)
      return link;
  return NULL;
}

static void make_room(struct residence_book *book)
{
  GList *oldest = book->all.length > LIMIT_RESIDENCES ? oldest_closed(book) : NULL;
  if (!oldest)
    return;
  struct residence *residence = oldest->data;
  g_queue_delete_link(&book->all, oldest);
  forget_newest(book, residence);
  book->whole_since_us = MAX(book->whole_since_us, residence->until_us);
  residence_free(residence);
}

static void add(struct residence_book *book, struct residence *residence)
{
  g_queue_push_tail(&book->all, residence);
  set_newest(book, residence);
  if (!residence->until_us)
    set_open(book, residence);
  book->next_id = MAX(book->next_id, residence->id + 1);
  make_room(book);
}

void residence_book_restore(struct residence_book *book, GPtrArray *residences)
{
  for (guint i = 0; i < residences->len; i++)
    add(book, g_steal_pointer(&residences->pdata[i]));
  g_ptr_array_set_size(residences, 0);
}

/* ---- what is seen -------------------------------------------------------------------------------- */

/* `last` is the guest's former stay, wherever that was, which has ended; or NULL. */
static void open_entry(struct residence_book *book, const struct guest *guest, const char *product, const struct residence *last,
                       gint64 now_us)
{
  gboolean came = last && strcmp(last->host, guest->host) != 0;
  struct residence *residence = residence_new();
  residence->id = book->next_id;
  residence->product = g_strdup(product);
  g_strlcpy(residence->uuid, guest->uuid, sizeof residence->uuid);
  residence->guest = g_strdup(guest->name);
  residence->host = g_strdup(guest->host);
  residence->from = came ? g_strdup(last->host) : NULL;
  residence->moved_us = came ? now_us : last ? last->moved_us : 0;
  residence->since_us = now_us;
  add(book, residence);
  tell(book, residence);
}

/* A clock that was set back makes no stay end before it began. */
static void close_entry(struct residence_book *book, struct residence *residence, gint64 now_us)
{
  GHashTable *there = g_hash_table_lookup(book->on, residence->host);
  g_hash_table_remove(there, residence);
  if (g_hash_table_size(there) == 0)
    g_hash_table_remove(book->on, residence->host);
  residence->until_us = MAX(now_us, residence->since_us);
  tell(book, residence);
}

static gboolean is_needed(const GPtrArray *products, const char *product)
{
  for (guint i = 0; products && i < products->len; i++)
    if (strcmp(products->pdata[i], product) == 0)
      return TRUE;
  return FALSE;
}

static void close_needless(struct residence_book *book, const GPtrArray *entries, const GPtrArray *products, gint64 now_us)
{
  for (guint i = 0; entries && i < entries->len; i++) {
    struct residence *residence = entries->pdata[i];
    if (!residence->until_us && !is_needed(products, residence->product))
      close_entry(book, residence, now_us);
  }
}

static void see_product(struct residence_book *book, const struct guest *guest, const char *product, gint64 now_us)
{
  const GPtrArray *entries = g_hash_table_lookup(book->newest, guest->uuid);
  gint place = find_product(entries, product);
  struct residence *last = place >= 0 ? entries->pdata[place] : NULL;
  if (last && !last->until_us) {
    if (strcmp(last->host, guest->host) == 0)
      return;
    close_entry(book, last, now_us);
  }
  open_entry(book, guest, product, last, now_us);
}

void residence_book_see(struct residence_book *book, const struct guest *guest, const GPtrArray *products, gint64 now_us)
{
  close_needless(book, g_hash_table_lookup(book->newest, guest->uuid), products, now_us);
  for (guint i = 0; products && i < products->len; i++)
    see_product(book, guest, products->pdata[i], now_us);
}

static int by_id(gconstpointer a, gconstpointer b)
{
  const struct residence *left = *(const struct residence *const *)a, *right = *(const struct residence *const *)b;
  return left->id < right->id ? -1 : left->id > right->id;
}

/* In the order of ids, so that the same is told in the same order; a new array. */
static GPtrArray *open_on(const struct residence_book *book, const char *host)
{
  GPtrArray *entries = g_ptr_array_new();
  GHashTable *there = g_hash_table_lookup(book->on, host);
  GHashTableIter iter;
  gpointer residence;
  if (!there)
    return entries;
  g_hash_table_iter_init(&iter, there);
  while (g_hash_table_iter_next(&iter, &residence, NULL))
    g_ptr_array_add(entries, residence);
  g_ptr_array_sort(entries, by_id);
  return entries;
}

void residence_book_hear(struct residence_book *book, const char *host, GHashTable *active, GPtrArray *left, gint64 now_us)
{
  g_autoptr(GPtrArray) entries = open_on(book, host);
  for (guint i = 0; i < entries->len; i++) {
    struct residence *residence = entries->pdata[i];
    if (g_hash_table_contains(active, residence->uuid))
      continue;
    close_entry(book, residence, now_us);
    g_ptr_array_add(left, g_strdup(residence->uuid));
  }
}

void residence_book_keep_hosts(struct residence_book *book, GHashTable *hosts, gint64 now_us)
{
  guint n;
  g_autofree gpointer *there = g_hash_table_get_keys_as_array(book->on, &n);
  for (guint i = 0; i < n; i++) {
    if (g_hash_table_contains(hosts, there[i]))
      continue;
    g_autoptr(GPtrArray) entries = open_on(book, there[i]);
    for (guint e = 0; e < entries->len; e++)
      close_entry(book, entries->pdata[e], now_us);
  }
}

/* ---- what it tells ------------------------------------------------------------------------------- */

const GQueue *residence_book_list(const struct residence_book *book)
{
  return &book->all;
}

double residence_book_moved_sec(const struct residence_book *book, const char *uuid, gint64 now_us)
{
  const GPtrArray *entries = g_hash_table_lookup(book->newest, uuid);
  double moved_sec = INFINITY;
  for (guint i = 0; entries && i < entries->len; i++) {
    const struct residence *residence = entries->pdata[i];
    if (!residence->until_us && residence->moved_us)
      moved_sec = MIN(moved_sec, (double)MAX(now_us - residence->moved_us, 0) / G_USEC_PER_SEC);
  }
  return moved_sec;
}

GPtrArray *residence_book_bound(const struct residence_book *book, const char *product, guint64 stay_sec, gint64 now_us)
{
  GPtrArray *bound = g_ptr_array_new();
  g_autoptr(GHashTable) hosts = g_hash_table_new(g_str_hash, g_str_equal);
  gint64 after_us = now_us - (gint64)stay_sec * G_USEC_PER_SEC;
  for (const GList *link = book->all.head; link && stay_sec > 0; link = link->next) {
    const struct residence *residence = link->data;
    if (residence->moved_us > MAX(after_us, 0) && strcmp(residence->product, product) == 0 &&
        g_hash_table_add(hosts, residence->host))
      g_ptr_array_add(bound, residence->host);
  }
  return bound;
}

gint64 residence_book_whole_since_us(const struct residence_book *book)
{
  return book->whole_since_us;
}
