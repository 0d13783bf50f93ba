#include "tips/tipbook.h"

#include "base/error.h"
#include "base/text.h"
#include "tips/book.h"

#define BACK_OFF_FIRST_SEC 60
#define BACK_OFF_LAST_SEC 3600
#define PUT_OFF_SEC 60
#define SETTLED_AT_ONCE 500 /* tips in one tick, the others in the next: each is stored and told, and nobody waits so long */
#define FORGET_SEC 60 /* from one time that the journal forgets to the next */

static void entry_free(struct entry *entry)
{
  book_ungroup(entry);
  tip_free(entry->tip);
  g_free(entry);
}

char *book_pair(const char *policy, const char *subject)
{
  return g_strconcat(policy, "\n", subject, NULL);
}

struct entry *book_add(struct tipbook *book, struct tip *tip)
{
  struct entry *entry = g_new0(struct entry, 1);
  entry->tip = tip;
  g_ptr_array_add(book->entries, entry);
  g_hash_table_insert(book->by_id, &tip->id, entry);
  if (!tip->is_test)
    g_hash_table_replace(book->newest, book_pair(tip->policy, tip->subject), entry);
  return entry;
}

struct entry *book_newest(const struct tipbook *book, const char *policy, const char *subject)
{
  g_autofree char *key = book_pair(policy, subject);
  return g_hash_table_lookup(book->newest, key);
}

static void forget(struct tipbook *book, struct entry *entry)
{
  g_autofree char *key = book_pair(entry->tip->policy, entry->tip->subject);
  if (g_hash_table_lookup(book->newest, key) == entry)
    g_hash_table_remove(book->newest, key);
  g_hash_table_remove(book->by_id, &entry->tip->id);
  book_unwatch_alerts(book, entry);
  entry_free(entry);
}

gboolean book_holds_back(const struct tipbook *book, const struct entry *entry)
{
  const struct tip *tip = entry->tip;
  if (tip->state != TIP_DISMISSED || tip->is_test)
    return FALSE;
  return tip->snoozed_until_us == 0 || clock_wall_us(book->clock) < tip->snoozed_until_us;
}

void book_tell(struct tipbook *book, const struct entry *entry, enum tip_event event)
{
  if (book->events)
    book->events->moved(entry->tip, event, book->user);
}

static gint64 back_off_us(guint attempts)
{
  gint64 sec = BACK_OFF_FIRST_SEC;
  for (guint i = 1; i < attempts && sec < BACK_OFF_LAST_SEC; i++)
    sec *= 2;
  return MIN(sec, BACK_OFF_LAST_SEC) * G_USEC_PER_SEC;
}

/* Each attempt begins without what the last one left. */
static void begin_attempt(struct tip *tip, const char *by, gint64 now_us)
{
  text_replace(&tip->accepted_by, by);
  tip->accepted_us = now_us;
  tip->attempts++;
  tip->action_id = 0;
  g_clear_pointer(&tip->plan, plan_free);
  tip->verdict = VERDICT_NONE;
  text_replace(&tip->outcome, "");
}

static void set_outcome(struct tip *tip, const struct tip_change *change)
{
  tip->verdict = change->verdict;
  text_replace(&tip->outcome, change->outcome ? change->outcome : "");
}

static void apply(struct tip *tip, enum tip_event event, struct tip_change *change, gint64 now_us)
{
  tip->retry_us = event == TIP_EVENT_APPROVE ? tip->retry_us : 0;
  if (event == TIP_EVENT_FAIL || event == TIP_EVENT_CANCEL || event == TIP_EVENT_PUT_OFF || event == TIP_EVENT_RETURN)
    g_ptr_array_set_size(tip->approvals, 0);
  switch (event) {
  case TIP_EVENT_ACCEPT:
    begin_attempt(tip, change->by, now_us);
    break;
  case TIP_EVENT_PLAN:
    plan_free(tip->plan);
    tip->plan = g_steal_pointer(&change->plan);
    break;
  case TIP_EVENT_ACT:
    tip->action_id = change->action_id;
    break;
  case TIP_EVENT_RESOLVE:
    set_outcome(tip, change);
    break;
  case TIP_EVENT_FAIL:
    set_outcome(tip, change);
    tip->retry_us = now_us + back_off_us(tip->attempts);
    break;
  case TIP_EVENT_PUT_OFF: /* nothing was tried */
    tip->attempts--;
    tip->retry_us = now_us + (gint64)(change->put_off_sec ? change->put_off_sec : PUT_OFF_SEC) * G_USEC_PER_SEC;
    break;
  case TIP_EVENT_CLEAR:
    tip->clears_us = 0;
    break;
  case TIP_EVENT_DISMISS:
    tip->snoozed_until_us = change->snooze_sec ? now_us + (gint64)change->snooze_sec * G_USEC_PER_SEC : 0;
    break;
  default:
    break;
  }
}

