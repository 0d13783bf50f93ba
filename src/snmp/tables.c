#include "snmp/converters.h"

#define PROCESSORS_MAX 1024
#define ROWS_MAX 1024

#define UCD_MEMORY 1, 3, 6, 1, 4, 1, 2021, 4
#define UCD_STATS 1, 3, 6, 1, 4, 1, 2021, 11
#define UCD_DISKIO 1, 3, 6, 1, 4, 1, 2021, 13, 15, 1, 1
#define LM_SENSORS 1, 3, 6, 1, 4, 1, 2021, 13, 16
#define ENTITY 1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1
#define ENTITY_SENSOR 1, 3, 6, 1, 2, 1, 99, 1, 1, 1
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
    .views = {[SUBJECT_HOST] = &mark_view, [SUBJECT_GUEST] = &mark_view, [SUBJECT_DEVICE] = &mark_view},
};

static const struct view host_processors = {
    .class = CLASS_HOST,
    .convert = processors_convert,
    .n_measures = 2,
    .measures = {[PROCESSORS_BUSY] = {METRIC_HOST_CPU_BUSY_PCT}, [PROCESSORS_COUNT] = {METRIC_HOST_CPU_COUNT}},
};

static const struct view guest_processors = {
    .class = CLASS_GUEST_INSIDE,
    .convert = processors_convert,
    .n_measures = 2,
    .measures = {[PROCESSORS_BUSY] = {METRIC_GUEST_INSIDE_CPU_BUSY_PCT},
                 [PROCESSORS_COUNT] = {METRIC_GUEST_INSIDE_CPU_COUNT}},
};

static const struct view device_processors = {
    .class = CLASS_DEVICE,
    .convert = processors_convert,
    .n_measures = 1,
    .measures = {[PROCESSORS_BUSY] = {METRIC_DEVICE_CPU_BUSY_PCT}},
};

static const struct table processors = {
    .name = "hrProcessorTable",
    .max_rows = PROCESSORS_MAX,
    .name_column = NO_COLUMN,
    .discontinuity = NO_COLUMN,
    .status = NO_COLUMN,
    .n_columns = 1,
    .columns = {[PROCESSOR_LOAD] = {OID(HR_PROCESSOR, 2), TYPE(INTEGER) | TYPE(UNSIGNED), .moving = TRUE}},
    .views = {[SUBJECT_HOST] = &host_processors,
              [SUBJECT_GUEST] = &guest_processors,
              [SUBJECT_DEVICE] = &device_processors},
};

/* For agents without hrProcessorTable: the shares of the time of all processors together. */
static const struct view host_ticks = {
    .class = CLASS_HOST,
    .convert = ticks_convert,
    .n_measures = 1,
    .measures = {{METRIC_HOST_CPU_BUSY_PCT}},
};

static const struct view guest_ticks = {
    .class = CLASS_GUEST_INSIDE,
    .convert = ticks_convert,
    .n_measures = 1,
    .measures = {{METRIC_GUEST_INSIDE_CPU_BUSY_PCT}},
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
    .views = {[SUBJECT_HOST] = &host_ticks, [SUBJECT_GUEST] = &guest_ticks},
};

static const struct view host_memory = {
    .class = CLASS_HOST,
    .convert = memory_convert,
    .n_measures = 4,
    .measures = {[MEMORY_TOTAL] = {METRIC_HOST_MEM_TOTAL_BYTES},
                 [MEMORY_AVAILABLE] = {METRIC_HOST_MEM_AVAILABLE_BYTES},
                 [SWAP_TOTAL] = {METRIC_HOST_SWAP_TOTAL_BYTES},
                 [SWAP_AVAILABLE] = {METRIC_HOST_SWAP_AVAILABLE_BYTES}},
};

static const struct view guest_memory = {
    .class = CLASS_GUEST_INSIDE,
    .convert = memory_convert,
    .n_measures = 2,
    .measures = {[MEMORY_TOTAL] = {METRIC_GUEST_INSIDE_MEM_TOTAL_BYTES},
                 [MEMORY_AVAILABLE] = {METRIC_GUEST_INSIDE_MEM_AVAILABLE_BYTES}},
};

