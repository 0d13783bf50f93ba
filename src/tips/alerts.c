/* Alerts that tips were made of: what becomes of them is shown on the tip, also when that is finished. */
#include "tips/book.h"

#include "base/text.h"

static gboolean goes_on(const struct tip_alert *alert)
{
  return alert->ended_us == 0;
}

static const struct tip_alert *alert_at(const struct entry *entry, guint i)
{
  return entry->tip->alerts->pdata[i];
}

void book_watch_alerts(struct tipbook *book, struct entry *entry)
{
  for (guint i = 0; i < entry->tip->alerts->len; i++) {
    const struct tip_alert *alert = alert_at(entry, i);
    GHashTable *entries = g_hash_table_lookup(book->alerted, alert->service);
    if (!goes_on(alert))
      continue;
    if (!entries) {
      entries = g_hash_table_new(NULL, NULL);
      g_hash_table_insert(book->alerted, g_strdup(alert->service), entries);
    }
    g_hash_table_add(entries, entry);
  }
}

void book_unwatch_alerts(struct tipbook *book, struct entry *entry)
{
  for (guint i = 0; i < entry->tip->alerts->len; i++) {
    const char *service = alert_at(entry, i)->service;
    GHashTable *entries = g_hash_table_lookup(book->alerted, service);
    if (entries && g_hash_table_remove(entries, entry) && g_hash_table_size(entries) == 0)
      g_hash_table_remove(book->alerted, service);
  }
}

static gboolean is_same(const struct tip_alert *one, const struct tip_alert *other)
{
  return one->id == other->id && one->state == other->state && one->ended_us == other->ended_us &&
         g_str_equal(one->service, other->service) && g_str_equal(one->name, other->name) &&
         g_str_equal(one->source, other->source);
}

static gboolean are_same(const GPtrArray *these, const GPtrArray *those)
{
  gboolean are = these->len == those->len;
  for (guint i = 0; are && i < these->len; i++)
    are = is_same(these->pdata[i], those->pdata[i]);
  return are;
}

gboolean book_take_alerts(struct tipbook *book, struct entry *entry, const struct finding *finding)
{
  struct tip *tip = entry->tip;
  g_autoptr(GPtrArray) alerts = g_ptr_array_new_with_free_func((GDestroyNotify)tip_alert_free);
  for (guint i = 0; i < finding->alerts->len; i++)
    g_ptr_array_add(alerts, tip_alert_copy(finding->alerts->pdata[i]));
  for (guint i = 0; i < tip->alerts->len && alerts->len < LIMIT_EVIDENCE; i++) {
    const struct tip_alert *former = tip->alerts->pdata[i];
    if (!goes_on(former) && !tip_alerts_find(alerts, former->service))
      g_ptr_array_add(alerts, tip_alert_copy(former));
  }
  if (are_same(alerts, tip->alerts))
    return FALSE;
  book_unwatch_alerts(book, entry);
  g_ptr_array_unref(tip->alerts);
  tip->alerts = g_steal_pointer(&alerts);
  book_watch_alerts(book, entry);
  return TRUE;
}

/* The one that this is, or was until its service was well. */
static struct tip_alert *find(const struct tip *tip, const struct tip_alert *said)
{
  struct tip_alert *alert = tip_alerts_find(tip->alerts, said->service);
  return alert && goes_on(alert) && (said->id == 0 || alert->id == said->id) ? alert : NULL;
}

static void store(struct tipbook *book, const struct entry *entry, const struct tip_alert *alert)
{
  g_autofree char *what = g_strdup_printf("alert %" G_GUINT64_FORMAT " (%s) is %s", alert->id, alert->name,
                                          alert_state_name(alert->state));
  book->keeping.put(book->keeping.keeper, entry->tip, &(struct audit){alert->source, "told", what});
}

void tipbook_take_alert(struct tipbook *book, const struct tip_alert *said)
{
  GHashTable *awaiting = g_hash_table_lookup(book->alerted, said->service);
  g_autoptr(GList) entries = awaiting ? g_hash_table_get_keys(awaiting) : NULL;
  for (GList *link = entries; link; link = link->next) {
    struct entry *entry = link->data;
    struct tip_alert *alert = find(entry->tip, said);
    if (!alert || is_same(alert, said))
      continue;
    if (said->ended_us)
      book_unwatch_alerts(book, entry);
    alert->state = said->state;
    alert->ended_us = said->ended_us;
    text_replace(&alert->name, said->name);
    text_replace(&alert->source, said->source);
    book_watch_alerts(book, entry);
    entry->tip->updated_us = clock_wall_us(book->clock);
    store(book, entry, alert);
    book_tell(book, entry, TIP_EVENT_REFRESH);
  }
}

static gint by_id(gconstpointer a, gconstpointer b)
{
  guint64 one = *(const guint64 *)a, other = *(const guint64 *)b;
  return one < other ? -1 : one > other;
}

GArray *tipbook_tips_of_alert(const struct tipbook *book, const char *service)
{
  GArray *ids = g_array_new(FALSE, FALSE, sizeof(guint64));
  GHashTable *entries = g_hash_table_lookup(book->alerted, service);
  GHashTableIter iter;
  gpointer entry;
  if (entries)
    g_hash_table_iter_init(&iter, entries);
  while (entries && g_hash_table_iter_next(&iter, &entry, NULL)) {
    const struct tip *tip = ((const struct entry *)entry)->tip;
    if (!tip_is_finished(tip))
      g_array_append_val(ids, tip->id);
  }
  g_array_sort(ids, by_id);
  return ids;
}