void book_move(struct tipbook *book, struct entry *entry, enum tip_event event, struct tip_change *change)
{
  struct tip *tip = entry->tip;
  gboolean possible = lifecycle_next(tip->state, event, &tip->state);
  g_assert(possible);
  tip->updated_us = tip->state_us = clock_wall_us(book->clock);
  apply(tip, event, change, tip->updated_us);
  text_replace(&tip->state_by, change->by);
  text_replace(&tip->state_reason, change->why ? change->why : "");
  book->keeping.put(book->keeping.keeper, tip,
                  &(struct audit){change->by, tip_event_name(event), tip->state_reason});
  book_tell(book, entry, event);
  if (tip_is_finished(tip))
    book_group(book, entry);
}

void book_move_by_policy(struct tipbook *book, struct entry *entry, enum tip_event event, const char *why)
{
  g_autofree char *by = g_strconcat("policy ", entry->tip->policy, NULL);
  book_move(book, entry, event, &(struct tip_change){.by = by, .why = why});
}

/* An observer refuses what leads to a deed, and what an operator could not rely on. */
static gboolean needs_journal(enum tip_event event)
{
  return event == TIP_EVENT_ACCEPT || event == TIP_EVENT_APPROVE || event == TIP_EVENT_PLAN || event == TIP_EVENT_ACT ||
         event == TIP_EVENT_DISMISS;
}

static gboolean check_move(struct tipbook *book, guint64 id, enum tip_event event, GError **error)
{
  const struct tip *tip = tipbook_tip(book, id);
  enum tip_state to;
  const char *why;
  if (!tip) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND,
                "there is no tip %" G_GUINT64_FORMAT "; see: provost tips", id);
    return FALSE;
  }
  if (!lifecycle_next(tip->state, event, &to)) {
    g_autofree char *choices = lifecycle_choices(tip->state);
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_REFUSED,
                "tip %" G_GUINT64_FORMAT " is %s and cannot be %s; possible now: %s", id,
                tip_state_name(tip->state), tip_event_name(event), choices[0] ? choices : "nothing");
    return FALSE;
  }
  if (needs_journal(event) && !book->keeping.is_healthy(book->keeping.keeper, &why)) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE,
                "tip %" G_GUINT64_FORMAT " cannot be %s: the journal has failed, provostd only watches (%s)",
                id, tip_event_name(event), why);
    return FALSE;
  }
  return TRUE;
}

gboolean tipbook_move(struct tipbook *book, guint64 id, enum tip_event event, struct tip_change *change,
                      GError **error)
{
  struct entry *entry = g_hash_table_lookup(book->by_id, &id);
  gboolean possible = check_move(book, id, event, error) && book_approve(book, entry, change, &event, error);
  if (possible)
    book_move(book, entry, event, change);
  g_clear_pointer(&change->plan, plan_free);
  return possible;
}

static void settle_entry(struct tipbook *book, struct entry *entry)
{
  struct tip *tip = entry->tip;
  enum tip_state to;
  if (tip->is_test)
    book_end_test(book, entry);
  else if (book_is_superseded(book, entry))
    return;
  else if (entry->is_clear && clock_wall_us(book->clock) >= tip->clears_us && lifecycle_next(tip->state, TIP_EVENT_CLEAR, &to))
    book_move_by_policy(book, entry, TIP_EVENT_CLEAR,
                        tip->clears_us ? "the condition has stayed away" : "the condition went away while it was acted upon");
  else if (tip->state == TIP_FAILED && clock_wall_us(book->clock) >= tip->retry_us)
    book_move(book, entry, TIP_EVENT_RETRY,
              &(struct tip_change){.by = "provostd", .why = "the time to wait after a failure is over"});
}

void tipbook_set_terms(struct tipbook *book, const struct tipbook_terms *terms)
{
  book->terms = *terms;
}

