#include "snmp/tables.h"

#include "snmp/converters.h"

#define PROCESSORS_MAX 1024
#define UCD_STATS 1, 3, 6, 1, 4, 1, 2021, 11

#define PROCESSORS_VIEW(of, its_class, OF)                                                                         \
  static const struct view of##_processors = {                                                                     \
      .class = its_class,                                                                                          \
      .convert = processors_convert,                                                                               \
      .n_measures = 2,                                                                                             \
      .measures = {[PROCESSORS_BUSY] = {METRIC_##OF##_CPU_BUSY_PCT}, [PROCESSORS_COUNT] = {METRIC_##OF##_CPU_COUNT}}, \
  };

PROCESSORS_VIEW(host, CLASS_HOST, HOST)
PROCESSORS_VIEW(guest, CLASS_GUEST_INSIDE, GUEST_INSIDE)
PROCESSORS_VIEW(device, CLASS_DEVICE, DEVICE)

static const struct table processors = {
    .name = "hrProcessorTable",
    .max_rows = PROCESSORS_MAX,
    .n_columns = 1,
    .columns = {[PROCESSOR_LOAD] = {OID(1, 3, 6, 1, 2, 1, 25, 3, 3, 1, 2), TYPE(INTEGER) | TYPE(UNSIGNED), .moving = TRUE}},
    .views = {[SUBJECT_HOST] = &host_processors,
              [SUBJECT_GUEST] = &guest_processors,
              [SUBJECT_DEVICE] = &device_processors},
};

/* Cisco's routers and switches: CISCO-PROCESS-MIB cpmCPUTotal1minRev. */
static const struct table cisco_processors = {
    .name = "cpmCPUTotalTable",
    .max_rows = PROCESSORS_MAX,
    .unless = &processors,
    .n_columns = 1,
    .columns = {[PROCESSOR_LOAD] = {OID(1, 3, 6, 1, 4, 1, 9, 9, 109, 1, 1, 1, 1, 7), TYPE(INTEGER) | TYPE(UNSIGNED),
                                    .moving = TRUE}},
    .views = {[SUBJECT_HOST] = &host_processors, [SUBJECT_DEVICE] = &device_processors},
};

/* What the processors' time went to, of all of them together. */
#define TICKS_MEASURES(OF)                                                                                         \
  [TICKS_BUSY_PCT] = {METRIC_##OF##_CPU_BUSY_PCT}, [TICKS_IOWAIT_PCT] = {METRIC_##OF##_CPU_IOWAIT_PCT},            \
  [TICKS_STEAL_PCT] = {METRIC_##OF##_CPU_STEAL_PCT}

static const struct view host_ticks = {
    .class = CLASS_HOST,
    .convert = ticks_convert,
    .n_measures = TICKS_MEASURES_ALL,
    .measures = {TICKS_MEASURES(HOST),
                 [TICKS_INTERRUPTS] = {METRIC_HOST_SYSTEM_INTERRUPTS_PER_SEC, MEASURE_RATE, RAW_INTERRUPTS, 1},
                 [TICKS_CONTEXTS] = {METRIC_HOST_SYSTEM_CONTEXT_SWITCHES_PER_SEC, MEASURE_RATE, RAW_CONTEXTS, 1},
                 [TICKS_SWAP_IN] = {METRIC_HOST_SWAP_IN_BLOCKS_PER_SEC, MEASURE_RATE, RAW_SWAP_IN, 1},
                 [TICKS_SWAP_OUT] = {METRIC_HOST_SWAP_OUT_BLOCKS_PER_SEC, MEASURE_RATE, RAW_SWAP_OUT, 1}},
};

static const struct view guest_ticks = {
    .class = CLASS_GUEST_INSIDE,
    .convert = ticks_convert,
    .n_measures = TICKS_INTERRUPTS,
    .measures = {TICKS_MEASURES(GUEST_INSIDE)},
};

static const struct view device_ticks = {
    .class = CLASS_DEVICE,
    .convert = ticks_convert,
    .n_measures = TICKS_IOWAIT_PCT,
    .measures = {[TICKS_BUSY_PCT] = {METRIC_DEVICE_CPU_BUSY_PCT}},
};

static const struct table ticks = {
    .name = "UCD-SNMP-MIB systemStats",
    .scalars = TRUE,
    .lazy = TRUE, /* snmpd reads them every 5 s */
    .max_rows = 1,
    .n_columns = RAW_COLUMNS,
    .columns =
        {
            [RAW_USER] = {OID(UCD_STATS, 50), TYPE(COUNTER32), .moving = TRUE},       /* ssCpuRawUser */
            [RAW_NICE] = {OID(UCD_STATS, 51), TYPE(COUNTER32), .moving = TRUE},       /* ssCpuRawNice */
            [RAW_SYSTEM] = {OID(UCD_STATS, 52), TYPE(COUNTER32), .moving = TRUE},     /* ssCpuRawSystem */
            [RAW_IDLE] = {OID(UCD_STATS, 53), TYPE(COUNTER32), .moving = TRUE},       /* ssCpuRawIdle */
            [RAW_WAIT] = {OID(UCD_STATS, 54), TYPE(COUNTER32), .moving = TRUE},       /* ssCpuRawWait */
            [RAW_STEAL] = {OID(UCD_STATS, 64), TYPE(COUNTER32), .moving = TRUE},      /* ssCpuRawSteal */
            [RAW_INTERRUPTS] = {OID(UCD_STATS, 59), TYPE(COUNTER32), .moving = TRUE}, /* ssRawInterrupts */
            [RAW_CONTEXTS] = {OID(UCD_STATS, 60), TYPE(COUNTER32), .moving = TRUE},   /* ssRawContexts */
            [RAW_SWAP_IN] = {OID(UCD_STATS, 62), TYPE(COUNTER32), .moving = TRUE},    /* ssRawSwapIn */
            [RAW_SWAP_OUT] = {OID(UCD_STATS, 63), TYPE(COUNTER32), .moving = TRUE},   /* ssRawSwapOut */
        },
    .views = {[SUBJECT_HOST] = &host_ticks, [SUBJECT_GUEST] = &guest_ticks, [SUBJECT_DEVICE] = &device_ticks},
};

#define LOAD_VIEW(of, its_class, OF)                                                                               \
  static const struct view of##_load = {                                                                           \
      .class = its_class,                                                                                          \
      .convert = row_convert,                                                                                      \
      .n_measures = 1,                                                                                             \
      .measures = {{METRIC_##OF##_CPU_LOAD, MEASURE_GAUGE, LOAD_1, 0.01}},                                         \
  };

LOAD_VIEW(host, CLASS_HOST, HOST)
LOAD_VIEW(guest, CLASS_GUEST_INSIDE, GUEST_INSIDE)

static const struct table load = {
    .name = "laTable",
    .max_rows = 3,
    .choose = load_choose,
    .n_columns = 1,
    .columns = {[LOAD_1] = {OID(1, 3, 6, 1, 4, 1, 2021, 10, 1, 5), TYPE(INTEGER) | TYPE(UNSIGNED), .moving = TRUE}},
    .views = {[SUBJECT_HOST] = &host_load, [SUBJECT_GUEST] = &guest_load},
};

void tables_of_processors(GPtrArray *tables)
{
  g_ptr_array_add(tables, (gpointer)&processors);
  g_ptr_array_add(tables, (gpointer)&cisco_processors);
  g_ptr_array_add(tables, (gpointer)&ticks);
  g_ptr_array_add(tables, (gpointer)&load);
}
