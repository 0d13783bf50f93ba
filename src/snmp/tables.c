#include "snmp/converters.h"

#define PROCESSORS_MAX 1024
#define ROWS_MAX 1024

#define UCD_MEMORY 1, 3, 6, 1, 4, 1, 2021, 4
#define UCD_STATS 1, 3, 6, 1, 4, 1, 2021, 11
#define HR_STORAGE 1, 3, 6, 1, 2, 1, 25, 2, 3, 1
#define HR_PROCESSOR 1, 3, 6, 1, 2, 1, 25, 3, 3, 1
#define IF_TABLE 1, 3, 6, 1, 2, 1, 2, 2, 1
#define IF_X_TABLE 1, 3, 6, 1, 2, 1, 31, 1, 1, 1

/* Agents differ in how they sign sizes; CounterBasedGauge64 travels as Counter64. */
#define SIZE_TYPES (TYPE(INTEGER) | TYPE(UNSIGNED) | TYPE(COUNTER64))

static const struct view mark_view = {.class = CLASS_HOST};

/* IF-MIB's own: they change where interfaces come, go or are numbered anew. */
static const struct table marks = {
    .name = "ifNumber",
    .scalars = TRUE,
    .marks = TRUE,
    .max_rows = 1,
    .name_column = NO_COLUMN,
    .discontinuity = NO_COLUMN,
    .status = NO_COLUMN,
    .n_columns = 2,
    .columns =
        {
            {OID(1, 3, 6, 1, 2, 1, 2, 1), TYPE(INTEGER), .moving = TRUE},
            {OID(1, 3, 6, 1, 2, 1, 31, 1, 5), TYPE(TICKS), .moving = TRUE}, /* ifTableLastChange */
        },
    .views = {[SUBJECT_HOST] = &mark_view},
};

static const struct view host_processors = {
    .class = CLASS_HOST,
    .convert = processors_convert,
    .n_measures = 2,
    .measures = {[PROCESSORS_BUSY] = {METRIC_HOST_CPU_BUSY_PCT}, [PROCESSORS_COUNT] = {METRIC_HOST_CPU_COUNT}},
};

static const struct table processors = {
    .name = "hrProcessorTable",
    .max_rows = PROCESSORS_MAX,
    .name_column = NO_COLUMN,
    .discontinuity = NO_COLUMN,
    .status = NO_COLUMN,
    .n_columns = 1,
    .columns = {[PROCESSOR_LOAD] = {OID(HR_PROCESSOR, 2), TYPE(INTEGER) | TYPE(UNSIGNED), .moving = TRUE}},
    .views = {[SUBJECT_HOST] = &host_processors},
};

/* For agents without hrProcessorTable: the shares of the time of all processors together. */
static const struct view host_ticks = {
    .class = CLASS_HOST,
    .convert = ticks_convert,
    .n_measures = 1,
    .measures = {{METRIC_HOST_CPU_BUSY_PCT}},
};

static const struct table ticks = {
    .name = "UCD-SNMP-MIB systemStats",
    .scalars = TRUE,
    .max_rows = 1,
    .name_column = NO_COLUMN,
    .discontinuity = NO_COLUMN,
    .status = NO_COLUMN,
    .unless = &processors,
    .n_columns = TICKS_COLUMNS,
    .columns =
        {
            [TICKS_USER] = {OID(UCD_STATS, 50), TYPE(COUNTER32), .moving = TRUE},   /* ssCpuRawUser */
            [TICKS_NICE] = {OID(UCD_STATS, 51), TYPE(COUNTER32), .moving = TRUE},   /* ssCpuRawNice */
            [TICKS_SYSTEM] = {OID(UCD_STATS, 52), TYPE(COUNTER32), .moving = TRUE}, /* ssCpuRawSystem */
            [TICKS_IDLE] = {OID(UCD_STATS, 53), TYPE(COUNTER32), .moving = TRUE},   /* ssCpuRawIdle */
        },
    .views = {[SUBJECT_HOST] = &host_ticks},
};

static const struct view host_memory = {
    .class = CLASS_HOST,
    .convert = memory_convert,
    .n_measures = 2,
    .measures = {[MEMORY_TOTAL] = {METRIC_HOST_MEM_TOTAL_BYTES},
                 [MEMORY_AVAILABLE] = {METRIC_HOST_MEM_AVAILABLE_BYTES}},
};

static const struct table memory = {
    .name = "UCD-SNMP-MIB memory",
    .scalars = TRUE,
    .max_rows = 1,
    .name_column = NO_COLUMN,
    .discontinuity = NO_COLUMN,
    .status = NO_COLUMN,
    .n_columns = UCD_COLUMNS,
    .columns =
        {
            [UCD_TOTAL] = {OID(UCD_MEMORY, 5), SIZE_TYPES, .moving = TRUE},     /* memTotalReal, kB */
            [UCD_FREE] = {OID(UCD_MEMORY, 6), SIZE_TYPES, .moving = TRUE},      /* memAvailReal, kB */
            [UCD_BUFFER] = {OID(UCD_MEMORY, 14), SIZE_TYPES, .moving = TRUE},   /* memBuffer, kB */
            [UCD_CACHED] = {OID(UCD_MEMORY, 15), SIZE_TYPES, .moving = TRUE},   /* memCached, kB */
            [UCD_TOTAL_X] = {OID(UCD_MEMORY, 20), SIZE_TYPES, .moving = TRUE},  /* memTotalRealX: 64 bits */
            [UCD_AVAILABLE] = {OID(UCD_MEMORY, 27), SIZE_TYPES, .moving = TRUE}, /* memSysAvail, kB */
        },
    .views = {[SUBJECT_HOST] = &host_memory},
};

