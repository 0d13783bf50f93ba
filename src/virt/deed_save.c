#include "virt/deeds.h"
#include "virt/job_watch.h"

/* Without a flag the image keeps whether the guest ran, so that a restore by hand does the expected, too. */
static gboolean save(const struct deed_call *call, virDomainPtr domain)
{
  virTypedParameterPtr params = NULL;
  int n = 0, room = 0;
  virTypedParamsAddString(&params, &n, &room, VIR_DOMAIN_SAVE_PARAM_FILE, call->path);
  int result = virDomainSaveParams(domain, params, n, 0);
  virTypedParamsFree(params, n);
  return result == 0;
}

void deed_save(struct deed_call *call, virConnectPtr connection)
{
  struct look before;
  virDomainPtr domain = deed_find_active(call, connection, &before);
  if (domain && deed_call_begin(call)) {
    struct job_watch *watch = job_watch_start(call, domain, "saving memory");
    gboolean saved = save(call, domain);
    if (saved)
      deed_call_done(call);
    else
      deed_judge_job(call, connection, &before, "the guest was not saved");
    job_watch_end(watch, saved);
  }
  if (domain)
    virDomainFree(domain);
  look_done(&before);
}
