/* Where another tip about the same subject says it better, as the policy declares, there is no tip of this one. */
#include "tips/book.h"

/* Whose tips say better what the policy says; NULL: nobody's. */
static const char *const *betters(const struct tipbook *book, const char *policy)
{
  return book->events && book->events->superseded_by ? book->events->superseded_by(policy, book->user) : NULL;
}

/* The unfinished tip that does; NULL: none. */
static const struct tip *better_tip(const struct tipbook *book, const char *policy, const char *subject)
{
  const char *const *policies = betters(book, policy);
  for (; policies && *policies; policies++) {
    const struct entry *other = book_newest(book, *policies, subject);
    if (other && !tip_is_finished(other->tip))
      return other->tip;
  }
  return NULL;
}

static void supersede(struct tipbook *book, struct entry *entry, const struct tip *better)
{
  g_autofree char *why = g_strdup_printf("tip %" G_GUINT64_FORMAT " says it better: %s", better->id, better->text);
  book_move_by_policy(book, entry, TIP_EVENT_SUPERSEDE, why);
}

gboolean book_supersedes(struct tipbook *book, struct entry *entry, const struct finding *finding)
{
  const struct tip *better = better_tip(book, finding->policy, finding->subject);
  gboolean is_there = entry && !tip_is_finished(entry->tip);
  if (!better || (is_there && entry->tip->state != TIP_OPEN))
    return FALSE;
  if (is_there)
    supersede(book, entry, better);
  return TRUE;
}

gboolean book_may_be_superseded(const struct tipbook *book, const struct entry *entry)
{
  const char *const *policies = betters(book, entry->tip->policy);
  return policies && *policies;
}

gboolean book_is_superseded(struct tipbook *book, struct entry *entry)
{
  const struct tip *better = entry->tip->state == TIP_OPEN ? better_tip(book, entry->tip->policy, entry->tip->subject) : NULL;
  if (better)
    supersede(book, entry, better);
  return better != NULL;
}