#define STORAGE_COLUMNS                                                                                  \
  {                                                                                                      \
    [STORAGE_TYPE] = {OID(HR_STORAGE, 2), TYPE(OID)}, [STORAGE_DESCR] = {OID(HR_STORAGE, 3), TYPE(TEXT)}, \
    [STORAGE_UNITS] = {OID(HR_STORAGE, 4), SIZE_TYPES},                                                  \
    [STORAGE_SIZE] = {OID(HR_STORAGE, 5), SIZE_TYPES, .moving = TRUE},                                   \
    [STORAGE_USED] = {OID(HR_STORAGE, 6), SIZE_TYPES, .moving = TRUE},                                   \
  }

static const struct view host_ram = {
    .class = CLASS_HOST,
    .convert = ram_convert,
    .n_measures = 2,
    .measures = {[MEMORY_TOTAL] = {METRIC_HOST_MEM_TOTAL_BYTES},
                 [MEMORY_AVAILABLE] = {METRIC_HOST_MEM_AVAILABLE_BYTES}},
};

/* The same table once more: its hrStorageRam rows, for agents without UCD-SNMP-MIB. */
static const struct table ram = {
    .name = "hrStorageTable (memory)",
    .max_rows = ROWS_MAX,
    .name_column = STORAGE_DESCR,
    .discontinuity = NO_COLUMN,
    .status = NO_COLUMN,
    .unless = &memory,
    .choose = ram_choose,
    .n_columns = 5,
    .columns = STORAGE_COLUMNS,
    .views = {[SUBJECT_HOST] = &host_ram},
};

static const struct view host_storage = {
    .class = CLASS_HOST_STORAGE,
    .n_measures = 2,
    .measures = {{METRIC_HOST_STORAGE_SIZE_BYTES, MEASURE_GAUGE, STORAGE_SIZE, NO_COLUMN, 1},
                 {METRIC_HOST_STORAGE_USED_BYTES, MEASURE_GAUGE, STORAGE_USED, NO_COLUMN, 1}},
};

static const struct table storage = {
    .name = "hrStorageTable",
    .max_rows = ROWS_MAX,
    .name_column = STORAGE_DESCR,
    .discontinuity = NO_COLUMN,
    .status = NO_COLUMN,
    .choose = storage_choose,
    .n_columns = 5,
    .columns = STORAGE_COLUMNS,
    .views = {[SUBJECT_HOST] = &host_storage},
};

static const struct view host_interfaces = {
    .class = CLASS_HOST_NET,
    .n_measures = 3,
    .measures =
        {
            {METRIC_HOST_NET_RX_BYTES_PER_SEC, MEASURE_RATE, INTERFACE_RX, INTERFACE_RX_32, 1},
            {METRIC_HOST_NET_TX_BYTES_PER_SEC, MEASURE_RATE, INTERFACE_TX, INTERFACE_TX_32, 1},
            {METRIC_HOST_NET_SPEED_BITS_PER_SEC, MEASURE_FIXED, NO_COLUMN, NO_COLUMN, 1},
        },
};

static const struct table interfaces = {
    .name = "ifTable",
    .max_rows = ROWS_MAX,
    .name_column = INTERFACE_NAME,
    .discontinuity = INTERFACE_DISCONTINUITY,
    .status = NO_COLUMN,
    .choose = interface_choose,
    .n_columns = INTERFACE_COLUMNS,
    .columns =
        {
            [INTERFACE_TYPE] = {OID(IF_TABLE, 3), TYPE(INTEGER)},
            [INTERFACE_DESCR] = {OID(IF_TABLE, 2), TYPE(TEXT)},
            [INTERFACE_NAME] = {OID(IF_X_TABLE, 1), TYPE(TEXT)},
            [INTERFACE_RX] = {OID(IF_X_TABLE, 6), TYPE(COUNTER64), .moving = TRUE},  /* ifHCInOctets */
            [INTERFACE_TX] = {OID(IF_X_TABLE, 10), TYPE(COUNTER64), .moving = TRUE}, /* ifHCOutOctets */
            [INTERFACE_RX_32] = {OID(IF_TABLE, 10), TYPE(COUNTER32), .moving = TRUE},
            [INTERFACE_TX_32] = {OID(IF_TABLE, 16), TYPE(COUNTER32), .moving = TRUE},
            [INTERFACE_HIGH_SPEED] = {OID(IF_X_TABLE, 15), TYPE(UNSIGNED)}, /* Mbit/s */
            [INTERFACE_SPEED] = {OID(IF_TABLE, 5), TYPE(UNSIGNED)},         /* bit/s */
            [INTERFACE_DISCONTINUITY] = {OID(IF_X_TABLE, 19), TYPE(TICKS), .moving = TRUE},
        },
    .views = {[SUBJECT_HOST] = &host_interfaces},
};

const struct table *const *tables_builtin(void)
{
  static const struct table *const builtin[] = {&marks, &memory,  &processors, &ticks,
                                                &ram,   &storage, &interfaces, NULL};
  return builtin;
}
