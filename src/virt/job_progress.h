#pragma once
/*
 * How far a libvirt job of a guest is, from the fields of virDomainGetJobStats. Pure but for job_progress_read, which
 * blocks.
 */
#include <glib.h>
#include <libvirt/libvirt.h>

struct job_progress {
  guint percent;
  guint64 bytes_done, bytes_total, bytes_left;
  guint64 bytes_per_sec, dirty_bytes_per_sec; /* 0: not told */
  guint64 passes;                             /* over the memory, the one under way among them; 0: not told */
  guint64 elapsed_ms;                         /* of the job, 0: not told */
  guint64 operation;                          /* enum virDomainJobOperation */
};

/* FALSE: it is not under way yet. */
gboolean job_progress_take(const virTypedParameter *params, int n, struct job_progress *progress);

/* What the domain's job is at now. NONE: it has none; UNKNOWN: it is not under way yet, or libvirt does not say. */
enum job_presence { JOB_UNKNOWN, JOB_NONE, JOB_UNDER_WAY };
enum job_presence job_progress_read(virDomainPtr domain, struct job_progress *progress);

/* A floating DEED_PROGRESS body. */
GVariant *job_progress_message(const struct job_progress *progress, guint64 intent, const char *phase);
