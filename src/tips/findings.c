#include "tips/book.h"

#include "base/text.h"

static void copy_map(GHashTable *to, GHashTable *from)
{
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_remove_all(to);
  g_hash_table_iter_init(&iter, from);
  while (g_hash_table_iter_next(&iter, &key, &value))
    g_hash_table_insert(to, g_strdup(key), g_strdup(value));
}

static void copy_remedies(GPtrArray *to, const GPtrArray *from)
{
  g_ptr_array_set_size(to, 0);
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add(to, remedy_copy(from->pdata[i]));
}

/* A tip holds what its newest finding rested on, so that it can be recomputed. */
static void describe(struct tip *tip, const struct finding *finding, const char *subject_name)
{
  text_replace(&tip->pack, finding->pack);
  text_replace(&tip->pack_version, finding->pack_version);
  text_replace(&tip->title, finding->title);
  text_replace(&tip->subject_name, subject_name);
  text_replace(&tip->text, finding->text);
  tip->severity = finding->severity;
  copy_map(tip->settings, finding->settings);
  g_ptr_array_set_size(tip->evidence, 0);
  for (guint i = 0; i < finding->evidence->len; i++)
    g_ptr_array_add(tip->evidence, evidence_copy(finding->evidence->pdata[i]));
  copy_remedies(tip->remedies, finding->remedies);
}

/* Later findings rest on later values. */
static gint64 evidence_begin_us(const struct tip *tip)
{
  gint64 begin_sec = G_MAXINT64;
  for (guint i = 0; i < tip->evidence->len; i++)
    begin_sec = MIN(begin_sec, ((const struct evidence *)tip->evidence->pdata[i])->from_sec);
  return tip->evidence->len > 0 ? begin_sec * G_USEC_PER_SEC : 0;
}

static struct entry *raise_tip(struct tipbook *book, const struct finding *finding, const char *subject_name)
{
  struct tip *tip = tip_new();
  tip->id = book->keeping.next_id(book->keeping.keeper);
  tip->policy = g_strdup(finding->policy);
  tip->subject = g_strdup(finding->subject);
  tip->state = TIP_OPEN;
  tip->raised_us = tip->updated_us = tip->state_us = clock_wall_us(book->clock);
  g_autofree char *by = g_strconcat("policy ", finding->policy, NULL);
  text_replace(&tip->state_by, by);
  describe(tip, finding, subject_name);
  tip->since_us = evidence_begin_us(tip);
  struct entry *entry = book_add(book, tip);
  entry->is_seen = TRUE;
  book_take_alerts(book, entry, finding);
  book->keeping.put(book->keeping.keeper, tip, &(struct audit){by, tip_event_name(TIP_EVENT_RAISE), tip->text});
  book_tell(book, entry, TIP_EVENT_RAISE);
  return entry;
}

/* The text carries figures and changes with most findings: only a change of severity is worth an audit
 * row, and what nobody can see changed is not stored again. */
static void refresh(struct tipbook *book, struct entry *entry, const struct finding *finding,
                    const char *subject_name)
{
  struct tip *tip = entry->tip;
  enum severity before = tip->severity;
  gboolean is_other = before != finding->severity || !remedies_are_equal(tip->remedies, finding->remedies);
  gboolean is_changed = is_other || g_strcmp0(tip->text, finding->text) != 0;
  is_changed |= book_take_alerts(book, entry, finding);
  describe(tip, finding, subject_name);
  tip->refreshed++;
  tip->updated_us = clock_wall_us(book->clock);
  if (!is_changed)
    return;
  if (is_other) /* people accepted something else */
    g_ptr_array_set_size(tip->approvals, 0);
  g_autofree char *by = g_strconcat("policy ", tip->policy, NULL);
  g_autofree char *why =
      g_strdup_printf("from %s to %s", severity_name(before), severity_name(tip->severity));
  struct audit audit = {by, tip_event_name(TIP_EVENT_REFRESH), why};
  book->keeping.put(book->keeping.keeper, tip, before != tip->severity ? &audit : NULL);
  book_tell(book, entry, TIP_EVENT_REFRESH);
}

static void take_tip(struct tipbook *book, const struct finding *finding, const char *subject_name)
{
  struct entry *entry = book_newest(book, finding->policy, finding->subject);
  enum tip_state to;
  if (book_supersedes(book, entry, finding))
    return;
  if (!entry || tip_is_finished(entry->tip)) {
    if (entry && book_takes_back(book, entry))
      refresh(book, entry, finding, subject_name);
    else if (!entry || !book_holds_back(book, entry))
      entry = raise_tip(book, finding, subject_name);
  } else {
    book_is_back(entry);
    if (lifecycle_next(entry->tip->state, TIP_EVENT_REFRESH, &to))
      refresh(book, entry, finding, subject_name);
  }
  book_group(book, entry);
  book_automate_one(book, entry);
}

/* Also after a restart. */
static void release(struct tipbook *book, struct entry *entry, const char *by, const char *why)
{
  entry->tip->snoozed_until_us = clock_wall_us(book->clock);
  book->keeping.put(book->keeping.keeper, entry->tip, &(struct audit){by, "released", why});
}

gboolean tipbook_release(struct tipbook *book, guint64 id, const char *by, const char *why)
{
  struct entry *entry = g_hash_table_lookup(book->by_id, &id);
  if (!entry || !book_holds_back(book, entry))
    return FALSE;
  release(book, entry, by, why);
  return TRUE;
}

static void take_clear(struct tipbook *book, const struct finding *finding)
{
  struct entry *entry = book_newest(book, finding->policy, finding->subject);
  g_autofree char *by = g_strconcat("policy ", finding->policy, NULL);
  if (!entry)
    return;
  enum tip_state to;
  gboolean can_clear = lifecycle_next(entry->tip->state, TIP_EVENT_CLEAR, &to);
  if (can_clear && book_damps(book, entry))
    return;
  if (can_clear)
    book_move_by_policy(book, entry, TIP_EVENT_CLEAR, "the condition went away by itself");
  else if (!tip_is_finished(entry->tip))
    entry->is_clear = TRUE;
  else if (entry->tip->state == TIP_DISMISSED && entry->tip->snoozed_until_us == 0)
    release(book, entry, by, "the condition went away");
}

void tipbook_take_finding(struct tipbook *book, const struct finding *finding, const char *subject_name)
{
  if (finding->kind == FINDING_TIP && finding->severity != SEVERITY_NONE)
    take_tip(book, finding, subject_name);
  else if (finding->kind == FINDING_CLEAR)
    take_clear(book, finding);
}
