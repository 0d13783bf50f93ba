#include "virt/following.h"

#include "model/deed.h"
#include "virt/endpoint.h"
#include "virt/guest_list.h"
#include "virt/job_progress.h"
#include "virt/library.h"
#include "virt/outbox.h"

#include <libvirt/virterror.h>

#define LOOK_EVERY_US (G_USEC_PER_SEC / 2)

struct following {
  GHashTable *endpoints;
  struct channel *channel;
  GHashTable *followed; /* intent ids as gint64; main thread only */
};

/* One job; its thread's until it is handed back. */
struct pursuit {
  struct following *following;
  gint64 id;
  struct endpoint *host;
  char *uuid;
};

struct following *following_new(GHashTable *endpoints, struct channel *channel)
{
  struct following *following = g_new(struct following, 1);
  *following = (struct following){
      .endpoints = endpoints,
      .channel = channel,
      .followed = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL),
  };
  return following;
}

static void on_over(gpointer user)
{
  struct pursuit *pursuit = user;
  g_hash_table_remove(pursuit->following->followed, &pursuit->id);
  g_free(pursuit->uuid);
  g_free(pursuit);
}

static const char *phase_of(virDomainPtr domain, const struct job_progress *progress)
{
  int state, reason;
  struct sighting sighting = {.reason = REASON_OTHER};
  if (virDomainGetState(domain, &state, &reason, 0) == 0)
    guest_state_take((guint64)state, (guint64)reason, &sighting);
  if (sighting.reason == REASON_POSTCOPY)
    return PHASE_POSTCOPY;
  return progress->operation == VIR_DOMAIN_JOB_OPERATION_SAVE ? "saving memory" : "copying memory";
}

static enum job_presence look_at_job(const struct pursuit *pursuit, virDomainPtr domain)
{
  struct job_progress progress;
  enum job_presence presence = job_progress_read(domain, &progress);
  if (presence == JOB_UNDER_WAY)
    outbox_post(pursuit->following->channel, MESSAGE_DEED_PROGRESS,
                job_progress_message(&progress, (guint64)pursuit->id, phase_of(domain, &progress)));
  return presence;
}

static enum job_presence look(const struct pursuit *pursuit)
{
  virConnectPtr connection = endpoint_borrow(pursuit->host, NULL);
  if (!connection)
    return JOB_UNKNOWN;
  enum job_presence presence = JOB_UNKNOWN;
  virDomainPtr domain = virDomainLookupByUUIDString(connection, pursuit->uuid);
  if (domain) {
    presence = look_at_job(pursuit, domain);
    virDomainFree(domain);
  } else if (library_error_is(VIR_ERR_NO_DOMAIN))
    presence = JOB_NONE;
  endpoint_return(pursuit->host, connection);
  return presence;
}

static gpointer pursue(gpointer user)
{
  struct pursuit *pursuit = user;
  gint64 seen_us = g_get_monotonic_time();
  enum job_presence presence;
  while ((presence = look(pursuit)) != JOB_NONE &&
         g_get_monotonic_time() - seen_us < FOLLOWING_PATIENCE_SEC * G_USEC_PER_SEC) {
    if (presence == JOB_UNDER_WAY)
      seen_us = g_get_monotonic_time();
    g_usleep(LOOK_EVERY_US);
  }
  outbox_call(on_over, pursuit);
  return NULL;
}

void following_take(struct following *following, GVariant *body)
{
  gint64 id;
  const char *host, *uuid;
  g_variant_get(body, "(t&s&s)", &id, &host, &uuid);
  struct endpoint *endpoint = g_hash_table_lookup(following->endpoints, host);
  if (!endpoint || !g_uuid_string_is_valid(uuid) || g_hash_table_size(following->followed) >= FOLLOWING_MAX ||
      !g_hash_table_add(following->followed, g_memdup2(&id, sizeof id)))
    return;
  struct pursuit *pursuit = g_new(struct pursuit, 1);
  *pursuit = (struct pursuit){following, id, endpoint, g_strdup(uuid)};
  g_thread_unref(g_thread_new("follow", pursue, pursuit));
}
