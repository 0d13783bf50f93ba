#pragma once
/*
 * Following a libvirt job that another thread waits for: DEED_PROGRESS twice a second from
 * virDomainGetJobStats on a connection of its own, virDomainAbortJob at the deed's time limit, the switch to
 * post-copy (virDomainMigrateStartPostCopy) where the deed allows it, as soon as the first pass over the memory or half
 * the time limit is over, and at the end what the job took. In post-copy the time limit ends nothing any more. What a job
 * took libvirt tells in VIR_DOMAIN_EVENT_ID_JOB_COMPLETED on the source, which also comes for guests that the job took away
 * from there.
 */
#include "virt/deed_call.h"

struct job_watch;

/* `phase` in words: "copying memory". The deed's thread; `domain` must stay valid until the end. */
struct job_watch *job_watch_start(struct deed_call *call, virDomainPtr domain, const char *phase);

/* Ends it; for a job that succeeded, waits a moment for its facts and puts them on the deed. */
void job_watch_end(struct job_watch *watch, gboolean succeeded);

/* What the fields of a completed job say. Pure. */
void job_facts_take(const virTypedParameter *params, int n, struct job_facts *facts);
