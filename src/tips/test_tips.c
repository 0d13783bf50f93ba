/* Tips that provost doctor opens to see how far they come (struct tip, is_test). They stand beside those of their policy: no
 * finding touches them, and they hold back none. */
#include "tips/book.h"

#include "base/error.h"
#include "base/text.h"

#define PATIENCE_SEC 600 /* that one may stand open, for somebody else to accept it, too */

guint64 tipbook_raise_test(struct tipbook *book, struct tip *tip, const char *by, GError **error)
{
  const char *why;
  if (!book->keeping.is_healthy(book->keeping.keeper, &why)) {
    error_refuse(error, PROVOST_ERROR_STORAGE, "no tip can be stored: the journal has failed, provostd only watches (%s)", why);
    tip_free(tip);
    return 0;
  }
  tip->id = book->keeping.next_id(book->keeping.keeper);
  tip->is_test = TRUE;
  tip->state = TIP_OPEN;
  tip->raised_us = tip->updated_us = tip->state_us = clock_wall_us(book->clock);
  text_replace(&tip->state_by, by);
  struct entry *entry = book_add(book, tip);
  book->keeping.put(book->keeping.keeper, tip, &(struct audit){by, tip_event_name(TIP_EVENT_RAISE), tip->text});
  book_tell(book, entry, TIP_EVENT_RAISE);
  book_group(book, entry);
  return tip->id;
}

void book_end_test(struct tipbook *book, struct entry *entry)
{
  const struct tip *tip = entry->tip;
  gboolean waits = tip->state == TIP_OPEN || tip->state == TIP_FAILED;
  if (waits && clock_wall_us(book->clock) - tip->state_us >= (gint64)PATIENCE_SEC * G_USEC_PER_SEC)
    book_move(book, entry, TIP_EVENT_DISMISS, &(struct tip_change){.by = "provostd", .why = "its test is over"});
}
