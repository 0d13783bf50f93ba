#include "virt/job_progress.h"

#include "virt/fields.h"
#include "virt/library.h"

#include <libvirt/virterror.h>

gboolean job_progress_take(const virTypedParameter *params, int n, struct job_progress *progress)
{
  g_autoptr(GHashTable) fields = fields_new(params, n);
  *progress = (struct job_progress){0};
  fields_number(fields, &progress->operation, VIR_DOMAIN_JOB_OPERATION);
  fields_number(fields, &progress->elapsed_ms, VIR_DOMAIN_JOB_TIME_ELAPSED);
  if (!fields_number(fields, &progress->bytes_total, VIR_DOMAIN_JOB_DATA_TOTAL) || progress->bytes_total == 0)
    return FALSE;
  fields_number(fields, &progress->bytes_left, VIR_DOMAIN_JOB_DATA_REMAINING);
  fields_number(fields, &progress->bytes_done, VIR_DOMAIN_JOB_DATA_PROCESSED);
  fields_number(fields, &progress->bytes_per_sec, VIR_DOMAIN_JOB_MEMORY_BPS);
  fields_number(fields, &progress->dirty_bytes_per_sec, VIR_DOMAIN_JOB_MEMORY_DIRTY_RATE);
  fields_number(fields, &progress->passes, VIR_DOMAIN_JOB_MEMORY_ITERATION);
  double total = (double)progress->bytes_total;
  progress->percent = (guint)((total - (double)MIN(progress->bytes_left, progress->bytes_total)) * 100.0 / total);
  return TRUE;
}

enum job_presence job_progress_read(virDomainPtr domain, struct job_progress *progress)
{
  virTypedParameterPtr params = NULL;
  int type = VIR_DOMAIN_JOB_NONE, n = 0;
  *progress = (struct job_progress){0};
  enum job_presence presence = JOB_UNKNOWN;
  if (virDomainGetJobStats(domain, &type, &params, &n, 0) < 0)
    presence = library_error_is(VIR_ERR_OPERATION_INVALID) || library_error_is(VIR_ERR_NO_SUPPORT) ||
                       library_error_is(VIR_ERR_NO_DOMAIN)
                   ? JOB_NONE
                   : JOB_UNKNOWN;
  else if (type != VIR_DOMAIN_JOB_BOUNDED && type != VIR_DOMAIN_JOB_UNBOUNDED)
    presence = JOB_NONE;
  else if (job_progress_take(params, n, progress))
    presence = JOB_UNDER_WAY;
  virTypedParamsFree(params, n);
  return presence;
}

GVariant *job_progress_message(const struct job_progress *progress, guint64 intent, const char *phase)
{
  return g_variant_new("(tsytttttt)", intent, phase, (guchar)progress->percent, progress->bytes_done,
                       progress->bytes_total, progress->elapsed_ms, progress->bytes_left, progress->bytes_per_sec,
                       progress->dirty_bytes_per_sec);
}
