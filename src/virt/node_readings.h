#pragma once
/*
 * The host's own processors and memory, for hosts without SNMP: virNodeGetCPUStats, virNodeGetMemoryStats
 * and virNodeGetInfo read into plain values (blocking), and those into readings (pure).
 */
#include "virt/batch.h"
#include "virt/rates.h"

#include <libvirt/libvirt.h>

struct node_state {
  gboolean has_cpu, has_memory, has_info;
  guint64 cpu_busy_ns, cpu_total_ns; /* since the host's start, all processors */
  guint64 memory_total_kib, memory_available_kib;
  guint cpus;
};

void node_state_read(virConnectPtr connection, struct node_state *node);

/* What the two arrays of libvirt say. FALSE if a field that is needed is missing. */
gboolean node_cpu_take(struct node_state *node, const virNodeCPUStats *stats, int n);
gboolean node_memory_take(struct node_state *node, const virNodeMemoryStats *stats, int n);

void node_readings_add(struct batch *batch, struct rates *rates, const char *host,
                       const struct node_state *node);
