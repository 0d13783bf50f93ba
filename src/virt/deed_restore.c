#include "virt/deeds.h"
#include "virt/library.h"

static gboolean restore(const struct deed_call *call, virConnectPtr connection)
{
  virTypedParameterPtr params = NULL;
  int n = 0, room = 0;
  virTypedParamsAddString(&params, &n, &room, VIR_DOMAIN_SAVE_PARAM_FILE, call->path);
  int result = virDomainRestoreParams(connection, params, n, VIR_DOMAIN_SAVE_RUNNING);
  virTypedParamsFree(params, n);
  return result == 0;
}

static gboolean is_off(const struct look *look)
{
  return look->presence == PRESENCE_ABSENT ||
         (look->presence == PRESENCE_PRESENT && !look->job && look->sighting.state == GUEST_OFF);
}

/* A guest that ran and came to an end at once has used up its image. libvirt says FAILED of one whose processors were never
 * let go, and leaves the reason as it was where it did not get so far: freshly defined, or saved. One without a definition
 * leaves no trace. */
static gboolean did_not_run(virConnectPtr connection, const struct deed_call *call)
{
  int state, reason;
  virDomainPtr domain = virDomainLookupByUUIDString(connection, call->uuid);
  gboolean is_known = domain && virDomainGetState(domain, &state, &reason, 0) == 0;
  if (domain)
    virDomainFree(domain);
  return is_known && state == VIR_DOMAIN_SHUTOFF &&
         (reason == VIR_DOMAIN_SHUTOFF_FAILED || reason == VIR_DOMAIN_SHUTOFF_SAVED ||
          reason == VIR_DOMAIN_SHUTOFF_UNKNOWN);
}

/* Restoring twice destroys file systems, so "not restored" needs libvirt's word and a guest that is off. */
static void judge(struct deed_call *call, virConnectPtr connection)
{
  g_autofree char *problem = library_error();
  struct look now;
  look_if_alive(connection, call->uuid, &now);
  if (is_off(&now) && did_not_run(connection, call))
    deed_call_failed(call, "the guest was not restored: %s", problem);
  else
    deed_call_unknown(call, "whether the guest was restored is not known: %s", problem);
  look_done(&now);
}

void deed_restore(struct deed_call *call, virConnectPtr connection)
{
  struct look before;
  look_at(connection, call->uuid, &before);
  if (before.presence == PRESENCE_UNKNOWN)
    deed_call_failed(call, "%s does not say how the guest is: %s", endpoint_name(call->host), before.error);
  else if (!is_off(&before))
    deed_call_failed(call, "the guest is %s on %s already", guest_state_name(before.sighting.state),
                     endpoint_name(call->host));
  else if (deed_image_is_ours(call, connection) && deed_call_begin(call)) {
    if (restore(call, connection))
      deed_call_done(call);
    else
      judge(call, connection);
  }
  look_done(&before);
}
