#include "tips/keeping.h"

static guint64 next_id(gpointer journal)
{
  return journal_next_tip_id(journal);
}

static void put(gpointer journal, const struct tip *tip, const struct audit *audit)
{
  journal_put_tip(journal, tip, audit);
}

static gboolean is_healthy(gpointer journal, const char **why)
{
  return journal_is_healthy(journal, why);
}

static void forget(gpointer journal, gint64 before_us)
{
  journal_forget(journal, before_us);
}

static GPtrArray *load(gpointer journal, guint finished, GError **error)
{
  return journal_load_tips(journal, finished, error);
}

struct tip_keeping tip_keeping_journal(struct journal *journal)
{
  return (struct tip_keeping){next_id, put, is_healthy, forget, load, journal};
}
