#include "virt/look.h"

#include "virt/guest_list.h"
#include "virt/library.h"

#include <libvirt/virterror.h>
#include <string.h>

void look_unknown(struct look *look, const char *error)
{
  memset(look, 0, sizeof *look);
  look->presence = PRESENCE_UNKNOWN;
  look->error = g_strdup(error);
}

void look_done(struct look *look)
{
  g_clear_pointer(&look->error, g_free);
}

/* A failed call leaves nothing of what was seen before it. */
static void fail(struct look *look)
{
  g_autofree char *problem = library_error();
  look_unknown(look, problem);
}

static gboolean take_state(virDomainPtr domain, struct look *look)
{
  int state, reason;
  int persistent = virDomainIsPersistent(domain);
  if (persistent < 0 || virDomainGetState(domain, &state, &reason, 0) < 0)
    return FALSE;
  guest_state_take((guint64)state, (guint64)reason, &look->sighting);
  if (state == VIR_DOMAIN_SHUTOFF && (reason == VIR_DOMAIN_SHUTOFF_SHUTDOWN || reason == VIR_DOMAIN_SHUTOFF_DESTROYED))
    look->sighting.reason = REASON_ENDED;
  look->sighting.persistent = persistent == 1;
  return TRUE;
}

/* What is nice to know: of a domain that goes away meanwhile it stays unknown. */
static void take_figures(virDomainPtr domain, struct look *look)
{
  struct sighting *sighting = &look->sighting;
  virDomainInfo info;
  int autostart = FALSE;
  g_strlcpy(sighting->name, virDomainGetName(domain), sizeof sighting->name);
  if (virDomainGetInfo(domain, &info) == 0) {
    sighting->vcpus = info.nrVirtCpu;
    sighting->memory_bytes = (guint64)info.memory * 1024;
    look->cpu_ns = info.cpuTime;
  }
  if (virDomainGetAutostart(domain, &autostart) == 0)
    sighting->autostart = autostart != 0;
}

/* On the destination of a migration there is a job, but libvirt has statistics "only on the source host"
 * and says OPERATION_UNSUPPORTED. OPERATION_INVALID means that the domain is not running. A driver
 * without jobs has none. */
static gboolean take_job(virDomainPtr domain, struct look *look)
{
  virDomainJobInfo job;
  if (virDomainGetJobInfo(domain, &job) == 0) {
    look->job = job.type == VIR_DOMAIN_JOB_BOUNDED || job.type == VIR_DOMAIN_JOB_UNBOUNDED;
    return TRUE;
  }
  if (library_error_is(VIR_ERR_OPERATION_UNSUPPORTED))
    look->job = TRUE;
  else if (library_error_is(VIR_ERR_OPERATION_INVALID))
    return virDomainIsActive(domain) == 0;
  return look->job || library_error_is(VIR_ERR_NO_SUPPORT);
}

void look_at(virConnectPtr connection, const char *uuid, struct look *look)
{
  look_unknown(look, "");
  virDomainPtr domain = virDomainLookupByUUIDString(connection, uuid);
  if (!domain && library_error_is(VIR_ERR_NO_DOMAIN)) {
    look->presence = PRESENCE_ABSENT;
    return;
  }
  look->presence = PRESENCE_PRESENT;
  if (!domain || !take_state(domain, look) || !take_job(domain, look)) {
    g_free(look->error);
    fail(look);
  } else
    take_figures(domain, look);
  if (domain)
    virDomainFree(domain);
}

void look_if_alive(virConnectPtr connection, const char *uuid, struct look *look)
{
  if (virConnectIsAlive(connection) == 1)
    look_at(connection, uuid, look);
  else
    look_unknown(look, "");
}
