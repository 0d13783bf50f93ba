/* Where another tip about the same subject says it better, as the policy declares, there is no tip of this one. */
#include "tips/book.h"

/* The unfinished tip that does; NULL: none. */
static const struct tip *better_tip(const struct tipbook *book, const struct finding *finding)
{
  gboolean is_asked = book->events && book->events->superseded_by;
  const char *const *policies = is_asked ? book->events->superseded_by(finding->policy, book->user) : NULL;
  for (; policies && *policies; policies++) {
    const struct entry *other = book_newest(book, *policies, finding->subject);
    if (other && !tip_is_finished(other->tip))
      return other->tip;
  }
  return NULL;
}

gboolean book_supersedes(struct tipbook *book, struct entry *entry, const struct finding *finding)
{
  const struct tip *better = better_tip(book, finding);
  gboolean is_there = entry && !tip_is_finished(entry->tip);
  if (!better || (is_there && entry->tip->state != TIP_OPEN))
    return FALSE;
  g_autofree char *why = g_strdup_printf("tip %" G_GUINT64_FORMAT " says it better: %s", better->id, better->text);
  g_autofree char *by = g_strconcat("policy ", finding->policy, NULL);
  if (is_there)
    book_move(book, entry, TIP_EVENT_SUPERSEDE, &(struct tip_change){.by = by, .why = why});
  return TRUE;
}
