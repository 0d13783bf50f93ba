#pragma once
/*
 * Placement: where may this guest run, where best, and which guest should leave a loaded host. A pure
 * library: no I/O, no clock, same input same output. Works on a snapshot, which is immutable and owned by
 * the caller, so that plans are computed in a worker thread while the fleet goes on changing.
 *
 * This is the first placement: memory and reserve as hard constraints, least loaded first, every reason
 * kept. Loads are percent of the host's processors; NaN is unknown, never zero: a host whose load or
 * memory is unknown is excluded, and said so.
 */
#include "model/fleet.h"
#include "model/plan.h"
#include "model/resource.h"

struct former_host {
  char *name, *cluster;
  gboolean is_up; /* libvirt answers, so that a guest could be moved there */
  guint cpus;
  guint64 memory_bytes;
  double memory_available_bytes, cpu_busy_pct; /* NaN: unknown */
  guint64 reserve_memory_bytes;
  double reserve_cpu_pct;
};

struct former_guest {
  char *uuid, *name, *host;
  gboolean is_running;
  guint vcpus;
  guint64 memory_bytes;
  double cpu_host_pct; /* of its present host's processors; NaN: unknown */
};

struct former_snapshot {
  GArray *hosts;  /* struct former_host */
  GArray *guests; /* struct former_guest */
};

/* A copy of what placement needs of the fleet as it is now; of no fleet (NULL): empty, to be filled by hand. */
struct former_snapshot *former_snapshot_new(const struct fleet *fleet);
void former_snapshot_free(struct former_snapshot *snapshot);



/* Ranks the hosts for one guest and plans its move to the best, or to `to` if given (REFUSED with the
 * first constraint that forbids it). Who names the host decides about its load himself; room and state are
 * checked all the same. Error NOT_FOUND, REFUSED. */
struct plan *placement_move(const struct former_snapshot *snapshot, const char *guest_uuid, const char *to,
                            GError **error);

/* Plans the one move that relieves `host` most of `resource`, without making another host worse off than
 * this one is now. REFUSED, with the reason for each guest, where there is none. */
struct plan *placement_relieve(const struct former_snapshot *snapshot, const char *host,
                               enum resource resource, GError **error);
