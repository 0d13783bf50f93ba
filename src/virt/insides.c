#include "virt/insides.h"

struct answer {
  const struct endpoint *host;
  struct guest_info *info;
  gint64 answered_us;
};

struct insides {
  struct channel *channel;
  GHashTable *answers; /* uuid -> struct answer */
  struct batch *batch;
  gint64 stamp_sec; /* told last */
  struct tally tally;
};

static void answer_free(gpointer data)
{
  struct answer *answer = data;
  guest_info_free(answer->info);
  g_free(answer);
}

static void send_samples(GVariant *samples, gpointer user)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink(samples);
  channel_send(((struct insides *)user)->channel, MESSAGE_SAMPLES, owned);
}

struct insides *insides_new(struct channel *channel)
{
  struct insides *insides = g_new0(struct insides, 1);
  insides->channel = channel;
  insides->answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, answer_free);
  insides->batch = batch_new_from(SOURCE_AGENT, send_samples, insides);
  tally_init(&insides->tally);
  return insides;
}

void insides_free(struct insides *insides)
{
  g_hash_table_unref(insides->answers);
  batch_free(insides->batch);
  g_mutex_clear(&insides->tally.lock);
  g_free(insides);
}

void insides_take(struct insides *insides, const struct endpoint *host, const char *uuid,
                  struct guest_info *info, gint64 answered_us)
{
  struct answer *answer = g_new(struct answer, 1);
  *answer = (struct answer){host, info, answered_us};
  g_hash_table_replace(insides->answers, g_strdup(uuid), answer);
  g_autoptr(GVariant) facts = g_variant_ref_sink(guest_info_message(info));
  channel_send(insides->channel, MESSAGE_GUEST_FACTS, facts);
}

struct presence_on {
  const struct endpoint *host;
  GHashTable *uuids;
};

static gboolean has_left(gpointer uuid, gpointer answer, gpointer user)
{
  const struct presence_on *on = user;
  return ((const struct answer *)answer)->host == on->host && !g_hash_table_contains(on->uuids, uuid);
}

void insides_keep(struct insides *insides, const struct endpoint *host, GHashTable *uuids)
{
  struct presence_on on = {host, uuids};
  g_hash_table_foreach_remove(insides->answers, has_left, &on);
}

void insides_tell(struct insides *insides, gint64 stamp_sec, gint64 now_us)
{
  /* A wall clock that is being slowed down can show the same point twice. */
  if (stamp_sec == insides->stamp_sec)
    return;
  insides->stamp_sec = stamp_sec;
  batch_begin(insides->batch, stamp_sec);
  GHashTableIter iter;
  gpointer data;
  g_hash_table_iter_init(&iter, insides->answers);
  while (g_hash_table_iter_next(&iter, NULL, &data)) {
    const struct answer *answer = data;
    gint64 age_ms = MAX(0, now_us - answer->answered_us) / 1000;
    if (age_ms <= INSIDES_KEEP_PERIODS * AGENT_PERIOD_SEC * 1000) {
      guest_info_add(answer->info, insides->batch, (guint32)age_ms);
    } else {
      guest_info_add_unknown(answer->info, insides->batch, READING_NO_ANSWER);
      g_hash_table_iter_remove(&iter);
    }
  }
  batch_end(insides->batch);
  tally_add(&insides->tally, TALLY_VALUES, batch_values(insides->batch));
  tally_add(&insides->tally, TALLY_UNKNOWN_VALUES, batch_unknown_values(insides->batch));
}

void insides_collect(struct insides *insides, guint64 totals[TALLY_KINDS])
{
  tally_collect(&insides->tally, totals);
}
