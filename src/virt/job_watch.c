#include "virt/job_watch.h"

#include "virt/fields.h"
#include "virt/job_progress.h"
#include "virt/outbox.h"

#define PROGRESS_EVERY_US (G_USEC_PER_SEC / 2)
#define FACTS_WAIT_US G_USEC_PER_SEC

/* Shared by the deed's thread, the progress thread and libvirt's events; counted. */
struct job_watch {
  struct deed_call *call;
  virDomainPtr domain; /* the deed's thread only */
  const char *phase;
  gint64 begun_us;
  gboolean in_postcopy; /* the progress thread only */
  int callback; /* or -1 */
  GMutex lock;
  GCond news;
  gboolean ended, has_facts;
  struct job_facts facts;
};

static void clear(gpointer data)
{
  struct job_watch *watch = data;
  deed_call_unref(watch->call);
  g_mutex_clear(&watch->lock);
  g_cond_clear(&watch->news);
}

static void release(gpointer watch)
{
  g_atomic_rc_box_release_full(watch, clear);
}

void job_facts_take(const virTypedParameter *params, int n, struct job_facts *facts)
{
  g_autoptr(GHashTable) fields = fields_new(params, n);
  *facts = (struct job_facts){0};
  facts->has_downtime = fields_number(fields, &facts->downtime_ms, VIR_DOMAIN_JOB_DOWNTIME);
  facts->has_elapsed = fields_number(fields, &facts->elapsed_ms, VIR_DOMAIN_JOB_TIME_ELAPSED);
  facts->has_transferred = fields_number(fields, &facts->transferred_bytes, VIR_DOMAIN_JOB_DATA_PROCESSED);
}

static void on_completed(virConnectPtr connection, virDomainPtr domain, virTypedParameterPtr params, int n,
                         void *user)
{
  (void)connection, (void)domain;
  struct job_watch *watch = user;
  g_mutex_lock(&watch->lock);
  job_facts_take(params, n, &watch->facts);
  watch->has_facts = TRUE;
  g_cond_signal(&watch->news);
  g_mutex_unlock(&watch->lock);
}

/* Under the lock, so that no progress follows the news of the end. */
static void post_progress(struct job_watch *watch, GVariant *body)
{
  g_mutex_lock(&watch->lock);
  if (watch->ended)
    g_variant_unref(g_variant_take_ref(body));
  else
    outbox_post(watch->call->channel, MESSAGE_DEED_PROGRESS, body);
  g_mutex_unlock(&watch->lock);
}

static gboolean is_past(const struct job_watch *watch, gint64 limit_us)
{
  return limit_us > 0 && g_get_monotonic_time() - watch->begun_us >= limit_us;
}

/* From then on the guest runs there, and what it lacks of its memory follows: there is no way back. */
static void switch_to_postcopy(struct job_watch *watch, virDomainPtr domain, const struct job_progress *progress,
                               gint64 limit_us)
{
  if (!watch->call->postcopy || watch->in_postcopy || (progress->passes < 2 && !is_past(watch, limit_us / 2)) ||
      virDomainMigrateStartPostCopy(domain, 0) < 0)
    return;
  watch->in_postcopy = TRUE;
  watch->phase = PHASE_POSTCOPY;
}

static void keep_time_limit(const struct job_watch *watch, virDomainPtr domain, gint64 limit_us)
{
  if (!watch->in_postcopy && is_past(watch, limit_us) && virDomainAbortJob(domain) == 0)
    g_atomic_int_set(&watch->call->overtime, TRUE);
}

/* A destination that waits for memory which does not come may never answer libvirt, and so not end the job. */
static void see_whether_broken(const struct job_watch *watch, virDomainPtr domain)
{
  int state, reason;
  if (!watch->in_postcopy || virDomainGetState(domain, &state, &reason, 0) < 0)
    return;
  gboolean is_broken = state == VIR_DOMAIN_PAUSED && reason == VIR_DOMAIN_PAUSED_POSTCOPY_FAILED;
  gint now_sec = (gint)(g_get_monotonic_time() / G_USEC_PER_SEC);
  if (!is_broken)
    g_atomic_int_set(&watch->call->broken_sec, 0);
  else
    g_atomic_int_compare_and_exchange(&watch->call->broken_sec, 0, now_sec);
}

static void follow_job(struct job_watch *watch, virDomainPtr domain)
{
  const struct deed_call *call = watch->call;
  gint64 limit_us = (gint64)MIN(call->time_limit_sec, (guint64)G_MAXINT32) * G_USEC_PER_SEC;
  struct job_progress progress;
  if (job_progress_read(domain, &progress) == JOB_UNDER_WAY) {
    progress.elapsed_ms = (guint64)(g_get_monotonic_time() - watch->begun_us) / 1000;
    switch_to_postcopy(watch, domain, &progress, limit_us);
    post_progress(watch, job_progress_message(&progress, call->id, watch->phase));
  }
  keep_time_limit(watch, domain, limit_us);
  see_whether_broken(watch, domain);
}

/* FALSE when the job has ended. */
static gboolean wait_a_turn(struct job_watch *watch)
{
  gint64 until_us = g_get_monotonic_time() + PROGRESS_EVERY_US;
  g_mutex_lock(&watch->lock);
  while (!watch->ended && g_cond_wait_until(&watch->news, &watch->lock, until_us))
    ;
  gboolean goes_on = !watch->ended;
  g_mutex_unlock(&watch->lock);
  return goes_on;
}

static gpointer follow(gpointer user)
{
  struct job_watch *watch = user;
  struct endpoint *host = watch->call->host;
  while (wait_a_turn(watch)) {
    virConnectPtr connection = endpoint_borrow(host, NULL);
    virDomainPtr domain = connection ? virDomainLookupByUUIDString(connection, watch->call->uuid) : NULL;
    if (domain) {
      follow_job(watch, domain);
      virDomainFree(domain);
    }
    endpoint_return(host, connection);
  }
  release(watch);
  return NULL;
}

struct job_watch *job_watch_start(struct deed_call *call, virDomainPtr domain, const char *phase)
{
  struct job_watch *watch = g_atomic_rc_box_new0(struct job_watch);
  watch->call = deed_call_ref(call);
  watch->domain = domain;
  watch->phase = phase;
  watch->in_postcopy = call->kind == DEED_RESUME_POSTCOPY;
  watch->begun_us = g_get_monotonic_time();
  g_mutex_init(&watch->lock);
  g_cond_init(&watch->news);
  watch->callback = virConnectDomainEventRegisterAny(
      virDomainGetConnect(domain), domain, VIR_DOMAIN_EVENT_ID_JOB_COMPLETED,
      VIR_DOMAIN_EVENT_CALLBACK(on_completed), g_atomic_rc_box_acquire(watch), release);
  if (watch->callback < 0)
    release(watch);
  g_thread_unref(g_thread_new("job", follow, g_atomic_rc_box_acquire(watch)));
  return watch;
}

void job_watch_end(struct job_watch *watch, gboolean succeeded)
{
  gint64 until_us = g_get_monotonic_time() + FACTS_WAIT_US;
  g_mutex_lock(&watch->lock);
  watch->ended = TRUE;
  g_cond_broadcast(&watch->news);
  while (succeeded && watch->callback >= 0 && !watch->has_facts &&
         g_cond_wait_until(&watch->news, &watch->lock, until_us))
    ;
  if (succeeded)
    watch->call->facts = watch->facts;
  g_mutex_unlock(&watch->lock);
  if (watch->callback >= 0)
    virConnectDomainEventDeregisterAny(virDomainGetConnect(watch->domain), watch->callback);
  release(watch);
}
