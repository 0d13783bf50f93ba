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
  return flags;
}

/* Whether libvirt or QEMU on one of the hosts is too old for a flag: they look before they do anything. */
static gboolean is_flag_refused(void)
{
  return library_error_is(VIR_ERR_ARGUMENT_UNSUPPORTED) || library_error_is(VIR_ERR_INVALID_ARG);
}

static gboolean migrate(const struct deed_call *call, virDomainPtr domain, gboolean persistent)
{
  virTypedParameterPtr params = NULL;
  int n = 0, room = 0;
  unsigned flags = migrate_flags(call, persistent);
  if (call->bandwidth_mibps > 0)
    virTypedParamsAddULLong(&params, &n, &room, VIR_MIGRATE_PARAM_BANDWIDTH, call->bandwidth_mibps);
  int result = virDomainMigrateToURI3(domain, call->to->uri, params, (unsigned)n, flags);
  if (result < 0 && (flags & VIR_MIGRATE_PARALLEL) && is_flag_refused())
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

static void migrate_guest(struct deed_call *call, virConnectPtr connection, virDomainPtr domain,
                          const struct look *before)
{
  if (!limit_downtime(call, connection, domain) || !deed_call_begin(call))
    return;
  struct job_watch *watch =
      job_watch_start(call, domain, call->live ? "copying memory" : "copying memory, guest paused");
  gboolean moved = migrate(call, domain, before->sighting.persistent);
  if (moved)
    deed_call_done(call);
  else
    deed_judge_job(call, connection, before, "the migration failed");
  job_watch_end(watch, moved);
}

void deed_migrate(struct deed_call *call, virConnectPtr connection)
{
  if (!endpoint_is_remote(call->to)) {
    deed_call_failed(call, "the libvirt URI %s of %s means another host when used on %s; configure one that "
                           "names it, like qemu+tcp://%s/system",
                     call->to->uri, endpoint_name(call->to), endpoint_name(call->host),
                     endpoint_name(call->to));
    return;
  }
  struct look before;
  virDomainPtr domain = deed_find_active(call, connection, &before);
  if (domain) {
    migrate_guest(call, connection, domain, &before);
    virDomainFree(domain);
  }
  look_done(&before);
}
