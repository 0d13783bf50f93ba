#pragma once
/*
 * What the built-in tables (tables.c) need beyond columns and factors: which rows are watched, and readings
 * made of several values. Pure; types were checked cell by cell. A value missing is NOT_SUPPORTED, one of a
 * wrong type or out of bounds BAD_VALUE; nothing is guessed. Any thread.
 */
#include "snmp/counters.h"
#include "snmp/row_reading.h"

enum { PROCESSOR_LOAD = 1 }; /* HOST-RESOURCES-MIB hrProcessorLoad */
/* ssCpuRaw..., ssRaw... */
enum {
  RAW_USER = 1,
  RAW_NICE,
  RAW_SYSTEM,
  RAW_IDLE,
  RAW_WAIT,
  RAW_STEAL,
  RAW_INTERRUPTS,
  RAW_CONTEXTS,
  RAW_SWAP_IN,
  RAW_SWAP_OUT,
  RAW_COLUMNS = RAW_SWAP_OUT
};
enum {
  UCD_TOTAL = 1,
  UCD_FREE,
  UCD_BUFFER,
  UCD_CACHED,
  UCD_TOTAL_X,
  UCD_AVAILABLE,
  UCD_SWAP_TOTAL,
  UCD_SWAP_FREE,
  UCD_COLUMNS = UCD_SWAP_FREE
};
enum { LOAD_1 = 1 }; /* UCD-SNMP-MIB laLoadInt, 1/100 */
enum {
  DISK_NAME = 1,
  DISK_RD,
  DISK_WR,
  DISK_RD_32,
  DISK_WR_32,
  DISK_RD_OPS,
  DISK_WR_OPS,
  DISK_BUSY,
  DISK_COLUMNS = DISK_BUSY
};
enum { SENSOR_NAME = 1, SENSOR_VALUE, SENSOR_COLUMNS = SENSOR_VALUE }; /* LM-SENSORS-MIB */
enum {
  ENTITY_TYPE = 1,
  ENTITY_SCALE,
  ENTITY_PRECISION,
  ENTITY_VALUE,
  ENTITY_STATUS,
  ENTITY_NAME,
  ENTITY_DESCR,
  ENTITY_COLUMNS = ENTITY_DESCR
};
enum { STORAGE_TYPE = 1, STORAGE_DESCR, STORAGE_UNITS, STORAGE_SIZE, STORAGE_USED }; /* hrStorage... */
enum {
  INTERFACE_TYPE = 1,
  INTERFACE_DESCR,
  INTERFACE_NAME,
  INTERFACE_RX,
  INTERFACE_TX,
  INTERFACE_RX_32,
  INTERFACE_TX_32,
  INTERFACE_HIGH_SPEED,
  INTERFACE_SPEED,
  INTERFACE_DISCONTINUITY,
  INTERFACE_ALIAS,
  INTERFACE_COLUMNS = INTERFACE_ALIAS
};

/* Mean of hrProcessorLoad, and the number of its rows. */
enum { PROCESSORS_BUSY, PROCESSORS_COUNT };
void processors_convert(const struct rows *rows, const struct measure *measures, struct reading *readings);

/* Shares of the processors' time since the last reading: what was neither idle nor waiting for disks, what waited,
 * what a hypervisor took; and rates of interrupts and context switches. As many of them as the view has. Where
 * no time has passed by the agent's counters, IDLE. */
enum {
  TICKS_BUSY_PCT,
  TICKS_IOWAIT_PCT,
  TICKS_STEAL_PCT,
  TICKS_INTERRUPTS,
  TICKS_CONTEXTS,
  TICKS_SWAP_IN,
  TICKS_SWAP_OUT,
  TICKS_MEASURES_ALL
};
void ticks_convert(const struct rows *rows, const struct measure *measures, struct reading *readings);

/* UCD-SNMP-MIB memory; available is the kernel's estimate where the agent has it, else free + buffers +
 * cache, as far as it has them. The same from hrStorageTable: the largest hrStorageRam row is the memory (others are
 * parts of it); what is not used is available, and what rows for buffers and cache say. */
enum { MEMORY_TOTAL, MEMORY_AVAILABLE, SWAP_TOTAL, SWAP_AVAILABLE };
void memory_convert(const struct rows *rows, const struct measure *measures, struct reading *readings);
void ram_convert(const struct rows *rows, const struct measure *measures, struct reading *readings);
gboolean memory_choose(const struct row *row, enum subject_kind kind, struct choice *choice);
gboolean ram_choose(const struct row *row, enum subject_kind kind, struct choice *choice);

/* File systems: rows of fixed, flash, network, RAM and (with something in it) removable disks of at least
 * 1 MiB, which pseudo file systems do not have. Named by the mount point or drive in hrStorageDescr. */
gboolean storage_choose(const struct row *row, enum subject_kind kind, struct choice *choice);

/* Interfaces named by ifName, or ifDescr where that is empty. Loopback (ifType 24) and, on a host, guests' taps are
 * told apart and not watched: that traffic is the guests', read there. ifHighSpeed 0 is no speed; without it ifSpeed
 * counts, but where it is at its end. */
gboolean interface_choose(const struct row *row, enum subject_kind kind, struct choice *choice);

/* laLoadInt of its first row: the mean of a minute. */
gboolean load_choose(const struct row *row, enum subject_kind kind, struct choice *choice);

/* UCD-DISKIO-MIB devices, without partitions (counted by their disks), loop and RAM devices, tapes and optical
 * drives. */
gboolean disk_choose(const struct row *row, enum subject_kind kind, struct choice *choice);

/* Sensors of ENTITY-SENSOR-MIB and CISCO-ENTITY-SENSOR-MIB of a known type, scaled, named by entPhysicalName or
 * entPhysicalDescr. */
enum { SENSOR_CELSIUS, SENSOR_RPM, SENSOR_VOLTS, SENSOR_AMPERES, SENSOR_WATTS, SENSOR_HUMIDITY, SENSOR_DBM, SENSOR_MEASURES };
gboolean entity_choose(const struct row *row, enum subject_kind kind, struct choice *choice);
