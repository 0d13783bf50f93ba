#include "virt/deeds.h"
#include "virt/library.h"
#include "virt/unplug_note.h"

#include "base/quantity.h"

#include <libvirt/virterror.h>

/* What is changed: one libvirt call that takes the flags of virDomainModificationImpact. */
struct resizing {
  const char *what; /* "memory" */
  gboolean (*is_in_bounds)(struct deed_call *call, virDomainPtr domain, unsigned impact);
  int (*set)(const struct deed_call *call, virDomainPtr domain, unsigned impact);
  gboolean (*is_as_before)(const struct sighting *before, const struct sighting *now);
  gboolean (*is_unplug)(const struct deed_call *call, const struct sighting *before);
};

/* Both at once where the driver can: it looks at both bounds before it does anything. -1: the last error says why. */
static int set_both(const struct resizing *resizing, const struct deed_call *call, virDomainPtr domain,
                    unsigned impact, gboolean *is_half)
{
  const unsigned both = VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG;
  *is_half = FALSE;
  int result = resizing->set(call, domain, impact);
  if (result == 0 || impact != both || !deed_is_flag_refused())
    return result;
  result = resizing->set(call, domain, VIR_DOMAIN_AFFECT_LIVE);
  *is_half = result == 0;
  return *is_half ? resizing->set(call, domain, VIR_DOMAIN_AFFECT_CONFIG) : result;
}

/* Processors may go one by one, so a call that failed may have done a part; and a guest that took too long to let one go
 * may do so yet. */
static void judge(const struct resizing *resizing, struct deed_call *call, virConnectPtr connection,
                  const struct look *before, gboolean is_half)
{
  gboolean is_late = library_error_is(VIR_ERR_OPERATION_TIMEOUT);
  const char *then = resizing->is_unplug(call, &before->sighting) ? "; until its next start it can only be moved cold" : "";
  g_autofree char *problem = library_error();
  struct look now;
  look_if_alive(connection, call->uuid, &now);
  if (is_half)
    deed_call_unknown(call, "the guest's %s was changed, but not for its next start: %s", resizing->what, problem);
  else if (!is_late && now.presence == PRESENCE_PRESENT && resizing->is_as_before(&before->sighting, &now.sighting))
    deed_call_failed(call, "the guest's %s was not changed: %s", resizing->what, problem);
  else
    deed_call_unknown(call, "whether the guest's %s was changed is not known: %s%s", resizing->what, problem, then);
  look_done(&now);
}

/* Before an unplug, which the guest need not answer, a note of it. */
static gboolean leave_note(const struct resizing *resizing, struct deed_call *call, virDomainPtr domain,
                           const struct look *before, gboolean *is_left)
{
  *is_left = FALSE;
  if (before->sighting.state == GUEST_OFF || !resizing->is_unplug(call, &before->sighting) ||
      unplug_note_leave(domain, is_left))
    return TRUE;
  g_autofree char *problem = library_error();
  deed_call_failed(call, "the guest's %s was not changed: no note of it could be left with the guest: %s", resizing->what,
                   problem);
  return FALSE;
}

static void resize_domain(const struct resizing *resizing, struct deed_call *call, virConnectPtr connection,
                          virDomainPtr domain, const struct look *before)
{
  gboolean is_active = before->sighting.state == GUEST_RUNNING || before->sighting.state == GUEST_PAUSED;
  unsigned impact = (is_active ? VIR_DOMAIN_AFFECT_LIVE : 0u) |
                    (before->sighting.persistent ? VIR_DOMAIN_AFFECT_CONFIG : 0u);
  gboolean is_half, is_left;
  if (!resizing->is_in_bounds(call, domain, impact) || !deed_call_begin(call) ||
      !leave_note(resizing, call, domain, before, &is_left))
    return;
  if (set_both(resizing, call, domain, impact, &is_half) == 0)
    deed_call_done(call);
  else
    judge(resizing, call, connection, before, is_half);
  if (is_left && call->result != DEED_UNKNOWN)
    unplug_note_take_back(domain);
}

static void resize(const struct resizing *resizing, struct deed_call *call, virConnectPtr connection)
{
  struct look before;
  virDomainPtr domain = NULL;
  if (!deed_look(call, connection, &before))
    ;
  else if (before.job)
    deed_call_failed(call, "another job of the guest is running on %s already", endpoint_name(call->host));
  else if ((domain = deed_find(call, connection)))
    resize_domain(resizing, call, connection, domain, &before);
  if (domain)
    virDomainFree(domain);
  look_done(&before);
}

/* ---- memory -------------------------------------------------------------------------------------- */

static gboolean memory_is_in_bounds(struct deed_call *call, virDomainPtr domain, unsigned impact)
{
  (void)impact; /* libvirt holds the lasting definition to its own bound */
  guint64 max_bytes = (guint64)virDomainGetMaxMemory(domain) * 1024;
  if (max_bytes == 0 || call->memory_bytes <= max_bytes)
    return TRUE;
  g_autofree char *wanted = size_format(call->memory_bytes), *most = size_format(max_bytes);
  deed_call_failed(call, "the guest's memory was not changed: it can have at most %s, not %s", most, wanted);
  return FALSE;
}

static int set_memory(const struct deed_call *call, virDomainPtr domain, unsigned impact)
{
  return virDomainSetMemoryFlags(domain, (unsigned long)(call->memory_bytes / 1024), impact);
}

static gboolean memory_is_as_before(const struct sighting *before, const struct sighting *now)
{
  return now->memory_bytes == before->memory_bytes;
}

static gboolean memory_is_no_unplug(const struct deed_call *call, const struct sighting *before)
{
  (void)call, (void)before;
  return FALSE;
}

void deed_set_memory(struct deed_call *call, virConnectPtr connection)
{
  static const struct resizing memory = {"memory", memory_is_in_bounds, set_memory, memory_is_as_before, memory_is_no_unplug};
  resize(&memory, call, connection);
}

/* ---- processors ---------------------------------------------------------------------------------- */

static gboolean vcpus_are_in_bounds(struct deed_call *call, virDomainPtr domain, unsigned impact)
{
  for (unsigned bit = VIR_DOMAIN_AFFECT_LIVE; bit <= VIR_DOMAIN_AFFECT_CONFIG; bit <<= 1) {
    int most = impact & bit ? virDomainGetVcpusFlags(domain, VIR_DOMAIN_VCPU_MAXIMUM | bit) : -1;
    if (most < 0 || call->vcpus <= (guint64)most)
      continue;
    deed_call_failed(call, "the guest's processors were not changed: it can have at most %d%s, not %" G_GUINT64_FORMAT,
                     most, bit == VIR_DOMAIN_AFFECT_CONFIG ? " from its next start on" : "", call->vcpus);
    return FALSE;
  }
  return TRUE;
}

static int set_vcpus(const struct deed_call *call, virDomainPtr domain, unsigned impact)
{
  return virDomainSetVcpusFlags(domain, (unsigned)call->vcpus, impact);
}

static gboolean vcpus_are_as_before(const struct sighting *before, const struct sighting *now)
{
  return now->vcpus == before->vcpus;
}

/* How many it has may not be known. */
static gboolean vcpus_are_unplugged(const struct deed_call *call, const struct sighting *before)
{
  return before->vcpus == 0 || before->vcpus > call->vcpus;
}

void deed_set_vcpus(struct deed_call *call, virConnectPtr connection)
{
  static const struct resizing vcpus = {"number of processors", vcpus_are_in_bounds, set_vcpus, vcpus_are_as_before,
                                         vcpus_are_unplugged};
  resize(&vcpus, call, connection);
}
