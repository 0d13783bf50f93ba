#pragma once
/*
 * virConnectGetAllDomainStats with an end. It asks one QEMU after the other and waits for ever for a monitor that hangs,
 * NOWAIT or not; but it holds the job of that guest then, so that calls of another connection pass the guest by. So
 * the call is left behind when the patience is over, and its connection with it, which nobody else may use from then on;
 * at most BULK_LEFT_MAX of them per host, since each keeps one of libvirtd's workers; after that it is waited for.
 * Blocks.
 */
#include "virt/connection.h"
#include "virt/endpoint.h"

#define BULK_LEFT_MAX 4

struct bulk {
  struct endpoint *endpoint;
  struct connection *connection;
  unsigned groups; /* VIR_DOMAIN_STATS_... */
  gint64 patience_us;
};

/* The number of records in `list`; -1 with a `problem`, which the caller frees. Where it failed the connection is to be
 * closed. */
int bulk_read(const struct bulk *bulk, virDomainStatsRecordPtr **list, char **problem);
