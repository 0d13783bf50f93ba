#include "tips/book.h"

static gboolean is_under_way(const struct tip *tip)
{
  return tip->state == TIP_ACCEPTED || tip->state == TIP_PLANNED || tip->state == TIP_ACTING ||
         tip->state == TIP_VERIFYING;
}

static gboolean is_any_under_way(const struct tipbook *book)
{
  for (guint i = 0; i < book->entries->len; i++)
    if (is_under_way(((const struct entry *)book->entries->pdata[i])->tip))
      return TRUE;
  return FALSE;
}

/* Only a remedy that acts is automation's business; a notice is for people. */
static gboolean may_accept(const struct tipbook *book, const struct entry *entry)
{
  const struct tip *tip = entry->tip;
  const struct remedy *first = tip->remedies->len ? tip->remedies->pdata[0] : NULL;
  return tip->state == TIP_OPEN && !tip->is_test && clock_wall_us(book->clock) >= tip->retry_us && entry->is_seen && !entry->is_clear &&
         first && first->kind != REMEDY_NOTIFY &&
         book->events && book->events->may_automate && book->events->may_automate(tip, book->user);
}

static void accept_it(struct tipbook *book, struct entry *entry)
{
  const char *rule = book->events->automation_rule ? book->events->automation_rule(entry->tip, book->user) : NULL;
  g_autofree char *why = g_strconcat("automation may apply it", rule ? ", by " : NULL, rule, NULL);
  book_move(book, entry, TIP_EVENT_ACCEPT, &(struct tip_change){.by = BY_AUTOMATION, .why = why});
}

/* The gravest, and of these the oldest. */
void book_automate(struct tipbook *book)
{
  if (is_any_under_way(book) || !book->keeping.is_healthy(book->keeping.keeper, NULL))
    return;
  struct entry *chosen = NULL;
  for (guint i = 0; i < book->entries->len; i++) {
    struct entry *entry = book->entries->pdata[i];
    if ((!chosen || entry->tip->severity > chosen->tip->severity) && may_accept(book, entry))
      chosen = entry;
  }
  if (chosen)
    accept_it(book, chosen);
}

/* What may be a symptom, or said better, waits for the next tick, since the other tip may be found a moment later. */
void book_automate_one(struct tipbook *book, struct entry *entry)
{
  gboolean awaits = (entry->awaits && entry->awaits->len > 0) || book_may_be_superseded(book, entry);
  if (!awaits && may_accept(book, entry) && !is_any_under_way(book) && book->keeping.is_healthy(book->keeping.keeper, NULL))
    accept_it(book, entry);
}
