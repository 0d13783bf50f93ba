#include "model/selector_index.h"

#include "model/rule.h"

#include <string.h>

struct pattern {
  const char *selector;
  guint number;
};

struct selector_index {
  GHashTable *names, *uuids, *labels; /* selector -> GArray of guint */
  GArray *patterns;                   /* struct pattern */
};

/* UUIDs are the same in small and in capital letters. */
static guint uuid_hash(gconstpointer uuid)
{
  guint hash = 5381;
  for (const char *at = uuid; *at; at++)
    hash = hash * 33 + (guchar)g_ascii_tolower(*at);
  return hash;
}

static gboolean uuid_equal(gconstpointer left, gconstpointer right)
{
  return g_ascii_strcasecmp(left, right) == 0;
}

struct selector_index *selector_index_new(void)
{
  GDestroyNotify release = (GDestroyNotify)g_array_unref;
  struct selector_index *index = g_new(struct selector_index, 1);
  index->names = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, release);
  index->uuids = g_hash_table_new_full(uuid_hash, uuid_equal, NULL, release);
  index->labels = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, release);
  index->patterns = g_array_new(FALSE, FALSE, sizeof(struct pattern));
  return index;
}

void selector_index_free(struct selector_index *index)
{
  if (!index)
    return;
  g_hash_table_unref(index->names);
  g_hash_table_unref(index->uuids);
  g_hash_table_unref(index->labels);
  g_array_unref(index->patterns);
  g_free(index);
}

static void add_exact(GHashTable *table, const char *selector, guint number)
{
  GArray *numbers = g_hash_table_lookup(table, selector);
  if (!numbers) {
    numbers = g_array_new(FALSE, FALSE, sizeof(guint));
    g_hash_table_insert(table, (char *)selector, numbers);
  }
  g_array_append_val(numbers, number);
}

void selector_index_add(struct selector_index *index, const char *selector, guint number)
{
  const struct pattern pattern = {selector, number};
  if (strpbrk(selector, "*?")) {
    g_array_append_val(index->patterns, pattern);
  } else if (strchr(selector, '=')) {
    add_exact(index->labels, selector, number);
  } else {
    add_exact(index->names, selector, number);
    add_exact(index->uuids, selector, number);
  }
}

static void find_exact(GHashTable *table, const char *text, GArray *numbers)
{
  const GArray *found = text && g_hash_table_size(table) > 0 ? g_hash_table_lookup(table, text) : NULL;
  if (found)
    g_array_append_vals(numbers, found->data, found->len);
}

static int by_number(const void *left, const void *right)
{
  guint one = *(const guint *)left, other = *(const guint *)right;
  return one < other ? -1 : one > other;
}

static void keep_each_once(GArray *numbers)
{
  guint n = 0;
  guint *all = (guint *)(void *)numbers->data;
  g_array_sort(numbers, by_number);
  for (guint i = 0; i < numbers->len; i++)
    if (n == 0 || all[i] != all[n - 1])
      all[n++] = all[i];
  g_array_set_size(numbers, n);
}

void selector_index_find(const struct selector_index *index, const char *name, const char *uuid, const char *const *labels,
                         GArray *numbers)
{
  g_array_set_size(numbers, 0);
  find_exact(index->names, name, numbers);
  find_exact(index->uuids, uuid, numbers);
  for (const char *const *label = labels; label && *label; label++)
    find_exact(index->labels, *label, numbers);
  for (guint i = 0; i < index->patterns->len; i++) {
    const struct pattern *pattern = &g_array_index(index->patterns, struct pattern, i);
    if (selector_means(pattern->selector, name, uuid, labels))
      g_array_append_val(numbers, pattern->number);
  }
  if (numbers->len > 1)
    keep_each_once(numbers);
}
