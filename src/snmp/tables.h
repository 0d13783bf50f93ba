#pragma once
/*
 * The built-in tables by what they are about, in files of their own. Private to tables*.c. Each adds its tables,
 * and where two of them give the same metric of a subject, the one that counts first.
 */
#include "snmp/table.h"

#define ROWS_MAX 1024 /* walked, of tables whose size the agent decides */

/* Agents differ in how they sign sizes; CounterBasedGauge64 travels as Counter64. */
#define SIZE_TYPES (TYPE(INTEGER) | TYPE(UNSIGNED) | TYPE(COUNTER64))

/* hrStorageTable's columns: it is walked for file systems, and for memory. */
#define STORAGE_COLUMNS                                                                                  \
  {                                                                                                   \
    [STORAGE_TYPE] = {OID(1, 3, 6, 1, 2, 1, 25, 2, 3, 1, 2), TYPE(OID)}, [STORAGE_DESCR] = {OID(1, 3, 6, 1, 2, 1, 25, 2, 3, 1, 3), TYPE(TEXT)}, \
    [STORAGE_UNITS] = {OID(1, 3, 6, 1, 2, 1, 25, 2, 3, 1, 4), SIZE_TYPES},                                                  \
    [STORAGE_SIZE] = {OID(1, 3, 6, 1, 2, 1, 25, 2, 3, 1, 5), SIZE_TYPES, .moving = TRUE},                                   \
    [STORAGE_USED] = {OID(1, 3, 6, 1, 2, 1, 25, 2, 3, 1, 6), SIZE_TYPES, .moving = TRUE},                                   \
  }

void tables_of_processors(GPtrArray *tables);
void tables_of_memory(GPtrArray *tables);
void tables_of_parts(GPtrArray *tables); /* file systems, disks, interfaces */
void tables_of_sensors(GPtrArray *tables);
