#include "pipeline/dirty_rates.h"

#include "base/error.h"
#include "model/object.h"

struct dirty_rates {
  const struct clock *clock;
  struct fleet *fleet;
  struct channel *virt;
  gboolean role_is_up;
  GHashTable *questions; /* &id -> struct question */
  guint64 next_id;
};

struct question {
  guint64 id;
  char uuid[GUEST_UUID_LENGTH + 1];
  gint64 asked_us;
  dirty_rate_done done;
  gpointer user;
};

struct dirty_rates *dirty_rates_new(const struct clock *clock, struct fleet *fleet, struct channel *virt)
{
  struct dirty_rates *rates = g_new0(struct dirty_rates, 1);
  rates->clock = clock;
  rates->fleet = fleet;
  rates->virt = virt;
  rates->questions = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
  return rates;
}

/* Ends those asked before `before_us`; each is taken out before its owner, who may ask again, is told. */
static void fail(struct dirty_rates *rates, gint64 before_us, const char *why)
{
  g_autoptr(GError) error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, why);
  g_autoptr(GPtrArray) failed = g_ptr_array_new_with_free_func(g_free);
  GHashTableIter iter;
  gpointer data;
  g_hash_table_iter_init(&iter, rates->questions);
  while (g_hash_table_iter_next(&iter, NULL, &data))
    if (((const struct question *)data)->asked_us < before_us) {
      g_hash_table_iter_steal(&iter);
      g_ptr_array_add(failed, data);
    }
  for (guint i = 0; i < failed->len; i++) {
    const struct question *question = failed->pdata[i];
    question->done(-1, error, question->user);
  }
}

void dirty_rates_free(struct dirty_rates *rates)
{
  if (!rates)
    return;
  fail(rates, G_MAXINT64, "provostd is stopping");
  g_hash_table_unref(rates->questions);
  g_free(rates);
}

/* Why it cannot be asked now; NULL: it can. */
static GError *obstacle(const struct dirty_rates *rates, const struct guest *guest)
{
  if (!guest->host)
    return g_error_new(PROVOST_ERROR, PROVOST_ERROR_REFUSED, "%s is on no host that provost knows", guest->name);
  if (!rates->role_is_up)
    return g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE, "provost-virt is not running");
  if (g_hash_table_size(rates->questions) >= DIRTY_RATES_MAX)
    return g_error_new(PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE,
                       "%d guests are being measured; ask again when they are done", DIRTY_RATES_MAX);
  return NULL;
}

void dirty_rates_ask(struct dirty_rates *rates, const struct guest *guest, guint seconds, dirty_rate_done done,
                     gpointer user)
{
  g_autoptr(GError) error = obstacle(rates, guest);
  if (error) {
    done(-1, error, user);
    return;
  }
  struct question *question = g_new(struct question, 1);
  *question = (struct question){.id = ++rates->next_id, .asked_us = clock_monotonic_us(rates->clock), .done = done, .user = user};
  g_strlcpy(question->uuid, guest->uuid, sizeof question->uuid);
  g_hash_table_insert(rates->questions, &question->id, question);
  g_autofree char *host = subject_format(SUBJECT_HOST, guest->host);
  channel_send(rates->virt, MESSAGE_DIRTY_RATE, g_variant_new("(tssu)", question->id, host, guest->uuid, seconds));
}

void dirty_rates_take_message(struct dirty_rates *rates, GVariant *body)
{
  guint64 id;
  gint64 bytes_per_sec;
  const char *why;
  g_autoptr(GError) error = NULL;
  g_variant_get(body, "(tx&s)", &id, &bytes_per_sec, &why);
  g_autofree struct question *question = g_hash_table_lookup(rates->questions, &id);
  if (!question)
    return; /* it was given up */
  g_hash_table_steal(rates->questions, &id);
  if (bytes_per_sec < 0)
    error = g_error_new(PROVOST_ERROR, PROVOST_ERROR_REFUSED, "the dirty rate was not measured: %s",
                        why[0] ? why : "provost-virt does not say why");
  else
    fleet_take_dirty_rate(rates->fleet, question->uuid, (double)bytes_per_sec);
  question->done(bytes_per_sec, error, question->user);
}

void dirty_rates_tick(struct dirty_rates *rates)
{
  fail(rates, clock_monotonic_us(rates->clock) - DIRTY_RATES_PATIENCE_SEC * G_USEC_PER_SEC,
       "provost-virt has not answered in time");
}

void dirty_rates_role_is_up(struct dirty_rates *rates)
{
  rates->role_is_up = TRUE;
}

void dirty_rates_role_is_down(struct dirty_rates *rates)
{
  rates->role_is_up = FALSE;
  fail(rates, G_MAXINT64, "provost-virt died; ask again");
}
