#include "virt/deeds.h"
#include "virt/job_watch.h"
#include "virt/library.h"

#include <libvirt/virterror.h>

/*
 * Always peer to peer: libvirtd on the source drives it, so it goes on if provost dies. The definition
 * moves with a persistent guest. Never VIR_MIGRATE_UNSAFE: libvirt's word on storage is final. The memory
 * of a paused guest takes several connections (libvirt's default: two): the guest leaves its processors
 * free, and what is received in one thread is what its downtime is made of.
 */
static unsigned migrate_flags(const struct deed_call *call, gboolean persistent)
{
  unsigned flags = VIR_MIGRATE_PEER2PEER | VIR_MIGRATE_ABORT_ON_ERROR;
  if (persistent)
    flags |= VIR_MIGRATE_PERSIST_DEST | VIR_MIGRATE_UNDEFINE_SOURCE;
  flags |= call->live ? VIR_MIGRATE_LIVE : VIR_MIGRATE_PARALLEL;
  if (call->live && call->converge)
    flags |= VIR_MIGRATE_AUTO_CONVERGE;
  if (call->live && call->postcopy)
    flags |= VIR_MIGRATE_POSTCOPY;
  if (call->tls)
    flags |= VIR_MIGRATE_TLS;
  return flags;
}

static gboolean migrate(const struct deed_call *call, virDomainPtr domain, unsigned flags)
{
  virTypedParameterPtr params = NULL;
  int n = 0, room = 0;
  if (call->bandwidth_mibps > 0)
    virTypedParamsAddULLong(&params, &n, &room, VIR_MIGRATE_PARAM_BANDWIDTH, call->bandwidth_mibps);
  if (call->bandwidth_mibps > 0 && (flags & VIR_MIGRATE_POSTCOPY))
    virTypedParamsAddULLong(&params, &n, &room, VIR_MIGRATE_PARAM_BANDWIDTH_POSTCOPY, call->bandwidth_mibps);
  int result = virDomainMigrateToURI3(domain, call->to->uri, params, (unsigned)n, flags);
  if (result < 0 && (flags & VIR_MIGRATE_PARALLEL) && deed_is_flag_refused())
    result = virDomainMigrateToURI3(domain, call->to->uri, params, (unsigned)n,
                                    flags & ~(unsigned)VIR_MIGRATE_PARALLEL);
  virTypedParamsFree(params, n);
  return result == 0;
}

static gboolean limit_downtime(struct deed_call *call, virConnectPtr connection, virDomainPtr domain)
{
  if (call->downtime_limit_ms == 0 || virDomainMigrateSetMaxDowntime(domain, call->downtime_limit_ms, 0) == 0)
    return TRUE;
  deed_call_refused(call, connection, "the downtime cannot be limited");
  return FALSE;
}

/* What failed; of what was asked for beyond the ordinary it is said where libvirt does not know that. */
static char *failure(const struct deed_call *call, unsigned flags)
{
  const char *postcopy = flags & VIR_MIGRATE_POSTCOPY ? "post-copy" : NULL;
  const char *tls = flags & VIR_MIGRATE_TLS ? "TLS" : NULL;
  if (!deed_is_flag_refused() || (!postcopy && !tls))
    return g_strdup("the migration failed");
  return g_strdup_printf("libvirt or QEMU on %s or %s is too old or not set up for a migration with %s%s%s",
                         endpoint_name(call->host), endpoint_name(call->to), postcopy ? postcopy : tls,
                         postcopy && tls ? " and " : "", postcopy && tls ? tls : "");
}

static void migrate_guest(struct deed_call *call, virConnectPtr connection, virDomainPtr domain,
                          const struct look *before)
{
  if (!limit_downtime(call, connection, domain) || !deed_call_begin(call))
    return;
  struct job_watch *watch =
      job_watch_start(call, domain, call->live ? "copying memory" : "copying memory, guest paused");
  unsigned flags = migrate_flags(call, before->sighting.persistent);
  gboolean moved = migrate(call, domain, flags);
  g_autofree char *what = moved ? NULL : failure(call, flags);
  if (moved)
    deed_call_done(call);
  else
    deed_judge_job(call, connection, before, what);
  job_watch_end(watch, moved);
}

static gboolean can_reach(struct deed_call *call)
{
  if (endpoint_is_remote(call->to))
    return TRUE;
  deed_call_failed(call, "the libvirt URI %s of %s means another host when used on %s; configure one that "
                         "names it, like qemu+tcp://%s/system",
                   call->to->uri, endpoint_name(call->to), endpoint_name(call->host), endpoint_name(call->to));
  return FALSE;
}

void deed_migrate(struct deed_call *call, virConnectPtr connection)
{
  if (!can_reach(call))
    return;
  struct look before;
  virDomainPtr domain = deed_find_active(call, connection, &before);
  if (domain) {
    migrate_guest(call, connection, domain, &before);
    virDomainFree(domain);
  }
  look_done(&before);
}

/* ---- a post-copy that broke off ------------------------------------------------------------------ */

/* Failed where the guest waits as before: nothing was lost by the attempt. */
static void judge_resumption(struct deed_call *call, virConnectPtr connection)
{
  g_autofree char *problem = library_error();
  const char *too_old = deed_is_flag_refused() ? " (that takes libvirt 8.5 or later on both hosts)" : "";
  struct look now;
  look_if_alive(connection, call->uuid, &now);
  if (now.presence == PRESENCE_PRESENT && now.sighting.reason == REASON_POSTCOPY_FAILED)
    deed_call_failed(call, "the post-copy migration was not resumed%s: %s", too_old, problem);
  else
    deed_call_unknown(call, "the post-copy migration was not resumed: %s; what became of it is not known", problem);
  look_done(&now);
}

static void resume_postcopy(struct deed_call *call, virConnectPtr connection, virDomainPtr domain, gboolean persistent)
{
  if (!deed_call_begin(call))
    return;
  call->live = call->postcopy = TRUE;
  struct job_watch *watch = job_watch_start(call, domain, "copying the rest of the memory");
  gboolean moved = migrate(call, domain, migrate_flags(call, persistent) | VIR_MIGRATE_POSTCOPY_RESUME);
  if (moved)
    deed_call_done(call);
  else
    judge_resumption(call, connection);
  job_watch_end(watch, moved);
}

void deed_resume_postcopy(struct deed_call *call, virConnectPtr connection)
{
  struct look look;
  virDomainPtr domain = NULL;
  if (!can_reach(call))
    return;
  if (!deed_look(call, connection, &look))
    ;
  else if (look.sighting.reason != REASON_POSTCOPY_FAILED)
    deed_call_failed(call, "the guest has no broken post-copy migration on %s: it is %s there",
                     endpoint_name(call->host), guest_state_name(look.sighting.state));
  else if ((domain = deed_find(call, connection)))
    resume_postcopy(call, connection, domain, look.sighting.persistent);
  if (domain)
    virDomainFree(domain);
  look_done(&look);
}
