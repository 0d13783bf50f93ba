#include "daemon/mib.h"

#include "daemon/mib_tables.h"

#include <jansson.h>

#define SLICE_US 5000 /* at a time, of a loop that must not be held up for 50 ms */
#define PAUSE_MS 10
#define ROWS_SENT 500 /* in one message */

/* What provost-agentx knows of a row. */
struct told {
  guint hash; /* of its JSON */
  guint round;
};

struct mib {
  struct core *core;
  GHashTable *told[MIB_TABLES]; /* key -> struct told */
  gboolean is_up;
  guint round, timer;
  /* of the round under way */
  enum mib_table table;
  GPtrArray *keys; /* char *, of the table; NULL: not yet listed */
  guint next;
};

struct mib *mib_new(struct core *core)
{
  struct mib *mib = g_new0(struct mib, 1);
  mib->core = core;
  for (enum mib_table table = 0; table < MIB_TABLES; table++)
    mib->told[table] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return mib;
}

static void end_round(struct mib *mib)
{
  g_clear_handle_id(&mib->timer, g_source_remove);
  g_clear_pointer(&mib->keys, g_ptr_array_unref);
}

void mib_free(struct mib *mib)
{
  if (!mib)
    return;
  end_round(mib);
  for (enum mib_table table = 0; table < MIB_TABLES; table++)
    g_hash_table_unref(mib->told[table]);
  g_free(mib);
}

/* Whether it is to be told; notes that it is. */
static gboolean is_news(struct mib *mib, const char *key, const char *text)
{
  struct told *told = g_hash_table_lookup(mib->told[mib->table], key);
  guint hash = g_str_hash(text);
  gboolean is_new = !told;
  if (is_new) {
    told = g_new0(struct told, 1);
    g_hash_table_insert(mib->told[mib->table], g_strdup(key), told);
  }
  gboolean is_news = is_new || told->hash != hash || mib->table == MIB_STATUS;
  *told = (struct told){hash, mib->round};
  return is_news;
}

/* Rows from `next` on, as many as there is time for. */
static void tell_rows(struct mib *mib, gint64 until_us)
{
  GVariantBuilder rows;
  guint n = 0;
  g_variant_builder_init(&rows, G_VARIANT_TYPE("a(ss)"));
  while (mib->next < mib->keys->len && n < ROWS_SENT && g_get_monotonic_time() < until_us) {
    const char *key = mib->keys->pdata[mib->next++];
    g_autofree char *text = mib_row_text(mib->core, mib->table, key);
    if (text && is_news(mib, key, text)) {
      g_variant_builder_add(&rows, "(ss)", key, text);
      n++;
    }
  }
  if (n > 0)
    channel_send(supervisor_channels(mib->core->supervisor)[ROLE_AGENTX], MESSAGE_MIB_ROWS,
                 g_variant_new("(ya(ss))", (guchar)mib->table, &rows));
  else
    g_variant_builder_clear(&rows);
}

static void tell_gone(struct mib *mib)
{
  GVariantBuilder gone;
  GHashTableIter iter;
  gpointer key, value;
  guint n = 0;
  g_variant_builder_init(&gone, G_VARIANT_TYPE("as"));
  g_hash_table_iter_init(&iter, mib->told[mib->table]);
  while (g_hash_table_iter_next(&iter, &key, &value)) {
    if (((const struct told *)value)->round == mib->round)
      continue;
    g_variant_builder_add(&gone, "s", key);
    g_hash_table_iter_remove(&iter);
    n++;
  }
  if (n > 0)
    channel_send(supervisor_channels(mib->core->supervisor)[ROLE_AGENTX], MESSAGE_MIB_GONE,
                 g_variant_new("(yas)", (guchar)mib->table, &gone));
  else
    g_variant_builder_clear(&gone);
}

static gboolean on_slice(gpointer user)
{
  struct mib *mib = user;
  gint64 until_us = g_get_monotonic_time() + SLICE_US;
  while (mib->table < MIB_TABLES && g_get_monotonic_time() < until_us) {
    if (!mib->keys) {
      mib->keys = mib_keys(mib->core, mib->table);
      mib->next = 0;
    }
    tell_rows(mib, until_us);
    if (mib->next < mib->keys->len)
      continue;
    tell_gone(mib);
    g_clear_pointer(&mib->keys, g_ptr_array_unref);
    mib->table++;
  }
  if (mib->table < MIB_TABLES)
    return G_SOURCE_CONTINUE;
  mib->timer = 0;
  return G_SOURCE_REMOVE;
}

/* One that is not over yet goes on: the fleet is too large to be looked at in one interval. */
void mib_take_interval(struct mib *mib)
{
  if (!mib->is_up || !mib->core->config->agentx || mib->timer)
    return;
  mib->round++;
  mib->table = 0;
  mib->timer = g_timeout_add(PAUSE_MS, on_slice, mib);
}

void mib_role_is_up(struct mib *mib)
{
  mib->is_up = TRUE;
  for (enum mib_table table = 0; table < MIB_TABLES; table++)
    g_hash_table_remove_all(mib->told[table]);
  end_round(mib);
  mib_take_interval(mib);
}

void mib_role_is_down(struct mib *mib)
{
  mib->is_up = FALSE;
  end_round(mib);
}
