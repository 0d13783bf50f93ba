#include "virt/deeds.h"
#include "virt/library.h"
#include "virt/traits.h"

#include <libvirt/virterror.h>
#include <stdlib.h>

#define SHUTDOWN_LIMIT_SEC 600 /* where none is given */
#define LOOK_EVERY_US (G_USEC_PER_SEC / 2)

/* ---- shutting down ------------------------------------------------------------------------------- */

static gboolean agent_listens(virDomainPtr domain)
{
  char *xml = virDomainGetXMLDesc(domain, 0);
  gboolean listens = xml && traits_read(xml).agent_listens;
  free(xml);
  return listens;
}

/* The agent where there is one, else the ACPI button; drivers that know neither (test, ESX) have one way of their own. */
static gboolean ask_to_shut_down(virDomainPtr domain)
{
  return (agent_listens(domain) && virDomainShutdownFlags(domain, VIR_DOMAIN_SHUTDOWN_GUEST_AGENT) == 0) ||
         virDomainShutdownFlags(domain, VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN) == 0 ||
         (deed_is_flag_refused() && virDomainShutdownFlags(domain, 0) == 0);
}

/* On whatever connection there is: the deed outlives a libvirtd that is restarted. */
static void look_again(const struct deed_call *call, struct look *look)
{
  g_autoptr(GError) error = NULL;
  virConnectPtr connection = endpoint_borrow(call->host, &error);
  if (connection)
    look_at(connection, call->uuid, look);
  else
    look_unknown(look, error->message);
  endpoint_return(call->host, connection);
}

/* TRUE: it is over, one way or another. A guest that is off because it moved away or was saved has not shut down. */
static gboolean judge_off(struct deed_call *call, const struct look *look)
{
  const char *host = endpoint_name(call->host);
  if (look->presence == PRESENCE_ABSENT)
    deed_call_unknown(call, "the guest went away from %s while it was to shut down; look where it is", host);
  else if (look->presence == PRESENCE_UNKNOWN || look->sighting.state != GUEST_OFF)
    return FALSE;
  else if (look->sighting.reason != REASON_OTHER && look->sighting.reason != REASON_ENDED)
    deed_call_failed(call, "the guest was %s while it was to shut down", guest_reason_name(look->sighting.reason));
  else
    deed_call_done(call);
  return TRUE;
}

static void judge_late(struct deed_call *call, const struct look *look, guint64 limit_sec)
{
  const char *host = endpoint_name(call->host);
  if (look->presence == PRESENCE_UNKNOWN)
    deed_call_unknown(call, "the guest was asked to shut down, but %s does not say how it is: %s", host, look->error);
  else
    deed_call_failed(call, "the guest was asked to shut down and is still %s on %s after %" G_GUINT64_FORMAT
                           " s; it may still go off", guest_state_name(look->sighting.state), host, limit_sec);
}

static void await_off(struct deed_call *call)
{
  guint64 limit_sec = call->time_limit_sec ? MIN(call->time_limit_sec, (guint64)G_MAXINT32) : SHUTDOWN_LIMIT_SEC;
  gint64 begun_us = g_get_monotonic_time();
  gint64 end_us = begun_us + (gint64)limit_sec * G_USEC_PER_SEC;
  gboolean is_over = FALSE;
  while (!is_over) {
    struct look look;
    look_again(call, &look);
    gint64 left_us = end_us - g_get_monotonic_time();
    is_over = judge_off(call, &look);
    if (!is_over && left_us <= 0) {
      judge_late(call, &look, limit_sec);
      is_over = TRUE;
    }
    look_done(&look);
    if (!is_over)
      g_usleep((gulong)CLAMP(left_us, 1, LOOK_EVERY_US));
  }
  call->facts.has_elapsed = TRUE;
  call->facts.elapsed_ms = (guint64)(g_get_monotonic_time() - begun_us) / 1000;
}

