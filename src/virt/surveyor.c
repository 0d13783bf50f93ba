#include "virt/surveyor.h"

#include "base/limits.h"
#include "virt/cpu_compare.h"
#include "virt/guest_survey.h"
#include "virt/offers.h"
#include "virt/outbox.h"

/* Nothing is read of guests that are just made or taken away: libvirtd has other work then. */
#define QUIET_US (5 * G_USEC_PER_SEC)
#define QUIET_TRIES 6 /* then it is read in any case */

struct surveyor {
  struct endpoint *endpoint;
  struct cpu_book *book;
  struct channel *channel;
  struct tally tally;
  /* The thread's own. */
  struct guest_survey *guests;
  GHashTable *verdicts; /* key -> struct cpu_verdict */
  GVariant *offers;     /* as last sent, or NULL */
  gint64 again_us;      /* monotonic: when processors without a verdict are compared again */
  /* Shared. */
  GMutex lock;
  GCond woken;
  GHashTable *changed; /* UUIDs of guests to whom something happened */
  gboolean is_new;     /* all is to be read */
  gboolean is_called;
  guint book_changes; /* when it looked last */
};

static GHashTable *uuids_new(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

/* ---- what the host offers ------------------------------------------------------------------------ */

static void survey_host(struct surveyor *surveyor, virConnectPtr connection)
{
  g_autoptr(GVariant) offers = g_variant_ref_sink(offers_read(connection, surveyor->endpoint->subject));
  /* What a host says whose connection is breaking is that it knows nothing. */
  if (virConnectIsAlive(connection) != 1 || (surveyor->offers && g_variant_equal(offers, surveyor->offers)))
    return;
  outbox_post(surveyor->channel, MESSAGE_HOST_OFFERS, g_variant_ref(offers));
  g_clear_pointer(&surveyor->offers, g_variant_unref);
  surveyor->offers = g_steal_pointer(&offers);
}

/* ---- what the host's processors can do ----------------------------------------------------------- */

static void send_verdicts(struct surveyor *surveyor)
{
  GVariantBuilder rows;
  g_variant_builder_init(&rows, G_VARIANT_TYPE("a(sys)"));
  GHashTableIter iter;
  gpointer key, data;
  g_hash_table_iter_init(&iter, surveyor->verdicts);
  while (g_hash_table_iter_next(&iter, &key, &data)) {
    const struct cpu_verdict *verdict = data;
    g_variant_builder_add(&rows, "(sys)", (const char *)key, (guchar)verdict->fit, verdict->reason);
  }
  outbox_post(surveyor->channel, MESSAGE_CPU_VERDICTS,
              g_variant_new("(sa(sys))", surveyor->endpoint->subject, &rows));
}

/* Where there was no verdict libvirt is asked `again` at times. FALSE: nothing new. */
static gboolean survey_processor(struct surveyor *surveyor, virConnectPtr connection, const struct cpu_question *question,
                                 gboolean again)
{
  const struct cpu_verdict *before = g_hash_table_lookup(surveyor->verdicts, question->key);
  if (before && (before->fit != CPU_FIT_UNKNOWN || !again))
    return FALSE;
  struct cpu_verdict *verdict = cpu_compare(connection, question);
  tally_add(&surveyor->tally, TALLY_PROCESSORS_COMPARED, 1);
  gboolean is_same = before && before->fit == verdict->fit && g_str_equal(before->reason, verdict->reason);
  g_hash_table_replace(surveyor->verdicts, g_strdup(question->key), verdict);
  return !is_same;
}

static gboolean is_needless(gpointer key, gpointer verdict, gpointer needed)
{
  (void)verdict;
  return !g_hash_table_contains(needed, key);
}

static void survey_processors(struct surveyor *surveyor, virConnectPtr connection)
{
  g_autoptr(GHashTable) needed = cpu_book_list(surveyor->book);
  gboolean has_changed = g_hash_table_foreach_remove(surveyor->verdicts, is_needless, needed) > 0;
  gboolean again = g_get_monotonic_time() >= surveyor->again_us;
  if (again)
    surveyor->again_us = g_get_monotonic_time() + SURVEY_GUEST_SEC * G_USEC_PER_SEC;
  GHashTableIter iter;
  gpointer question;
  g_hash_table_iter_init(&iter, needed);
  while (virConnectIsAlive(connection) == 1 && g_hash_table_iter_next(&iter, NULL, &question))
    has_changed |= survey_processor(surveyor, connection, question, again);
  if (has_changed && virConnectIsAlive(connection) == 1)
    send_verdicts(surveyor);
}

/* ---- its life ------------------------------------------------------------------------------------ */

void surveyor_look(struct surveyor *surveyor)
{
  g_mutex_lock(&surveyor->lock);
  g_autoptr(GHashTable) changed = g_steal_pointer(&surveyor->changed);
  surveyor->changed = uuids_new();
  gboolean all = surveyor->is_new;
  surveyor->is_new = surveyor->is_called = FALSE;
  surveyor->book_changes = cpu_book_changes(surveyor->book);
  g_mutex_unlock(&surveyor->lock);
  if (all) {
    g_clear_pointer(&surveyor->offers, g_variant_unref);
    g_hash_table_remove_all(surveyor->verdicts);
  }
  g_autoptr(GError) error = NULL;
  virConnectPtr connection = endpoint_borrow(surveyor->endpoint, &error);
  if (connection) {
    survey_host(surveyor, connection);
    guest_survey_look(surveyor->guests, connection, changed, all);
    survey_processors(surveyor, connection);
  }
  if (!connection || virConnectIsAlive(connection) != 1) {
    g_mutex_lock(&surveyor->lock);
    surveyor->is_new = TRUE;
    g_mutex_unlock(&surveyor->lock);
  }
  endpoint_return(surveyor->endpoint, connection);
}

static void wait_for_work(struct surveyor *surveyor)
{
  gint64 until_us = g_get_monotonic_time() + SURVEY_SEC * G_USEC_PER_SEC;
  g_mutex_lock(&surveyor->lock);
  while (!surveyor->is_called && g_cond_wait_until(&surveyor->woken, &surveyor->lock, until_us))
    ;
  for (guint i = 0; surveyor->is_called && i < QUIET_TRIES; i++) {
    surveyor->is_called = FALSE;
    g_mutex_unlock(&surveyor->lock);
    g_usleep(QUIET_US);
    g_mutex_lock(&surveyor->lock);
  }
  g_mutex_unlock(&surveyor->lock);
}

static gpointer survey(gpointer user)
{
  struct surveyor *surveyor = user;
  endpoint_await_list(surveyor->endpoint); /* the core believes nothing of guests that it does not know */
  for (;;) {
    surveyor_look(surveyor);
    wait_for_work(surveyor);
  }
  return NULL;
}

struct surveyor *surveyor_new(struct endpoint *endpoint, struct cpu_book *book, struct channel *channel)
{
  struct surveyor *surveyor = g_new0(struct surveyor, 1);
  surveyor->endpoint = endpoint;
  surveyor->book = book;
  surveyor->channel = channel;
  tally_init(&surveyor->tally);
  surveyor->guests = guest_survey_new(endpoint, book, channel, &surveyor->tally);
  surveyor->verdicts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)cpu_verdict_free);
  surveyor->changed = uuids_new();
  surveyor->is_new = TRUE;
  g_mutex_init(&surveyor->lock);
  g_cond_init(&surveyor->woken);
  return surveyor;
}