static const struct table memory = {
    .name = "UCD-SNMP-MIB memory",
    .scalars = TRUE,
    .max_rows = 1,
    .name_column = NO_COLUMN,
    .discontinuity = NO_COLUMN,
    .status = NO_COLUMN,
    .choose = memory_choose,
    .n_columns = UCD_COLUMNS,
    .columns =
        {
            [UCD_TOTAL] = {OID(UCD_MEMORY, 5), SIZE_TYPES, .moving = TRUE},     /* memTotalReal, kB */
            [UCD_FREE] = {OID(UCD_MEMORY, 6), SIZE_TYPES, .moving = TRUE},      /* memAvailReal, kB */
            [UCD_BUFFER] = {OID(UCD_MEMORY, 14), SIZE_TYPES, .moving = TRUE},   /* memBuffer, kB */
            [UCD_CACHED] = {OID(UCD_MEMORY, 15), SIZE_TYPES, .moving = TRUE},   /* memCached, kB */
            [UCD_TOTAL_X] = {OID(UCD_MEMORY, 20), SIZE_TYPES, .moving = TRUE},  /* memTotalRealX: 64 bits */
            [UCD_AVAILABLE] = {OID(UCD_MEMORY, 27), SIZE_TYPES, .moving = TRUE}, /* memSysAvail, kB */
            [UCD_SWAP_TOTAL] = {OID(UCD_MEMORY, 3), SIZE_TYPES, .moving = TRUE}, /* memTotalSwap, kB */
            [UCD_SWAP_FREE] = {OID(UCD_MEMORY, 4), SIZE_TYPES, .moving = TRUE},  /* memAvailSwap, kB */
        },
    .views = {[SUBJECT_HOST] = &host_memory, [SUBJECT_GUEST] = &guest_memory},
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

static const struct view guest_ram = {
    .class = CLASS_GUEST_INSIDE,
    .convert = ram_convert,
    .n_measures = 2,
    .measures = {[MEMORY_TOTAL] = {METRIC_GUEST_INSIDE_MEM_TOTAL_BYTES},
                 [MEMORY_AVAILABLE] = {METRIC_GUEST_INSIDE_MEM_AVAILABLE_BYTES}},
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
    .views = {[SUBJECT_HOST] = &host_ram, [SUBJECT_GUEST] = &guest_ram},
};

static const struct view host_storage = {
    .class = CLASS_HOST_STORAGE,
    .n_measures = 2,
    .measures = {{METRIC_HOST_STORAGE_SIZE_BYTES, MEASURE_GAUGE, STORAGE_SIZE, NO_COLUMN, 1},
                 {METRIC_HOST_STORAGE_USED_BYTES, MEASURE_GAUGE, STORAGE_USED, NO_COLUMN, 1}},
};

static const struct view guest_storage = {
    .class = CLASS_GUEST_STORAGE,
    .n_measures = 2,
    .measures = {{METRIC_GUEST_INSIDE_STORAGE_SIZE_BYTES, MEASURE_GAUGE, STORAGE_SIZE, NO_COLUMN, 1},
                 {METRIC_GUEST_INSIDE_STORAGE_USED_BYTES, MEASURE_GAUGE, STORAGE_USED, NO_COLUMN, 1}},
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
    .views = {[SUBJECT_HOST] = &host_storage, [SUBJECT_GUEST] = &guest_storage},
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

static const struct view guest_interfaces = {
    .class = CLASS_GUEST_NIC,
    .n_measures = 3,
    .measures =
        {
            {METRIC_GUEST_INSIDE_NET_RX_BYTES_PER_SEC, MEASURE_RATE, INTERFACE_RX, INTERFACE_RX_32, 1},
            {METRIC_GUEST_INSIDE_NET_TX_BYTES_PER_SEC, MEASURE_RATE, INTERFACE_TX, INTERFACE_TX_32, 1},
            {METRIC_GUEST_INSIDE_NET_SPEED_BITS_PER_SEC, MEASURE_FIXED, NO_COLUMN, NO_COLUMN, 1},
        },
};

static const struct view device_interfaces = {
    .class = CLASS_DEVICE_NET,
    .n_measures = 3,
    .measures =
        {
            {METRIC_DEVICE_NET_RX_BYTES_PER_SEC, MEASURE_RATE, INTERFACE_RX, INTERFACE_RX_32, 1},
            {METRIC_DEVICE_NET_TX_BYTES_PER_SEC, MEASURE_RATE, INTERFACE_TX, INTERFACE_TX_32, 1},
            {METRIC_DEVICE_NET_SPEED_BITS_PER_SEC, MEASURE_FIXED, NO_COLUMN, NO_COLUMN, 1},
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
    .views = {[SUBJECT_HOST] = &host_interfaces,
              [SUBJECT_GUEST] = &guest_interfaces,
              [SUBJECT_DEVICE] = &device_interfaces},
};

static const struct view host_load = {
    .class = CLASS_HOST,
    .convert = hundredths_convert,
    .n_measures = 1,
    .measures = {{METRIC_HOST_CPU_LOAD}},
};

static const struct table load = {
    .name = "laTable",
    .max_rows = 3,
    .name_column = NO_COLUMN,
    .discontinuity = NO_COLUMN,
    .status = NO_COLUMN,
    .choose = load_choose,
    .n_columns = 1,
    .columns = {[LOAD_1] = {OID(1, 3, 6, 1, 4, 1, 2021, 10, 1, 5), TYPE(INTEGER) | TYPE(UNSIGNED), .moving = TRUE}},
    .views = {[SUBJECT_HOST] = &host_load},
};

static const struct view device_uptime = {
    .class = CLASS_DEVICE,
    .convert = hundredths_convert,
    .n_measures = 1,
    .measures = {{METRIC_DEVICE_SYSTEM_UPTIME_SEC}},
};

static const struct table uptime = {
    .name = "sysUpTime",
    .scalars = TRUE,
    .max_rows = 1,
    .name_column = NO_COLUMN,
    .discontinuity = NO_COLUMN,
    .status = NO_COLUMN,
    .n_columns = 1,
    .columns = {{OID(1, 3, 6, 1, 2, 1, 1, 3), TYPE(TICKS), .moving = TRUE}},
    .views = {[SUBJECT_DEVICE] = &device_uptime},
};

#define MICROSECONDS_PCT 1e-4 /* us per s, in % */

static const struct view host_disks = {
    .class = CLASS_HOST_DISK,
    .n_measures = 5,
    .measures =
        {
            {METRIC_HOST_DISK_RD_BYTES_PER_SEC, MEASURE_RATE, DISK_RD, DISK_RD_32, 1},
            {METRIC_HOST_DISK_WR_BYTES_PER_SEC, MEASURE_RATE, DISK_WR, DISK_WR_32, 1},
            {METRIC_HOST_DISK_RD_OPS_PER_SEC, MEASURE_RATE, DISK_RD_OPS, NO_COLUMN, 1},
            {METRIC_HOST_DISK_WR_OPS_PER_SEC, MEASURE_RATE, DISK_WR_OPS, NO_COLUMN, 1},
            {METRIC_HOST_DISK_BUSY_PCT, MEASURE_RATE, DISK_BUSY, NO_COLUMN, MICROSECONDS_PCT},
        },
};

static const struct table disks = {
    .name = "diskIOTable",
    .max_rows = ROWS_MAX,
    .name_column = DISK_NAME,
    .discontinuity = NO_COLUMN,
    .status = NO_COLUMN,
    .choose = disk_choose,
    .n_columns = DISK_COLUMNS,
    .columns =
        {
            [DISK_NAME] = {OID(UCD_DISKIO, 2), TYPE(TEXT)},
            [DISK_RD] = {OID(UCD_DISKIO, 12), TYPE(COUNTER64), .moving = TRUE}, /* diskIONReadX */
            [DISK_WR] = {OID(UCD_DISKIO, 13), TYPE(COUNTER64), .moving = TRUE}, /* diskIONWrittenX */
            [DISK_RD_32] = {OID(UCD_DISKIO, 3), TYPE(COUNTER32), .moving = TRUE},
            [DISK_WR_32] = {OID(UCD_DISKIO, 4), TYPE(COUNTER32), .moving = TRUE},
            [DISK_RD_OPS] = {OID(UCD_DISKIO, 5), TYPE(COUNTER32), .moving = TRUE},
            [DISK_WR_OPS] = {OID(UCD_DISKIO, 6), TYPE(COUNTER32), .moving = TRUE},
            [DISK_BUSY] = {OID(UCD_DISKIO, 14), TYPE(COUNTER32) | TYPE(COUNTER64), .moving = TRUE},
        },
    .views = {[SUBJECT_HOST] = &host_disks},
};

/* LM-SENSORS-MIB tells thousandths of a degree or volt, a negative one in two's complement. */
#define LM_TABLE(id, title, below, its_metric, its_factor)                                               \
  static const struct view host_##id = {                                                                 \
      .class = CLASS_HOST_SENSOR,                                                                        \
      .n_measures = 1,                                                                                   \
      .measures = {{its_metric, MEASURE_GAUGE, SENSOR_VALUE, NO_COLUMN, its_factor}},                    \
  };                                                                                                     \
  static const struct table id = {                                                                       \
      .name = title,                                                                                     \
      .max_rows = ROWS_MAX,                                                                              \
      .name_column = SENSOR_NAME,                                                                        \
      .discontinuity = NO_COLUMN,                                                                        \
      .status = NO_COLUMN,                                                                               \
      .n_columns = SENSOR_COLUMNS,                                                                       \
      .columns = {[SENSOR_NAME] = {OID(LM_SENSORS, below, 1, 2), TYPE(TEXT)},                            \
                  [SENSOR_VALUE] = {OID(LM_SENSORS, below, 1, 3), TYPE(UNSIGNED) | TYPE(INTEGER),        \
                                    .moving = TRUE, .sign = TRUE}},                                      \
      .views = {[SUBJECT_HOST] = &host_##id},                                                            \
  };

LM_TABLE(lm_temperatures, "lmTempSensorsTable", 2, METRIC_HOST_SENSOR_TEMPERATURE_CELSIUS, 0.001)
LM_TABLE(lm_fans, "lmFanSensorsTable", 3, METRIC_HOST_SENSOR_FAN_RPM, 1)
LM_TABLE(lm_volts, "lmVoltSensorsTable", 4, METRIC_HOST_SENSOR_VOLTS, 0.001)

static const struct view host_entity_sensors = {
    .class = CLASS_HOST_SENSOR,
    .n_measures = 6,
    .measures =
        {
            [SENSOR_CELSIUS] = {METRIC_HOST_SENSOR_TEMPERATURE_CELSIUS, MEASURE_GAUGE, ENTITY_VALUE, NO_COLUMN, 1},
            [SENSOR_RPM] = {METRIC_HOST_SENSOR_FAN_RPM, MEASURE_GAUGE, ENTITY_VALUE, NO_COLUMN, 1},
            [SENSOR_VOLTS] = {METRIC_HOST_SENSOR_VOLTS, MEASURE_GAUGE, ENTITY_VALUE, NO_COLUMN, 1},
            [SENSOR_AMPERES] = {METRIC_HOST_SENSOR_AMPERES, MEASURE_GAUGE, ENTITY_VALUE, NO_COLUMN, 1},
            [SENSOR_WATTS] = {METRIC_HOST_SENSOR_WATTS, MEASURE_GAUGE, ENTITY_VALUE, NO_COLUMN, 1},
            [SENSOR_HUMIDITY] = {METRIC_HOST_SENSOR_HUMIDITY_PCT, MEASURE_GAUGE, ENTITY_VALUE, NO_COLUMN, 1},
        },
};

static const struct table entity_sensors = {
    .name = "entPhySensorTable",
    .max_rows = 4 * ROWS_MAX, /* entPhysicalTable has a row for every part of a device */
    .name_column = NO_COLUMN,
    .discontinuity = NO_COLUMN,
    .status = ENTITY_STATUS,
    .choose = entity_choose,
    .n_columns = ENTITY_COLUMNS,
    .columns =
        {
            [ENTITY_TYPE] = {OID(ENTITY_SENSOR, 1), TYPE(INTEGER)},
            [ENTITY_SCALE] = {OID(ENTITY_SENSOR, 2), TYPE(INTEGER)},
            [ENTITY_PRECISION] = {OID(ENTITY_SENSOR, 3), TYPE(INTEGER), .sign = TRUE},
            [ENTITY_VALUE] = {OID(ENTITY_SENSOR, 4), TYPE(INTEGER), .moving = TRUE, .sign = TRUE},
            [ENTITY_STATUS] = {OID(ENTITY_SENSOR, 5), TYPE(INTEGER), .moving = TRUE},
            [ENTITY_NAME] = {OID(ENTITY, 7), TYPE(TEXT)},  /* entPhysicalName */
            [ENTITY_DESCR] = {OID(ENTITY, 2), TYPE(TEXT)}, /* entPhysicalDescr */
        },
    .views = {[SUBJECT_HOST] = &host_entity_sensors},
};

const struct table *const *tables_builtin(void)
{
  static const struct table *const builtin[] = {
      &marks, &uptime, &memory,     &processors, &ticks,           &load,    &ram,      &storage,
      &disks, &interfaces, &lm_fans,    &lm_temperatures, &lm_volts, &entity_sensors, NULL,
  };
  return builtin;
}