/* A failed call may have come through all the same, so it is waited for where libvirt did not say no. */
static void shut_down(struct deed_call *call, virConnectPtr connection, virDomainPtr domain)
{
  if (!deed_call_begin(call))
    return;
  if (ask_to_shut_down(domain) || virConnectIsAlive(connection) != 1)
    await_off(call);
  else
    deed_call_refused(call, connection, "the guest cannot be asked to shut down");
}

void deed_shutdown(struct deed_call *call, virConnectPtr connection)
{
  struct look before;
  virDomainPtr domain = deed_find_active(call, connection, &before);
  if (!domain)
    ;
  else if (before.sighting.state == GUEST_PAUSED)
    deed_call_failed(call, "the guest is paused on %s, so it cannot shut down", endpoint_name(call->host));
  else if (!before.sighting.persistent)
    deed_call_failed(call, "the guest has no lasting definition on %s and would be gone when it is off",
                     endpoint_name(call->host));
  else
    shut_down(call, connection, domain);
  if (domain)
    virDomainFree(domain);
  look_done(&before);
}

/* ---- starting ------------------------------------------------------------------------------------ */

/* Why a guest that is off must not simply be started; NULL: nothing speaks against it. */
static const char *start_obstacle(virDomainPtr domain, const struct look *look)
{
  int state, reason;
  if (virDomainHasManagedSaveImage(domain, 0) == 1)
    return "it has a managed save image, which the start would use up";
  if (look->sighting.reason == REASON_SAVED)
    return "it was saved to a file, from which it is to be restored";
  if (look->sighting.reason == REASON_MIGRATED)
    return "it moved away from there and may run elsewhere";
  if (virDomainGetState(domain, &state, &reason, 0) == 0 && reason == VIR_DOMAIN_SHUTOFF_CRASHED)
    return "it crashed there; somebody is to look why";
  return NULL;
}

/* With the connection gone libvirtd may be at it still. */
static void judge_start(struct deed_call *call, virConnectPtr connection)
{
  g_autofree char *problem = library_error();
  struct look now;
  look_if_alive(connection, call->uuid, &now);
  if (now.presence == PRESENCE_PRESENT && !now.job && now.sighting.state == GUEST_OFF)
    deed_call_failed(call, "the guest was not started: %s", problem);
  else
    deed_call_unknown(call, "whether the guest was started is not known: %s", problem);
  look_done(&now);
}

static void start(struct deed_call *call, virConnectPtr connection, virDomainPtr domain, const struct look *look)
{
  const char *obstacle = start_obstacle(domain, look);
  if (obstacle)
    deed_call_failed(call, "the guest is not started on %s: %s", endpoint_name(call->host), obstacle);
  else if (!deed_call_begin(call))
    ;
  else if (virDomainCreate(domain) == 0)
    deed_call_done(call);
  else
    judge_start(call, connection);
}

void deed_start(struct deed_call *call, virConnectPtr connection)
{
  struct look look;
  virDomainPtr domain = NULL;
  if (!deed_look(call, connection, &look))
    ;
  else if (look.sighting.state != GUEST_OFF || look.job)
    deed_call_failed(call, "the guest is %s on %s already", guest_state_name(look.sighting.state),
                     endpoint_name(call->host));
  else if ((domain = deed_find(call, connection)))
    start(call, connection, domain, &look);
  if (domain)
    virDomainFree(domain);
  look_done(&look);
}

/* ---- starting with the host ---------------------------------------------------------------------- */

void deed_set_autostart(struct deed_call *call, virConnectPtr connection)
{
  virDomainPtr domain = deed_find(call, connection);
  if (!domain)
    return;
  int persistent = virDomainIsPersistent(domain);
  if (persistent < 0)
    deed_call_refused(call, connection, "the guest's definition cannot be looked up");
  else if (!persistent)
    deed_call_failed(call, "the guest has no lasting definition on %s that could start with it",
                     endpoint_name(call->host));
  else if (!deed_call_begin(call))
    ;
  else if (virDomainSetAutostart(domain, call->autostart) == 0)
    deed_call_done(call);
  else
    deed_call_refused(call, connection, "the guest's autostart was not set");
  virDomainFree(domain);
}
