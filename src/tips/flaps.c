/*
 * A condition that comes and goes is one tip, not many: what comes back soon reopens the tip that was cleared, and what has
 * come back often is cleared only once it has stayed away for a while.
 */
#include "tips/book.h"

#define FLAPS 3                /* returns from which on it flaps */
#define QUIET_US (600 * G_USEC_PER_SEC) /* that it must stay away then */

gboolean book_takes_back(struct tipbook *book, struct entry *entry)
{
  struct tip *tip = entry->tip;
  if (tip->state != TIP_CLEARED || clock_wall_us(book->clock) - tip->updated_us >= (gint64)book->terms.flap_window_sec * G_USEC_PER_SEC)
    return FALSE;
  tip->returns++;
  tip->cause = 0; /* it is looked for anew */
  entry->is_seen = TRUE;
  entry->is_clear = FALSE;
  book_move_by_policy(book, entry, TIP_EVENT_RETURN, "its condition has come back");
  return TRUE;
}

void book_is_back(struct entry *entry)
{
  entry->is_seen = TRUE;
  entry->is_clear = FALSE;
  entry->tip->returns += entry->tip->clears_us > 0;
  entry->tip->clears_us = 0;
}

gboolean book_damps(struct tipbook *book, struct entry *entry)
{
  struct tip *tip = entry->tip;
  gboolean is_waiting = tip->state == TIP_OPEN || tip->state == TIP_FAILED; /* what is gone is not acted upon */
  if (tip->returns < FLAPS || book->terms.flap_window_sec == 0 || !is_waiting)
    return FALSE;
  if (!entry->is_clear)
    tip->clears_us = clock_wall_us(book->clock) + QUIET_US;
  entry->is_clear = TRUE;
  return TRUE;
}
