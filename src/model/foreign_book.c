#include "model/foreign_book.h"

#include "base/quantity.h"
#include "base/text.h"

#include <string.h>

/* The newest action of ours on a guest. */
struct ours {
  enum action_kind kind;
  char *from, *to; /* hosts; NULL */
  gboolean is_finished, is_lost; /* lost: failed or cancelled, so it did not happen */
  gint64 at_us; /* when it changed last; 0: there is none */
};

struct record {
  char *host; /* where it was active last; NULL: never seen so */
  char *owner;
  enum guest_state state;
  guint vcpus;
  guint64 memory_bytes;
  gint64 steady_us; /* its memory is as it is since then */
  gint64 seen_us;
  gint64 event_us;  /* of its last foreign event; 0: none */
  struct ours ours;
  char *why; /* it is held until `until_us` */
  gint64 until_us;
};

struct foreign_book {
  GHashTable *records; /* UUID -> struct record */
  GPtrArray *events;
  gint64 hold_us;
};

void foreign_event_free(struct foreign_event *event)
{
  g_free(event->uuid);
  g_free(event->guest);
  g_free(event->what);
  g_free(event->who);
  g_free(event);
}

static void record_free(gpointer data)
{
  struct record *record = data;
  g_free(record->host);
  g_free(record->owner);
  g_free(record->ours.from);
  g_free(record->ours.to);
  g_free(record->why);
  g_free(record);
}

struct foreign_book *foreign_book_new(void)
{
  struct foreign_book *book = g_new0(struct foreign_book, 1);
  book->records = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, record_free);
  book->events = g_ptr_array_new_with_free_func((GDestroyNotify)foreign_event_free);
  return book;
}

void foreign_book_free(struct foreign_book *book)
{
  g_hash_table_unref(book->records);
  g_ptr_array_unref(book->events);
  g_free(book);
}

void foreign_book_set_hold(struct foreign_book *book, gint64 hold_us)
{
  book->hold_us = hold_us;
}

static struct record *record_of(struct foreign_book *book, const char *uuid)
{
  struct record *record = g_hash_table_lookup(book->records, uuid);
  if (record)
    return record;
  record = g_new0(struct record, 1);
  record->owner = g_strdup("");
  record->why = g_strdup("");
  g_hash_table_insert(book->records, g_strdup(uuid), record);
  return record;
}

static gboolean is_active(enum guest_state state)
{
  return state == GUEST_RUNNING || state == GUEST_PAUSED;
}

/* Not to be judged: nobody knows how it is, or it is under way. */
static gboolean is_in_flux(const struct guest *guest)
{
  return guest->state == GUEST_UNKNOWN || guest->running_copies > 1 || !guest->host ||
         (guest->reason != REASON_OTHER && guest->reason != REASON_SAVED && guest->reason != REASON_IO_ERROR);
}

/* ---- what explains it ---------------------------------------------------------------------------- */

static gboolean is_recent(const struct ours *ours, gint64 now_us)
{
  return ours->at_us > 0 && (!ours->is_finished || now_us - ours->at_us <= FOREIGN_OURS_SEC * G_USEC_PER_SEC);
}

/* An action that failed brought it nowhere, but may have brought it back. */
static gboolean have_we_moved_it(const struct ours *ours, const char *host, gint64 now_us)
{
  if (ours->kind != ACTION_MOVE || !is_recent(ours, now_us))
    return FALSE;
  return (!ours->is_lost && g_strcmp0(ours->to, host) == 0) ||
         ((ours->is_lost || !ours->is_finished) && g_strcmp0(ours->from, host) == 0);
}

static gboolean is_ours(const struct ours *ours, enum action_kind kind, gint64 now_us)
{
  return ours->kind == kind && is_recent(ours, now_us);
}

/* ---- what is new --------------------------------------------------------------------------------- */

static char *move_seen(const struct record *record, const struct guest *guest, gint64 now_us)
{
  if (!record->host || !is_active(guest->state) || strcmp(record->host, guest->host) == 0 ||
      have_we_moved_it(&record->ours, guest->host, now_us))
    return NULL;
  return is_active(record->state)
             ? g_strdup_printf("was moved from %s to %s", record->host, guest->host)
             : g_strdup_printf("was started on %s; it had run on %s", guest->host, record->host);
}

static char *pause_seen(const struct record *record, const struct guest *guest, gint64 now_us)
{
  if (record->state != GUEST_RUNNING || guest->state != GUEST_PAUSED || guest->reason != REASON_OTHER ||
      is_ours(&record->ours, ACTION_MOVE, now_us))
    return NULL;
  return g_strdup_printf("was paused on %s", guest->host);
}

static char *resize_seen(const struct record *record, const struct guest *guest, gint64 now_us)
{
  if (record->state != GUEST_RUNNING || guest->state != GUEST_RUNNING || is_ours(&record->ours, ACTION_RESIZE, now_us))
    return NULL;
  if (guest->vcpus && record->vcpus && guest->vcpus != record->vcpus)
    return g_strdup_printf("was given %u vcpus instead of %u", guest->vcpus, record->vcpus);
  if (!guest->memory_bytes || !record->memory_bytes || guest->memory_bytes == record->memory_bytes ||
      now_us - record->steady_us < FOREIGN_STEADY_SEC * G_USEC_PER_SEC)
    return NULL;
  g_autofree char *now = size_format(guest->memory_bytes), *before = size_format(record->memory_bytes);
  return g_strdup_printf("was given %s of memory instead of %s", now, before);
}

