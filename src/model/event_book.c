#include "model/event_book.h"

#include <string.h>

/* An event as the book keeps it. */
struct entry {
  struct event event; /* first: it is given out */
  guint64 id;
  char *state;
  gsize bytes;
};

struct watcher {
  event_book_added added;
  gpointer user;
};

struct event_book {
  char *life;
  GTree *entries;   /* number -> struct entry */
  GHashTable *last; /* "action 12" -> the newest struct entry about it that is there */
  guint64 number, lost;
  gsize bytes;
  GArray *watchers; /* struct watcher */
};

static gint compare(gconstpointer a, gconstpointer b, gpointer user)
{
  (void)user;
  guint64 left = *(const guint64 *)a, right = *(const guint64 *)b;
  return (left > right) - (left < right);
}

static void entry_free(gpointer data)
{
  struct entry *entry = data;
  g_free(entry->event.kind);
  g_free(entry->event.data);
  g_free(entry->state);
  g_free(entry);
}

struct event_book *event_book_new(const char *life)
{
  struct event_book *book = g_new0(struct event_book, 1);
  book->life = g_strdup(life);
  book->entries = g_tree_new_full(compare, NULL, NULL, entry_free);
  book->last = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  book->watchers = g_array_new(FALSE, FALSE, sizeof(struct watcher));
  return book;
}

void event_book_free(struct event_book *book)
{
  if (!book)
    return;
  g_array_unref(book->watchers);
  g_hash_table_unref(book->last);
  g_tree_unref(book->entries);
  g_free(book->life);
  g_free(book);
}

const char *event_book_life(const struct event_book *book)
{
  return book->life;
}

static char *thing(const char *kind, guint64 id)
{
  return g_strdup_printf("%s %" G_GUINT64_FORMAT, kind, id);
}

static void drop(struct event_book *book, struct entry *entry)
{
  g_autofree char *about = thing(entry->event.kind, entry->id);
  if (g_hash_table_lookup(book->last, about) == entry)
    g_hash_table_remove(book->last, about);
  book->bytes -= entry->bytes;
  g_tree_remove(book->entries, &entry->event.number);
}

static void make_room(struct event_book *book)
{
  while (g_tree_nnodes(book->entries) > EVENTS_MAX || (book->bytes > EVENTS_BYTES && g_tree_nnodes(book->entries) > 1)) {
    struct entry *oldest = g_tree_node_value(g_tree_node_first(book->entries));
    book->lost = oldest->event.number;
    drop(book, oldest);
  }
}

void event_book_add(struct event_book *book, const struct news *news)
{
  char *about = thing(news->kind, news->id);
  struct entry *before = g_hash_table_lookup(book->last, about);
  if (before && strcmp(before->state, news->state) == 0)
    drop(book, before);
  struct entry *entry = g_new(struct entry, 1);
  *entry = (struct entry){
      {++book->number, g_strdup(news->kind), news->data}, news->id, g_strdup(news->state), strlen(news->data)};
  book->bytes += entry->bytes;
  g_tree_insert(book->entries, &entry->event.number, entry);
  g_hash_table_replace(book->last, about, entry);
  make_room(book);
  for (guint i = 0; i < book->watchers->len; i++) {
    const struct watcher *watcher = &g_array_index(book->watchers, struct watcher, i);
    watcher->added(watcher->user);
  }
}

guint64 event_book_last(const struct event_book *book)
{
  return book->number;
}

const struct event *event_book_next(const struct event_book *book, guint64 number)
{
  GTreeNode *node = g_tree_upper_bound(book->entries, &number);
  return node ? &((struct entry *)g_tree_node_value(node))->event : NULL;
}

guint64 event_book_lost(const struct event_book *book)
{
  return book->lost;
}

void event_book_watch(struct event_book *book, event_book_added added, gpointer user)
{
  g_array_append_val(book->watchers, ((struct watcher){added, user}));
}

void event_book_unwatch(struct event_book *book, event_book_added added, gpointer user)
{
  for (guint i = 0; i < book->watchers->len; i++) {
    const struct watcher *watcher = &g_array_index(book->watchers, struct watcher, i);
    if (watcher->added == added && watcher->user == user) {
      g_array_remove_index(book->watchers, i);
      return;
    }
  }
}
