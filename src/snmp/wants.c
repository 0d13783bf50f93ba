#include "snmp/wants.h"

#include "base/limits.h"

#define PROCESSORS_MAX 1024

#define UCD_MEMORY 1, 3, 6, 1, 4, 1, 2021, 4
#define HR_STORAGE 1, 3, 6, 1, 2, 1, 25, 2, 3, 1
#define HR_PROCESSOR 1, 3, 6, 1, 2, 1, 25, 3, 3, 1
#define IF_ENTRY 1, 3, 6, 1, 2, 1, 2, 2, 1
#define IF_X_ENTRY 1, 3, 6, 1, 2, 1, 31, 1, 1, 1

/* Agents differ in how they sign sizes; CounterBasedGauge64 travels as Counter64. */
#define SIZE_TYPES (TYPE(INTEGER) | TYPE(UNSIGNED) | TYPE(COUNTER64))

static const struct want scalars[SCALARS] = {
    [SCALAR_UPTIME] = {OID(1, 3, 6, 1, 2, 1, 1, 3, 0), TYPE(TICKS)},
    [SCALAR_BOOTS] = {OID(1, 3, 6, 1, 6, 3, 10, 2, 1, 2, 0), TYPE(INTEGER)},
    [SCALAR_MEM_TOTAL] = {OID(UCD_MEMORY, 5, 0), SIZE_TYPES},
    [SCALAR_MEM_TOTAL_X] = {OID(UCD_MEMORY, 20, 0), SIZE_TYPES},
    [SCALAR_MEM_FREE] = {OID(UCD_MEMORY, 6, 0), SIZE_TYPES},
    [SCALAR_MEM_BUFFER] = {OID(UCD_MEMORY, 14, 0), SIZE_TYPES},
    [SCALAR_MEM_CACHED] = {OID(UCD_MEMORY, 15, 0), SIZE_TYPES},
    [SCALAR_MEM_AVAILABLE] = {OID(UCD_MEMORY, 27, 0), SIZE_TYPES},
};

static const struct table tables[TABLES] = {
    [TABLE_PROCESSORS] =
        {
            .name = "hrProcessorTable",
            .max_rows = PROCESSORS_MAX,
            .n_columns = 1,
            .columns = {[PROCESSOR_LOAD] = {OID(HR_PROCESSOR, 2), TYPE(INTEGER) | TYPE(UNSIGNED)}},
        },
    [TABLE_STORAGE] =
        {
            .name = "hrStorageTable",
            .max_rows = LIMIT_INSTANCES,
            .n_columns = 5,
            .columns =
                {
                    [STORAGE_TYPE] = {OID(HR_STORAGE, 2), TYPE(OID)},
                    [STORAGE_DESCR] = {OID(HR_STORAGE, 3), TYPE(TEXT)},
                    [STORAGE_UNITS] = {OID(HR_STORAGE, 4), SIZE_TYPES},
                    [STORAGE_SIZE] = {OID(HR_STORAGE, 5), SIZE_TYPES},
                    [STORAGE_USED] = {OID(HR_STORAGE, 6), SIZE_TYPES},
                },
        },
    [TABLE_INTERFACES] =
        {
            .name = "ifXTable",
            .timed = TRUE,
            .max_rows = LIMIT_INSTANCES,
            .n_columns = 6,
            .columns =
                {
                    [INTERFACE_TYPE] = {OID(IF_ENTRY, 3), TYPE(INTEGER)},
                    [INTERFACE_NAME] = {OID(IF_X_ENTRY, 1), TYPE(TEXT)},
                    [INTERFACE_RX] = {OID(IF_X_ENTRY, 6), TYPE(COUNTER64)},
                    [INTERFACE_TX] = {OID(IF_X_ENTRY, 10), TYPE(COUNTER64)},
                    [INTERFACE_HIGH_SPEED] = {OID(IF_X_ENTRY, 15), TYPE(UNSIGNED)},
                    [INTERFACE_DISCONTINUITY] = {OID(IF_X_ENTRY, 19), TYPE(TICKS)},
                },
        },
};

const struct want *scalar_want(enum scalar scalar)
{
  g_assert(scalar < SCALARS);
  return &scalars[scalar];
}

const struct table *table_get(enum table_id id)
{
  g_assert(id < TABLES);
  return &tables[id];
}
