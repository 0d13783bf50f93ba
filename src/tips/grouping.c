/* One cause, many symptoms. Each unfinished tip awaits the tips that would be its cause, by (policy, subject), so that whoever comes
 * or ends finds whom it concerns: no tip is ever looked for among all of them. */
#include "tips/book.h"

#include "base/text.h"

#define GROUPING_DEPTH 8     /* of causes of causes, where declarations lead in circles */
#define GROUPING_AT_ONCE 500 /* the others follow with their next findings: each is stored and told, and nobody waits so long */

static gboolean is_grouping(const struct tipbook *book)
{
  return book->events && book->events->symptom_of;
}

static gboolean is_finished(const struct tipbook *book, guint64 id)
{
  const struct entry *entry = g_hash_table_lookup(book->by_id, &id);
  return !entry || tip_is_finished(entry->tip);
}

/* The tip at the top: the entry itself where it stands alone. */
static struct entry *top_of(const struct tipbook *book, struct entry *entry)
{
  for (guint i = 0; i < GROUPING_DEPTH && !is_finished(book, entry->tip->cause); i++)
    entry = g_hash_table_lookup(book->by_id, &entry->tip->cause);
  return entry;
}

static struct entry *find_cause(const struct tipbook *book, const struct entry *entry)
{
  for (guint i = 0; entry->awaits && i < entry->awaits->len; i++) {
    struct entry *found = g_hash_table_lookup(book->newest, entry->awaits->pdata[i]);
    struct entry *top = found && !tip_is_finished(found->tip) ? top_of(book, found) : NULL;
    if (top && top != entry)
      return top;
  }
  return NULL;
}

/* Makes the set where there is none. */
static void join(GHashTable **set, struct entry *entry)
{
  if (!*set)
    *set = g_hash_table_new(NULL, NULL);
  g_hash_table_add(*set, entry);
}

/* What a policy looks back upon is full of the former trouble: what goes by itself is not to be acted upon. */
static void give_time(const struct tipbook *book, struct tip *tip)
{
  g_autofree char *why =
      g_strdup_printf("its cause, tip %" G_GUINT64_FORMAT ", is finished, and it may end by itself", tip->cause);
  text_replace(&tip->state_reason, why);
  tip->retry_us = MAX(tip->retry_us, clock_wall_us(book->clock) + GROUPING_GRACE_SEC * G_USEC_PER_SEC);
}

static void leave_cause(const struct tipbook *book, struct entry *entry)
{
  struct entry *cause = g_hash_table_lookup(book->by_id, &entry->tip->cause);
  if (cause && cause->symptoms)
    g_hash_table_remove(cause->symptoms, entry);
}

static void set_cause(struct tipbook *book, struct entry *entry, struct entry *cause)
{
  struct tip *tip = entry->tip;
  g_autofree char *what =
      cause ? g_strdup_printf("grouped under tip %" G_GUINT64_FORMAT, cause->tip->id) : g_strdup("on its own again");
  leave_cause(book, entry);
  if (!cause && tip->state == TIP_OPEN && is_finished(book, tip->cause))
    give_time(book, tip);
  tip->cause = cause ? cause->tip->id : 0;
  book->keeping.put(book->keeping.keeper, tip, &(struct audit){"provostd", what, cause ? cause->tip->text : ""});
  book_tell(book, entry, TIP_EVENT_REFRESH);
}

/* Whether it has another cause now. */
static gboolean regroup(struct tipbook *book, struct entry *entry)
{
  struct entry *cause = find_cause(book, entry);
  if (cause)
    join(&cause->symptoms, entry); /* one that came back says already whose symptom it is */
  if ((cause ? cause->tip->id : 0) == entry->tip->cause)
    return FALSE;
  set_cause(book, entry, cause);
  return TRUE;
}

static void add_all(GPtrArray *entries, GHashTable *set)
{
  GHashTableIter each;
  gpointer entry;
  if (!set)
    return;
  g_hash_table_iter_init(&each, set);
  while (g_hash_table_iter_next(&each, &entry, NULL))
    g_ptr_array_add(entries, entry);
}

/* The entry came, ended or has another cause: whoever awaits it, or is its symptom, looks again; `left` of them may change. */
static void spread(struct tipbook *book, const struct entry *entry, guint depth, guint *left)
{
  g_autofree char *key = book_pair(entry->tip->policy, entry->tip->subject);
  g_autoptr(GPtrArray) others = g_ptr_array_new();
  add_all(others, g_hash_table_lookup(book->awaited, key));
  add_all(others, entry->symptoms);
  for (guint i = 0; i < others->len && *left > 0; i++) {
    struct entry *other = others->pdata[i];
    if (tip_is_finished(other->tip) || !regroup(book, other))
      continue;
    --*left;
    if (depth > 1)
      spread(book, other, depth - 1, left);
  }
}

