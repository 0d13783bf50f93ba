#pragma once
/*
 * What the built-in tables (tables.c) need beyond columns and factors: which rows are watched, and readings
 * made of several values. Pure; types were checked cell by cell. A value missing is NOT_SUPPORTED, one of a
 * wrong type or out of bounds BAD_VALUE; nothing is guessed. Any thread.
 */
#include "snmp/counters.h"
#include "snmp/inventory.h"

enum { PROCESSOR_LOAD }; /* HOST-RESOURCES-MIB hrProcessorLoad */
enum { TICKS_USER, TICKS_NICE, TICKS_SYSTEM, TICKS_IDLE, TICKS_COLUMNS };
enum { UCD_TOTAL, UCD_FREE, UCD_BUFFER, UCD_CACHED, UCD_TOTAL_X, UCD_AVAILABLE, UCD_SWAP_TOTAL, UCD_SWAP_FREE, UCD_COLUMNS };
enum { LOAD_1 }; /* UCD-SNMP-MIB laLoadInt, 1/100 */
enum { DISK_NAME, DISK_RD, DISK_WR, DISK_RD_32, DISK_WR_32, DISK_RD_OPS, DISK_WR_OPS, DISK_BUSY, DISK_COLUMNS };
enum { SENSOR_NAME, SENSOR_VALUE, SENSOR_COLUMNS }; /* LM-SENSORS-MIB */
enum { ENTITY_TYPE, ENTITY_SCALE, ENTITY_PRECISION, ENTITY_VALUE, ENTITY_STATUS, ENTITY_NAME, ENTITY_DESCR, ENTITY_COLUMNS };
enum { STORAGE_TYPE, STORAGE_DESCR, STORAGE_UNITS, STORAGE_SIZE, STORAGE_USED }; /* hrStorage... */
enum {
  INTERFACE_TYPE,
  INTERFACE_DESCR,
  INTERFACE_NAME,
  INTERFACE_RX,
  INTERFACE_TX,
  INTERFACE_RX_32,
  INTERFACE_TX_32,
  INTERFACE_HIGH_SPEED,
  INTERFACE_SPEED,
  INTERFACE_DISCONTINUITY,
  INTERFACE_COLUMNS
};

/* Mean of hrProcessorLoad, and the number of its rows. */
enum { PROCESSORS_BUSY, PROCESSORS_COUNT };
void processors_convert(const struct rows *rows, const struct measure *measures, struct reading *readings);

/* The share of the processors' time that was not idle since the last reading. */
void ticks_convert(const struct rows *rows, const struct measure *measures, struct reading *readings);

/* UCD-SNMP-MIB memory; available is the kernel's estimate where the agent has it, else free + buffers +
 * cache. The same from the hrStorageRam rows: what is not used is available. */
enum { MEMORY_TOTAL, MEMORY_AVAILABLE, SWAP_TOTAL, SWAP_AVAILABLE };
void memory_convert(const struct rows *rows, const struct measure *measures, struct reading *readings);
void ram_convert(const struct rows *rows, const struct measure *measures, struct reading *readings);
gboolean memory_choose(const struct row *row, enum subject_kind kind, struct choice *choice);
gboolean ram_choose(const struct row *row, enum subject_kind kind, struct choice *choice);

/* hrStorageFixedDisk rows, named by hrStorageDescr: "C:\" of Windows' "C:\ Label:...  Serial Number ...". */
gboolean storage_choose(const struct row *row, enum subject_kind kind, struct choice *choice);

/* Interfaces named by ifName, or ifDescr where that is empty, without loopback (ifType 24) and, on a host,
 * guests' taps: that traffic is the guests', read there. ifHighSpeed 0 is no speed; without it ifSpeed
 * counts, but where it is at its end. */
gboolean interface_choose(const struct row *row, enum subject_kind kind, struct choice *choice);

/* laLoadInt of its first row, the mean of a minute; and the first column of one row, in 1/100. */
gboolean load_choose(const struct row *row, enum subject_kind kind, struct choice *choice);
void hundredths_convert(const struct rows *rows, const struct measure *measures, struct reading *readings);

/* UCD-DISKIO-MIB devices, without partitions (counted by their disks), loop and RAM devices. */
gboolean disk_choose(const struct row *row, enum subject_kind kind, struct choice *choice);

/* ENTITY-SENSOR-MIB sensors of a known type, scaled, named by entPhysicalName or entPhysicalDescr. */
enum { SENSOR_CELSIUS, SENSOR_RPM, SENSOR_VOLTS, SENSOR_AMPERES, SENSOR_WATTS, SENSOR_HUMIDITY };
gboolean entity_choose(const struct row *row, enum subject_kind kind, struct choice *choice);