static char *foreign_deed(const struct record *record, const struct guest *guest, gint64 now_us)
{
  char *what = move_seen(record, guest, now_us);
  what = what ? what : pause_seen(record, guest, now_us);
  return what || g_strcmp0(record->host, guest->host) != 0 ? what : resize_seen(record, guest, now_us);
}

static void note(struct record *record, const struct guest *guest, gint64 now_us)
{
  gboolean is_elsewhere = is_active(guest->state) && g_strcmp0(record->host, guest->host) != 0;
  if (is_elsewhere || record->state != guest->state || record->memory_bytes != guest->memory_bytes)
    record->steady_us = now_us;
  if (is_elsewhere)
    text_replace(&record->host, guest->host);
  record->state = guest->state;
  record->vcpus = guest->vcpus;
  record->memory_bytes = guest->memory_bytes;
}

/* ---- what follows -------------------------------------------------------------------------------- */

static void hold(struct record *record, const char *why, gint64 until_us)
{
  text_replace(&record->why, why);
  record->until_us = until_us;
}

/* Takes `what`. */
static void report(struct foreign_book *book, struct record *record, const struct guest *guest, char *what, gint64 now_us)
{
  struct foreign_event *event = g_new0(struct foreign_event, 1);
  event->uuid = g_strdup(guest->uuid);
  event->guest = g_strdup(guest->name);
  event->what = what;
  event->who = g_strdup(record->owner[0] ? record->owner : FOREIGN_UNKNOWN);
  event->is_repeated = record->event_us > 0 && now_us - record->event_us <= FOREIGN_REPEAT_SEC * (gint64)G_USEC_PER_SEC;
  record->event_us = now_us;
  g_autofree char *why = g_strdup_printf("guest %s %s, not by provost but by %s", guest->name, what, event->who);
  if (book->hold_us > 0)
    hold(record, why, now_us + book->hold_us);
  if (book->events->len >= FOREIGN_EVENTS_MAX)
    g_ptr_array_remove_index(book->events, 0);
  g_ptr_array_add(book->events, event);
}

void foreign_book_see(struct foreign_book *book, const struct guest *guest, const char *owner, gint64 now_us)
{
  struct record *record = record_of(book, guest->uuid);
  gboolean is_known = record->seen_us > 0;
  record->seen_us = now_us;
  if (owner && owner[0])
    text_replace(&record->owner, owner);
  if (is_in_flux(guest))
    return;
  char *what = is_known ? foreign_deed(record, guest, now_us) : NULL;
  if (what)
    report(book, record, guest, what, now_us);
  note(record, guest, now_us);
}

void foreign_book_take_action(struct foreign_book *book, const struct action *action, gint64 now_us)
{
  if (!action->move || (action->kind != ACTION_MOVE && action->kind != ACTION_RESIZE))
    return;
  struct ours *ours = &record_of(book, action->move->guest_uuid)->ours;
  ours->kind = action->kind;
  text_replace(&ours->from, action->move->from);
  g_clear_pointer(&ours->to, g_free);
  ours->to = g_strdup(action->move->to);
  ours->is_finished = action_is_finished(action);
  ours->is_lost = action->state == ACTION_FAILED || action->state == ACTION_CANCELLED;
  ours->at_us = MAX(now_us, 1);
}

GPtrArray *foreign_book_steal_events(struct foreign_book *book)
{
  GPtrArray *events = book->events;
  book->events = g_ptr_array_new_with_free_func((GDestroyNotify)foreign_event_free);
  return events;
}

const char *foreign_book_hold(const struct foreign_book *book, const char *uuid, gint64 now_us)
{
  const struct record *record = g_hash_table_lookup(book->records, uuid);
  return record && record->until_us > now_us ? record->why : NULL;
}

gint64 foreign_book_hold_until(const struct foreign_book *book, const char *uuid)
{
  const struct record *record = g_hash_table_lookup(book->records, uuid);
  return record ? record->until_us : 0;
}

void foreign_book_hold_guest(struct foreign_book *book, const char *uuid, const char *why, gint64 since_us)
{
  struct record *record = record_of(book, uuid);
  if (since_us + book->hold_us > record->until_us)
    hold(record, why, since_us + book->hold_us);
}

static gboolean is_forgotten(gpointer uuid, gpointer data, gpointer now_us)
{
  (void)uuid;
  const struct record *record = data;
  gint64 last_us = MAX(MAX(record->seen_us, record->until_us), record->ours.at_us);
  return *(const gint64 *)now_us - last_us > FOREIGN_KEPT_SEC * (gint64)G_USEC_PER_SEC;
}

void foreign_book_sweep(struct foreign_book *book, gint64 now_us)
{
  g_hash_table_foreach_remove(book->records, is_forgotten, &now_us);
}
