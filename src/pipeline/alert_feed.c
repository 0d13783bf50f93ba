#include "pipeline/alert_feed.h"

#include <string.h>

struct alert_feed {
  const struct fleet *fleet;
  struct channel *policy;
  GHashTable *untold; /* "SUBJECT\nNAME": neither has a line end */
  gboolean is_anew;   /* what was told before is void */
};

struct alert_feed *alert_feed_new(const struct fleet *fleet, struct channel *policy)
{
  struct alert_feed *feed = g_new0(struct alert_feed, 1);
  feed->fleet = fleet;
  feed->policy = policy;
  feed->untold = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  return feed;
}

void alert_feed_free(struct alert_feed *feed)
{
  g_hash_table_unref(feed->untold);
  g_free(feed);
}

void alert_feed_add(struct alert_feed *feed, const char *subject, const char *name)
{
  g_hash_table_add(feed->untold, g_strconcat(subject, "\n", name, NULL));
}

void alert_feed_begin(struct alert_feed *feed)
{
  g_autoptr(GPtrArray) alerts = alert_book_list(fleet_alerts(feed->fleet));
  g_hash_table_remove_all(feed->untold);
  for (guint i = 0; i < alerts->len; i++) {
    const struct alert *alert = alerts->pdata[i];
    alert_feed_add(feed, alert->subject, alert->name);
  }
  feed->is_anew = TRUE;
}

static void add_alert(GVariantBuilder *said, const struct alert *alert)
{
  g_variant_builder_add(said, "(ssssxtuuxxsss)", alert->subject, alert->name, alert->source, alert_state_name(alert->state),
                        alert->since_us / G_USEC_PER_SEC, alert->id, alert->marks, alert->attempt,
                        alert->heard_us / G_USEC_PER_SEC, alert->until_us / G_USEC_PER_SEC, alert->acknowledged_by,
                        alert->doubt ? alert->doubt : "", alert->text);
}

/* Floating; what it tells is told. */
static GVariant *next_message(struct alert_feed *feed)
{
  GVariantBuilder said, gone;
  GHashTableIter iter;
  gpointer key;
  g_variant_builder_init(&said, G_VARIANT_TYPE("a(ssssxtuuxxsss)"));
  g_variant_builder_init(&gone, G_VARIANT_TYPE("a(ss)"));
  g_hash_table_iter_init(&iter, feed->untold);
  for (guint n = 0; n < ALERTS_A_MESSAGE && g_hash_table_iter_next(&iter, &key, NULL); n++) {
    const char *name = strchr(key, '\n') + 1;
    g_autofree char *subject = g_strndup(key, (gsize)(name - 1 - (const char *)key));
    const struct alert *alert = alert_book_find(fleet_alerts(feed->fleet), subject, name);
    if (alert)
      add_alert(&said, alert);
    else
      g_variant_builder_add(&gone, "(ss)", subject, name);
    g_hash_table_iter_remove(&iter);
  }
  return g_variant_new("(ba(ssssxtuuxxsss)a(ss))", feed->is_anew, &said, &gone);
}

gboolean alert_feed_is_empty(const struct alert_feed *feed)
{
  return g_hash_table_size(feed->untold) == 0;
}

gboolean alert_feed_send(struct alert_feed *feed)
{
  if (g_hash_table_size(feed->untold) == 0 && !feed->is_anew)
    return TRUE;
  g_autoptr(GVariant) message = g_variant_ref_sink(next_message(feed));
  channel_send(feed->policy, MESSAGE_ALERTS, message);
  feed->is_anew = FALSE;
  return g_hash_table_size(feed->untold) == 0;
}
