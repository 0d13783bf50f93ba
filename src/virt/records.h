#pragma once
/*
 * All domains of one host, each with what libvirt says of it: in one call (virConnectGetAllDomainStats with NOWAIT)
 * where the driver's numbers are in there; else (test, ESX, vCenter, Xen, LXC) the list of domains, and of each its
 * state and virDomainGetInfo, in the fields that the bulk call would have. Blocks.
 */
#include "virt/bulk.h"
#include "virt/host_link.h"

struct records {
  virDomainStatsRecordPtr *list;
  int n;
};

/* One by one LIMIT_GUESTS_PER_HOST domains are read at most. Each call is marked on `link`. FALSE with a `problem`,
 * which the caller frees; there are no records then. */
gboolean records_read(struct host_link *link, const struct bulk *bulk, gboolean one_by_one, struct records *records,
                      char **problem);
void records_free(struct records *records);

/* The call that records_read() begins with, to be named in complaints. */
const char *records_call(gboolean one_by_one);
