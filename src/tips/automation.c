#include "tips/book.h"

static gboolean is_under_way(const struct tip *tip)
{
  return tip->state == TIP_ACCEPTED || tip->state == TIP_PLANNED || tip->state == TIP_ACTING ||
         tip->state == TIP_VERIFYING;
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

/* The gravest, and of these the oldest. */
void book_automate(struct tipbook *book)
{
  if (!book->keeping.is_healthy(book->keeping.keeper, NULL))
    return;
  struct entry *chosen = NULL;
  for (guint i = 0; i < book->entries->len; i++) {
    struct entry *entry = book->entries->pdata[i];
    if (is_under_way(entry->tip))
      return;
    if (may_accept(book, entry) && (!chosen || entry->tip->severity > chosen->tip->severity))
      chosen = entry;
  }
  if (chosen)
    book_move(book, chosen, TIP_EVENT_ACCEPT,
              &(struct tip_change){.by = BY_AUTOMATION, .why = "automation may apply it"});
}
