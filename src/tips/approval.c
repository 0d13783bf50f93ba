/* Where several people must accept a tip, each approves it until there are enough. */
#include "tips/book.h"

#include "base/error.h"
#include "model/action.h"

#include <string.h>

gboolean book_approve(struct tipbook *book, struct entry *entry, struct tip_change *change, enum tip_event *event, GError **error)
{
  struct tip *tip = entry->tip;
  if (*event != TIP_EVENT_ACCEPT || strcmp(change->by, BY_AUTOMATION) == 0)
    return TRUE;
  guint needed = book->events && book->events->approvals ? book->events->approvals(tip, book->user) : 1;
  gboolean has_accepted = g_ptr_array_find_with_equal_func(tip->approvals, change->by, g_str_equal, NULL);
  if (has_accepted && tip->approvals->len < needed)
    return error_refuse(error, PROVOST_ERROR_REFUSED,
                        "you have accepted tip %" G_GUINT64_FORMAT " already: %u people must, and somebody else has to be the next",
                        tip->id, needed);
  if (needed > 1 && !has_accepted)
    g_ptr_array_add(tip->approvals, g_strdup(change->by));
  if (needed > 1 && tip->approvals->len < needed)
    *event = TIP_EVENT_APPROVE;
  return TRUE;
}
