#pragma once
/*
 * From what an agent answered to readings. Pure: what they are given was walked whole (or cut at its
 * limit), its types checked cell by cell. A value missing is NOT_SUPPORTED, one of a wrong type or out of
 * bounds BAD_VALUE; nothing is guessed. Any thread.
 */
#include "snmp/counters.h"
#include "snmp/report.h"
#include "snmp/walk.h"

/* Mean of hrProcessorLoad as HOST_CPU_BUSY_PCT, the number of its rows as HOST_CPU_COUNT. */
void processors_convert(const struct walk *processors, struct reading *busy, struct reading *count);

/* UCD-SNMP-MIB memory: HOST_MEM_TOTAL_BYTES; HOST_MEM_AVAILABLE_BYTES is the kernel's estimate where the
 * agent has it, else free + buffers + cache. `cells`: by enum scalar. */
void memory_convert(const struct cell *cells, struct reading *total, struct reading *available);

/* The same from the hrStorageRam rows, for agents without UCD-SNMP-MIB: what is not used is available. */
void memory_convert_storage(const struct walk *storage, struct reading *total, struct reading *available);

/* hrStorageFixedDisk rows as CLASS_HOST_STORAGE parts named by hrStorageDescr. */
void storage_convert(const struct walk *storage, struct report *report);

/* Interfaces as CLASS_HOST_NET parts named by ifName, without loopback (ifType 24) and guests' taps
 * (vnet*). ifHighSpeed 0 means that it has no speed to tell. */
void interfaces_convert(const struct walk *interfaces, struct counters *counters, struct report *report);
