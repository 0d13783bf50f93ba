#include "policy/outside.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

struct outside {
  GHashTable *by_subject; /* subject -> GPtrArray of struct alert, whose strings belong to it */
};

static void alert_free(gpointer data)
{
  struct alert *alert = data;
  g_free((char *)alert->subject);
  g_free((char *)alert->name);
  g_free((char *)alert->source);
  g_free((char *)alert->text);
  g_free(alert);
}

static GHashTable *table_new(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
}

struct outside *outside_new(void)
{
  struct outside *outside = g_new(struct outside, 1);
  outside->by_subject = table_new();
  return outside;
}

void outside_free(struct outside *outside)
{
  g_hash_table_unref(outside->by_subject);
  g_free(outside);
}

static void add(GHashTable *table, const struct alert *said)
{
  GPtrArray *list = g_hash_table_lookup(table, said->subject);
  if (!list) {
    list = g_ptr_array_new_with_free_func(alert_free);
    g_hash_table_insert(table, g_strdup(said->subject), list);
  }
  struct alert *alert = g_new(struct alert, 1);
  *alert = (struct alert){g_strdup(said->subject), text_clean(said->name, LIMIT_NAME), text_clean(said->source, LIMIT_NAME),
                          text_clean(said->text, LIMIT_URI), said->state, said->since_us};
  g_ptr_array_add(list, alert);
}

static gboolean alerts_equal(const struct alert *a, const struct alert *b)
{
  return a->state == b->state && a->since_us == b->since_us && strcmp(a->name, b->name) == 0 &&
         strcmp(a->source, b->source) == 0 && strcmp(a->text, b->text) == 0;
}

static gboolean lists_equal(const GPtrArray *a, const GPtrArray *b)
{
  guint n = a ? a->len : 0;
  if (n != (b ? b->len : 0))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!alerts_equal(a->pdata[i], b->pdata[i]))
      return FALSE;
  return TRUE;
}

/* Tells of each subject of `table` that is not the same in `other`; of those in both, only where `tells_common`. */
static void compare(GHashTable *table, GHashTable *other, gboolean tells_common,
                    void (*changed)(const char *subject, gpointer user), gpointer user)
{
  GHashTableIter iter;
  gpointer subject, list;
  g_hash_table_iter_init(&iter, table);
  while (g_hash_table_iter_next(&iter, &subject, &list)) {
    const GPtrArray *there = g_hash_table_lookup(other, subject);
    if ((tells_common || !there) && !lists_equal(list, there))
      changed(subject, user);
  }
}

void outside_take(struct outside *outside, const struct alert *alerts, gsize n,
                  void (*changed)(const char *subject, gpointer user), gpointer user)
{
  g_autoptr(GHashTable) former = g_steal_pointer(&outside->by_subject);
  outside->by_subject = table_new();
  for (gsize i = 0; i < n; i++)
    add(outside->by_subject, &alerts[i]);
  compare(outside->by_subject, former, TRUE, changed, user);
  compare(former, outside->by_subject, FALSE, changed, user);
}

const GPtrArray *outside_of(const struct outside *outside, const char *subject)
{
  return g_hash_table_lookup(outside->by_subject, subject);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
  return strcmp((*(const struct alert *const *)a)->name, (*(const struct alert *const *)b)->name);
}

const struct alert *outside_find(const struct outside *outside, const char *subject, const char *name)
{
  GPtrArray *list = g_hash_table_lookup(outside->by_subject, subject);
  const struct alert wanted = {.name = name}, *key = &wanted;
  const struct alert *const *found = list ? bsearch(&key, list->pdata, list->len, sizeof list->pdata[0], by_name) : NULL;
  return found ? *found : NULL;
}
