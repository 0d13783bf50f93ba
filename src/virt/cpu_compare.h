#pragma once
/*
 * Whether a host can give guests a processor, asked of its libvirt: virConnectCompareHypervisorCPU with
 * VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE, which names the features that are missing; where the driver lacks that, for
 * guests that are not emulated, virConnectCompareCPU. Blocks; needs an acting connection.
 */
#include "virt/definition.h"

#include <libvirt/libvirt.h>

/* Caller frees. */
struct cpu_verdict *cpu_compare(virConnectPtr connection, const struct cpu_question *question);

/* The same of the processors of another host, which a guest that was given all of them runs with: virConnectGetCapabilities
 * there, virConnectCompareCPU here. Caller frees. */
struct cpu_verdict *cpu_compare_hosts(virConnectPtr connection, virConnectPtr other);
