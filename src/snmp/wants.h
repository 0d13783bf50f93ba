#pragma once
/*
 * What is asked of every agent: const tables. A further scalar or column is a row here and its converter
 * (memory.h, processors.h, storage.h, interfaces.h) reads it by its name. Read only, any thread.
 */
#include "snmp/varbind.h"

#define COLUMNS_MAX 8

/* Asked together in one GET: the first request of a poll, and the probe of a silent agent. */
enum scalar {
  SCALAR_UPTIME,       /* SNMPv2-MIB sysUpTime */
  SCALAR_BOOTS,        /* SNMP-FRAMEWORK-MIB snmpEngineBoots */
  SCALAR_MEM_TOTAL,    /* UCD-SNMP-MIB memTotalReal, kB */
  SCALAR_MEM_TOTAL_X,  /* memTotalRealX: the same with 64 bits */
  SCALAR_MEM_FREE,     /* memAvailReal, kB */
  SCALAR_MEM_BUFFER,   /* memBuffer, kB */
  SCALAR_MEM_CACHED,   /* memCached, kB */
  SCALAR_MEM_AVAILABLE, /* memSysAvail, kB: the kernel's own estimate, where the agent has it */
  SCALARS
};

struct want {
  struct oid oid; /* a scalar's instance, or a column */
  guint accept;   /* TYPE() of values that may come */
};

const struct want *scalar_want(enum scalar scalar);

enum table_id { TABLE_PROCESSORS, TABLE_STORAGE, TABLE_INTERFACES, TABLES };

enum { PROCESSOR_LOAD }; /* HOST-RESOURCES-MIB hrProcessorLoad */
enum { STORAGE_TYPE, STORAGE_DESCR, STORAGE_UNITS, STORAGE_SIZE, STORAGE_USED }; /* hrStorage... */
enum {
  INTERFACE_TYPE,          /* IF-MIB ifType */
  INTERFACE_NAME,          /* ifName */
  INTERFACE_RX,            /* ifHCInOctets */
  INTERFACE_TX,            /* ifHCOutOctets */
  INTERFACE_HIGH_SPEED,    /* ifHighSpeed, Mbit/s */
  INTERFACE_DISCONTINUITY, /* ifCounterDiscontinuityTime */
};

struct table {
  const char *name; /* of the MIB, for log lines */
  gboolean timed;   /* holds counters: sysUpTime and snmpEngineBoots are read in the same PDU */
  guint max_rows;
  guint n_columns;
  struct want columns[COLUMNS_MAX];
};

const struct table *table_get(enum table_id id);