void surveyor_start(struct surveyor *surveyor)
{
  g_thread_unref(g_thread_new("survey", survey, surveyor));
}

void surveyor_free(struct surveyor *surveyor)
{
  guest_survey_free(surveyor->guests);
  g_hash_table_unref(surveyor->verdicts);
  g_hash_table_unref(surveyor->changed);
  g_clear_pointer(&surveyor->offers, g_variant_unref);
  g_mutex_clear(&surveyor->tally.lock);
  g_mutex_clear(&surveyor->lock);
  g_cond_clear(&surveyor->woken);
  g_free(surveyor);
}

/* Under the lock. */
static void call(struct surveyor *surveyor)
{
  surveyor->is_called = TRUE;
  g_cond_signal(&surveyor->woken);
}

void surveyor_note(struct surveyor *surveyor, const char *uuid)
{
  g_mutex_lock(&surveyor->lock);
  if (g_hash_table_size(surveyor->changed) < LIMIT_GUESTS_PER_HOST)
    g_hash_table_add(surveyor->changed, g_strdup(uuid));
  else
    surveyor->is_new = TRUE;
  call(surveyor);
  g_mutex_unlock(&surveyor->lock);
}

void surveyor_meet(struct surveyor *surveyor)
{
  g_mutex_lock(&surveyor->lock);
  surveyor->is_new = TRUE;
  call(surveyor);
  g_mutex_unlock(&surveyor->lock);
}

void surveyor_check(struct surveyor *surveyor)
{
  guint changes = cpu_book_changes(surveyor->book);
  g_mutex_lock(&surveyor->lock);
  if (changes != surveyor->book_changes && !surveyor->is_new)
    call(surveyor);
  g_mutex_unlock(&surveyor->lock);
}

void surveyor_collect(struct surveyor *surveyor, guint64 totals[TALLY_KINDS])
{
  tally_collect(&surveyor->tally, totals);
}
