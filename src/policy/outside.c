#include "policy/outside.h"

#include <string.h>

struct outside {
  GHashTable *by_subject; /* subject -> GPtrArray of struct alert, which it owns */
};

struct outside *outside_new(void)
{
  struct outside *outside = g_new(struct outside, 1);
  outside->by_subject = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  return outside;
}

void outside_free(struct outside *outside)
{
  g_hash_table_unref(outside->by_subject);
  g_free(outside);
}

/* Where the name is, or belongs. */
static guint position(const GPtrArray *list, const char *name, gboolean *is_there)
{
  guint from = 0, end = list->len;
  *is_there = FALSE;
  while (from < end) {
    guint middle = from + (end - from) / 2;
    int order = strcmp(((const struct alert *)list->pdata[middle])->name, name);
    *is_there |= order == 0;
    if (order < 0)
      from = middle + 1;
    else
      end = middle;
  }
  return from;
}

static gboolean alerts_equal(const struct alert *a, const struct alert *b)
{
  return a->state == b->state && a->since_us == b->since_us && a->id == b->id && a->marks == b->marks &&
         a->attempt == b->attempt && a->until_us == b->until_us && strcmp(a->source, b->source) == 0 &&
         strcmp(a->text, b->text) == 0 && g_strcmp0(a->doubt, b->doubt) == 0 &&
         g_strcmp0(a->acknowledged_by, b->acknowledged_by) == 0;
}

gboolean outside_take(struct outside *outside, const struct alert *said)
{
  GPtrArray *list = g_hash_table_lookup(outside->by_subject, said->subject);
  if (!list) {
    list = g_ptr_array_new_with_free_func((GDestroyNotify)alert_free);
    g_hash_table_insert(outside->by_subject, g_strdup(said->subject), list);
  }
  gboolean is_there;
  guint at = position(list, said->name, &is_there);
  if (is_there && alerts_equal(list->pdata[at], said))
    return FALSE;
  if (is_there)
    g_ptr_array_remove_index(list, at);
  g_ptr_array_insert(list, (gint)at, alert_copy(said));
  return TRUE;
}

gboolean outside_drop(struct outside *outside, const char *subject, const char *name)
{
  GPtrArray *list = g_hash_table_lookup(outside->by_subject, subject);
  gboolean is_there = FALSE;
  guint at = list ? position(list, name, &is_there) : 0;
  if (is_there)
    g_ptr_array_remove_index(list, at);
  if (is_there && list->len == 0)
    g_hash_table_remove(outside->by_subject, subject);
  return is_there;
}

const GPtrArray *outside_of(const struct outside *outside, const char *subject)
{
  return g_hash_table_lookup(outside->by_subject, subject);
}

const struct alert *outside_find(const struct outside *outside, const char *subject, const char *name)
{
  const GPtrArray *list = outside_of(outside, subject);
  gboolean is_there = FALSE;
  guint at = list ? position(list, name, &is_there) : 0;
  return is_there ? list->pdata[at] : NULL;
}

void outside_each(const struct outside *outside, void (*take)(const struct alert *alert, gpointer user), gpointer user)
{
  GHashTableIter iter;
  gpointer list;
  g_hash_table_iter_init(&iter, outside->by_subject);
  while (g_hash_table_iter_next(&iter, NULL, &list))
    g_ptr_array_foreach(list, (GFunc)(gpointer)take, user);
}
