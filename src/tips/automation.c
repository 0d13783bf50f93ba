#include "tips/book.h"

static gboolean is_under_way(const struct tip *tip)
{
  return tip->state == TIP_ACCEPTED || tip->state == TIP_PLANNED || tip->state == TIP_ACTING ||
         tip->state == TIP_VERIFYING;
}

/* Only a remedy that acts is automation's business; a notice is for people. */
static gboolean may_accept(const struct entry *entry)
{
  const GPtrArray *remedies = entry->tip->remedies;
  return entry->tip->state == TIP_OPEN && entry->is_seen && !entry->is_clear && remedies->len > 0 &&
         ((const struct remedy *)remedies->pdata[0])->kind != REMEDY_NOTIFY;
}

/* The gravest, and of these the oldest. */
void book_automate(struct tipbook *book)
{
  if (book->automation != AUTOMATION_APPLY || !journal_is_healthy(book->journal, NULL))
    return;
  struct entry *chosen = NULL;
  for (guint i = 0; i < book->entries->len; i++) {
    struct entry *entry = book->entries->pdata[i];
    if (is_under_way(entry->tip))
      return;
    if (may_accept(entry) && (!chosen || entry->tip->severity > chosen->tip->severity))
      chosen = entry;
  }
  if (chosen)
    book_move(book, chosen, TIP_EVENT_ACCEPT,
              &(struct tip_change){.by = "automation", .why = "automation is set to apply"});
}
