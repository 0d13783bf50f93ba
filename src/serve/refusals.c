#include "serve/refusals.h"

#include "base/text.h"

#define ROWS_AT_ONCE 20
#define ROW_SEC      60 /* and then one in so long */
#define WHAT_MAX     128 /* bytes */

struct refusals {
  struct journal *journal;
  const struct clock *clock;
  gint64 paid_us; /* monotonic; the rows up to now have used up all time before it */
  guint64 count, left_out;
};

struct refusals *refusals_new(struct journal *journal, const struct clock *clock)
{
  struct refusals *refusals = g_new0(struct refusals, 1);
  *refusals = (struct refusals){.journal = journal, .clock = clock, .paid_us = G_MININT64};
  return refusals;
}

void refusals_free(struct refusals *refusals)
{
  g_free(refusals);
}

/* Each row costs ROW_SEC, of which ROWS_AT_ONCE are saved up at most. */
static gboolean may_write(struct refusals *refusals)
{
  const gint64 cost_us = (gint64)ROW_SEC * G_USEC_PER_SEC;
  gint64 now_us = clock_monotonic_us(refusals->clock);
  gint64 paid_us = MAX(refusals->paid_us, now_us - (gint64)ROWS_AT_ONCE * cost_us);
  if (paid_us + cost_us > now_us)
    return FALSE;
  refusals->paid_us = paid_us + cost_us;
  return TRUE;
}

void refusals_add(struct refusals *refusals, const char *by, const char *what, const char *why)
{
  refusals->count++;
  if (!may_write(refusals)) {
    refusals->left_out++;
    return;
  }
  g_autofree char *subject = text_clean(what, WHAT_MAX);
  g_autofree char *text = refusals->left_out
                              ? g_strdup_printf("%s; %" G_GUINT64_FORMAT " more were refused since the row before", why, refusals->left_out)
                              : g_strdup(why);
  refusals->left_out = 0;
  journal_put_audit(refusals->journal, subject, &(struct audit){by, "refused", text});
}

guint64 refusals_count(const struct refusals *refusals)
{
  return refusals->count;
}