static guint count_finished(const struct tipbook *book)
{
  guint finished = 0;
  for (guint i = 0; i < book->entries->len; i++)
    finished += tip_is_finished(((struct entry *)book->entries->pdata[i])->tip) ? 1 : 0;
  return finished;
}

/* What is older than that goes; 0: whatever its age. */
static gint64 oldest_kept(const struct tipbook *book)
{
  guint sec = book->terms.retention_sec;
  return sec ? clock_wall_us(book->clock) - (gint64)sec * G_USEC_PER_SEC : 0;
}

static void forget_oldest(struct tipbook *book)
{
  gint64 oldest_us = oldest_kept(book);
  guint finished = count_finished(book);
  gsize n;
  g_autofree struct entry **entries = (struct entry **)g_ptr_array_steal(book->entries, &n);
  for (gsize i = 0; i < n; i++) {
    struct entry *entry = entries[i];
    gboolean is_old = finished > TIPBOOK_FINISHED || entry->tip->updated_us < oldest_us;
    if (is_old && tip_is_finished(entry->tip) && !book_holds_back(book, entry)) {
      forget(book, entry);
      finished--;
    } else {
      g_ptr_array_add(book->entries, entry);
    }
  }
}

static void forget_in_journal(struct tipbook *book)
{
  gint64 oldest_us = oldest_kept(book), now_us = clock_wall_us(book->clock);
  if (oldest_us == 0 || now_us - book->forgot_us < (gint64)FORGET_SEC * G_USEC_PER_SEC)
    return;
  book->forgot_us = now_us;
  book->keeping.forget(book->keeping.keeper, oldest_us);
}

/* The listener may raise and move tips meanwhile, but only this function removes any. */
void tipbook_tick(struct tipbook *book)
{
  forget_oldest(book);
  forget_in_journal(book);
  guint left = SETTLED_AT_ONCE;
  for (guint i = 0; i < book->entries->len && left > 0; i++) {
    struct entry *entry = book->entries->pdata[i];
    enum tip_state before = entry->tip->state;
    settle_entry(book, entry);
    left -= entry->tip->state != before;
  }
  book_automate(book);
}

static void take_loaded(struct tipbook *book, struct tip *tip)
{
  struct entry *entry = book_add(book, tip);
  book_watch_alerts(book, entry);
  if (tip->state == TIP_ACCEPTED || tip->state == TIP_PLANNED)
    book_move(book, entry, TIP_EVENT_CANCEL,
              &(struct tip_change){.by = "provostd", .why = "provostd was restarted before anything was done"});
}

struct tipbook *tipbook_new(const struct tipbook_options *options, GError **error)
{
  g_autoptr(GPtrArray) tips = options->keeping.load(options->keeping.keeper, TIPBOOK_FINISHED, error);
  if (!tips)
    return NULL;
  struct tipbook *book = g_new0(struct tipbook, 1);
  book->keeping = options->keeping;
  book->clock = options->clock;
  book->user = options->user;
  book->entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
  book->by_id = g_hash_table_new(g_int64_hash, g_int64_equal);
  book->newest = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  book->alerted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
  book->awaited = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
  while (tips->len)
    take_loaded(book, g_ptr_array_steal_index(tips, 0));
  book_group_loaded(book);
  book->events = options->events;
  return book;
}

void tipbook_free(struct tipbook *book)
{
  if (!book)
    return;
  g_hash_table_unref(book->by_id);
  g_hash_table_unref(book->newest);
  g_hash_table_unref(book->alerted);
  g_hash_table_unref(book->awaited);
  g_ptr_array_unref(book->entries);
  g_free(book);
}

const struct tip *tipbook_tip(const struct tipbook *book, guint64 id)
{
  const struct entry *entry = g_hash_table_lookup(book->by_id, &id);
  return entry ? entry->tip : NULL;
}

GPtrArray *tipbook_list(const struct tipbook *book)
{
  GPtrArray *list = g_ptr_array_sized_new(book->entries->len);
  for (guint i = book->entries->len; i > 0; i--)
    g_ptr_array_add(list, ((struct entry *)book->entries->pdata[i - 1])->tip);
  return list;
}

enum severity tipbook_open_severity(const struct tipbook *book, const char *policy, const char *subject)
{
  const struct entry *entry = book_newest(book, policy, subject);
  return entry && !tip_is_finished(entry->tip) && !entry->is_clear ? entry->tip->severity : SEVERITY_NONE;
}
