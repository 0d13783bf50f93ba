#include "virt/deeds.h"

#include "virt/library.h"

#include <libvirt/virterror.h>

static const struct deed_row rows[DEED_KINDS] = {
    [DEED_MIGRATE] = {deed_migrate, FALSE},
    [DEED_SAVE] = {deed_save, FALSE},
    [DEED_CHECK_IMAGE] = {deed_check_image, FALSE},
    [DEED_RESTORE] = {deed_restore, FALSE},
    [DEED_COPY_DEFINITION] = {deed_copy_definition, FALSE},
    [DEED_UNDEFINE] = {deed_undefine, FALSE},
    [DEED_REMOVE_IMAGE] = {deed_remove_image, FALSE},
    [DEED_RESUME] = {deed_resume, FALSE},
    [DEED_ABORT] = {deed_abort, TRUE},
    [DEED_SHUTDOWN] = {deed_shutdown, FALSE},
    [DEED_START] = {deed_start, FALSE},
    [DEED_SET_AUTOSTART] = {deed_set_autostart, FALSE},
    [DEED_SET_MEMORY] = {deed_set_memory, FALSE},
    [DEED_SET_VCPUS] = {deed_set_vcpus, FALSE},
    [DEED_RESUME_POSTCOPY] = {deed_resume_postcopy, FALSE},
};

const struct deed_row *deed_row(enum deed_kind kind)
{
  return &rows[kind];
}

virDomainPtr deed_find(struct deed_call *call, virConnectPtr connection)
{
  virDomainPtr domain = virDomainLookupByUUIDString(connection, call->uuid);
  if (!domain && library_error_is(VIR_ERR_NO_DOMAIN))
    deed_call_failed(call, "%s does not have the guest %s", endpoint_name(call->host), call->uuid);
  else if (!domain)
    deed_call_refused(call, connection, "the guest cannot be looked up");
  return domain;
}

gboolean deed_look(struct deed_call *call, virConnectPtr connection, struct look *look)
{
  look_at(connection, call->uuid, look);
  if (look->presence == PRESENCE_UNKNOWN)
    deed_call_failed(call, "%s does not say how the guest is: %s", endpoint_name(call->host), look->error);
  else if (look->presence == PRESENCE_ABSENT)
    deed_call_failed(call, "%s does not have the guest %s", endpoint_name(call->host), call->uuid);
  return look->presence == PRESENCE_PRESENT;
}

virDomainPtr deed_find_active(struct deed_call *call, virConnectPtr connection, struct look *look)
{
  const struct sighting *sighting = &look->sighting;
  const char *host = endpoint_name(call->host);
  if (!deed_look(call, connection, look))
    ;
  else if (look->job)
    deed_call_failed(call, "another job of the guest is running on %s already", host);
  else if (sighting->state != GUEST_RUNNING && sighting->state != GUEST_PAUSED)
    deed_call_failed(call, "the guest is %s on %s", guest_state_name(sighting->state), host);
  else
    return deed_find(call, connection);
  return NULL;
}

gboolean deed_is_flag_refused(void)
{
  return library_error_is(VIR_ERR_ARGUMENT_UNSUPPORTED) || library_error_is(VIR_ERR_INVALID_ARG);
}

void deed_judge_job(struct deed_call *call, virConnectPtr connection, const struct look *before,
                    const char *what)
{
  g_autofree char *problem = library_error();
  g_autofree char *overtime =
      g_atomic_int_get(&call->overtime)
          ? g_strdup_printf(" after its %" G_GUINT64_FORMAT " s were over", call->time_limit_sec)
          : g_strdup("");
  struct look now;
  look_if_alive(connection, call->uuid, &now);
  if (now.presence == PRESENCE_PRESENT && !now.job && now.sighting.state == before->sighting.state)
    deed_call_failed(call, "%s%s: %s", what, overtime, problem);
  else
    deed_call_unknown(call, "%s%s: %s; what became of it is not known", what, overtime, problem);
  look_done(&now);
}

/* A deed that is one call on the guest. */
static void call_on_guest(struct deed_call *call, virConnectPtr connection, int (*make)(virDomainPtr domain),
                          const char *problem)
{
  virDomainPtr domain = deed_find(call, connection);
  if (!domain)
    return;
  if (!deed_call_begin(call))
    ;
  else if (make(domain) == 0)
    deed_call_done(call);
  else
    deed_call_refused(call, connection, problem);
  virDomainFree(domain);
}

void deed_resume(struct deed_call *call, virConnectPtr connection)
{
  call_on_guest(call, connection, virDomainResume, "the guest was not resumed");
}

/* libvirt refuses that as well, in fewer words. */
static gboolean is_in_postcopy(struct deed_call *call, virConnectPtr connection)
{
  struct look look;
  look_at(connection, call->uuid, &look);
  gboolean is_in_it = look.presence == PRESENCE_PRESENT && (look.sighting.reason == REASON_POSTCOPY ||
                                                            look.sighting.reason == REASON_POSTCOPY_FAILED);
  if (is_in_it)
    deed_call_failed(call, "the guest is in post-copy: its memory is on both hosts, so to abort would lose it; %s",
                     look.sighting.reason == REASON_POSTCOPY ? "wait until it has all come over"
                                                             : "it can only be resumed");
  look_done(&look);
  return is_in_it;
}

void deed_abort(struct deed_call *call, virConnectPtr connection)
{
  if (!is_in_postcopy(call, connection))
    call_on_guest(call, connection, virDomainAbortJob, "the guest's job was not aborted");
}