/* By preference: as the policy declares them, and of each the nearest subject. */
static GPtrArray *possible_causes(const struct tipbook *book, const struct tip *tip)
{
  GPtrArray *pairs = g_ptr_array_new_with_free_func(g_free);
  const char *const *policies = book->events->symptom_of(tip->policy, book->user);
  g_autoptr(GPtrArray) subjects = policies && *policies ? book->events->containing(tip->subject, book->user) : NULL;
  for (; subjects && *policies; policies++)
    for (guint i = 0; i < subjects->len; i++)
      g_ptr_array_add(pairs, book_pair(*policies, subjects->pdata[i]));
  return pairs;
}

static gboolean are_equal(const GPtrArray *these, const GPtrArray *those)
{
  if (!these || these->len != those->len)
    return FALSE;
  for (guint i = 0; i < these->len; i++)
    if (!g_str_equal(these->pdata[i], those->pdata[i]))
      return FALSE;
  return TRUE;
}

static void await_none(struct tipbook *book, struct entry *entry)
{
  for (guint i = 0; entry->awaits && i < entry->awaits->len; i++) {
    GHashTable *set = g_hash_table_lookup(book->awaited, entry->awaits->pdata[i]);
    if (!set)
      continue;
    g_hash_table_remove(set, entry);
    if (g_hash_table_size(set) == 0)
      g_hash_table_remove(book->awaited, entry->awaits->pdata[i]);
  }
  g_clear_pointer(&entry->awaits, g_ptr_array_unref);
}

/* The subject may have gone elsewhere, and the policy may have learnt. */
static void await_causes(struct tipbook *book, struct entry *entry)
{
  g_autoptr(GPtrArray) pairs = possible_causes(book, entry->tip);
  if (are_equal(entry->awaits, pairs))
    return;
  await_none(book, entry);
  for (guint i = 0; i < pairs->len; i++) {
    GHashTable *set = g_hash_table_lookup(book->awaited, pairs->pdata[i]);
    gboolean is_first = !set;
    join(&set, entry);
    if (is_first)
      g_hash_table_insert(book->awaited, g_strdup(pairs->pdata[i]), set);
  }
  entry->awaits = g_steal_pointer(&pairs);
}

void book_group(struct tipbook *book, struct entry *entry)
{
  gboolean is_known = entry->awaits || entry->symptoms, has_ended = tip_is_finished(entry->tip);
  guint left = GROUPING_AT_ONCE;
  if (!is_grouping(book))
    return;
  if (has_ended) { /* what it was a symptom of stays on record */
    await_none(book, entry);
    leave_cause(book, entry);
  } else {
    await_causes(book, entry);
  }
  if (has_ended ? is_known : regroup(book, entry) || !is_known)
    spread(book, entry, GROUPING_DEPTH, &left);
  if (has_ended)
    g_clear_pointer(&entry->symptoms, g_hash_table_unref);
}

void book_group_loaded(struct tipbook *book)
{
  for (guint i = 0; i < book->entries->len; i++) {
    struct entry *entry = book->entries->pdata[i];
    struct entry *cause = g_hash_table_lookup(book->by_id, &entry->tip->cause);
    if (tip_is_finished(entry->tip) || entry->tip->cause == 0)
      continue;
    if (cause && cause != entry && !tip_is_finished(cause->tip))
      join(&cause->symptoms, entry);
    else
      set_cause(book, entry, NULL);
  }
}

void book_ungroup(struct entry *entry)
{
  g_clear_pointer(&entry->awaits, g_ptr_array_unref);
  g_clear_pointer(&entry->symptoms, g_hash_table_unref);
}

guint64 tipbook_cause(const struct tipbook *book, guint64 id)
{
  const struct entry *entry = g_hash_table_lookup(book->by_id, &id);
  const struct entry *cause = entry && entry->tip->cause == 0 ? find_cause(book, entry) : NULL;
  return cause ? cause->tip->id : entry ? entry->tip->cause : 0;
}

static int compare_ids(gconstpointer a, gconstpointer b)
{
  guint64 one = *(const guint64 *)a, other = *(const guint64 *)b;
  return one < other ? -1 : one > other;
}

GArray *tipbook_symptoms(const struct tipbook *book, guint64 id)
{
  const struct entry *entry = g_hash_table_lookup(book->by_id, &id);
  GArray *ids = g_array_new(FALSE, FALSE, sizeof(guint64));
  g_autoptr(GPtrArray) symptoms = g_ptr_array_new();
  add_all(symptoms, entry ? entry->symptoms : NULL);
  for (guint i = 0; i < symptoms->len; i++)
    g_array_append_val(ids, ((const struct entry *)symptoms->pdata[i])->tip->id);
  g_array_sort(ids, compare_ids);
  return ids;
}
