#include "virt/deeds.h"
#include "virt/library.h"

#include <stdlib.h>

static gboolean may_define(struct deed_call *call, virConnectPtr to)
{
  struct look there;
  look_at(to, call->uuid, &there);
  gboolean is_free = there.presence == PRESENCE_ABSENT ||
                     (there.presence == PRESENCE_PRESENT && there.sighting.state == GUEST_OFF);
  if (!is_free)
    deed_call_failed(call, "the guest is %s on %s already", guest_state_name(there.sighting.state),
                     endpoint_name(call->to));
  look_done(&there);
  return is_free;
}

/* It does not start with that host: as long as the guest runs here, that host's next boot would make a second copy of it. */
static void define(struct deed_call *call, virConnectPtr to, const char *xml)
{
  if (!may_define(call, to) || !deed_call_begin(call))
    return;
  virDomainPtr copy = virDomainDefineXML(to, xml);
  if (!copy) {
    deed_call_refused(call, to, "the guest was not defined");
    return;
  }
  deed_call_done(call);
  virDomainFree(copy);
}

static void define_there(struct deed_call *call, const char *xml)
{
  g_autoptr(GError) error = NULL;
  virConnectPtr to = endpoint_borrow(call->to, &error);
  if (to)
    define(call, to, xml);
  else
    deed_call_failed(call, "%s", error->message);
  endpoint_return(call->to, to);
}

/* SECURE: with passwords. MIGRATABLE: in the form that is meant to be read by another libvirt. */
static void copy_definition(struct deed_call *call, virConnectPtr connection, virDomainPtr domain)
{
  int persistent = virDomainIsPersistent(domain);
  if (persistent == 0) {
    deed_call_failed(call, "the guest has no lasting definition on %s", endpoint_name(call->host));
    return;
  }
  char *xml = NULL;
  if (persistent == 1)
    xml = virDomainGetXMLDesc(domain, VIR_DOMAIN_XML_INACTIVE | VIR_DOMAIN_XML_SECURE |
                                          VIR_DOMAIN_XML_MIGRATABLE);
  if (xml)
    define_there(call, xml);
  else
    deed_call_refused(call, connection, "the guest's definition cannot be read");
  free(xml);
}

void deed_copy_definition(struct deed_call *call, virConnectPtr connection)
{
  virDomainPtr domain = deed_find(call, connection);
  if (!domain)
    return;
  copy_definition(call, connection, domain);
  virDomainFree(domain);
}

static void undefine(struct deed_call *call, virConnectPtr connection, virDomainPtr domain)
{
  int active = virDomainIsActive(domain);
  int saved = active == 0 ? virDomainHasManagedSaveImage(domain, 0) : 0;
  if (active < 0 || saved < 0)
    deed_call_refused(call, connection, "the guest's state cannot be read");
  else if (active)
    deed_call_failed(call, "the guest is active on %s", endpoint_name(call->host));
  else if (saved)
    deed_call_failed(call, "the guest has a managed save image on %s, which would be lost",
                     endpoint_name(call->host));
  else if (!deed_call_begin(call))
    ;
  /* What the guest keeps on disk is its new host's, or its owner's to remove. */
  else if (virDomainUndefineFlags(domain, VIR_DOMAIN_UNDEFINE_KEEP_NVRAM | VIR_DOMAIN_UNDEFINE_KEEP_TPM) == 0)
    deed_call_done(call);
  else
    deed_call_refused(call, connection, "the guest was not undefined");
}

void deed_undefine(struct deed_call *call, virConnectPtr connection)
{
  virDomainPtr domain = deed_find(call, connection);
  if (!domain)
    return;
  undefine(call, connection, domain);
  virDomainFree(domain);
}
