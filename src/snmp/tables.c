#include "snmp/tables.h"

#include "snmp/converters.h"

static const struct view mark_view = {.class = CLASS_HOST};

/* IF-MIB's own: they change where interfaces come, go or are numbered anew. */
static const struct table marks = {
    .name = "ifNumber",
    .scalars = TRUE,
    .marks = TRUE,
    .max_rows = 1,
    .n_columns = 2,
    .columns =
        {
            [1] = {OID(1, 3, 6, 1, 2, 1, 2, 1), TYPE(INTEGER), .moving = TRUE},
            [2] = {OID(1, 3, 6, 1, 2, 1, 31, 1, 5), TYPE(TICKS), .moving = TRUE}, /* ifTableLastChange */
        },
    .views = {[SUBJECT_HOST] = &mark_view, [SUBJECT_GUEST] = &mark_view, [SUBJECT_DEVICE] = &mark_view},
};

/* What discovery reads and polls do not. */
static const struct table identity = {
    .name = "SNMPv2-MIB system",
    .scalars = TRUE,
    .identity = TRUE,
    .max_rows = 1,
    .n_columns = IDENTITIES - 1,
    .columns =
        {
            [IDENTITY_SYSTEM] = {OID(1, 3, 6, 1, 2, 1, 1, 1), TYPE(TEXT)},      /* sysDescr */
            [IDENTITY_SYSTEM_NAME] = {OID(1, 3, 6, 1, 2, 1, 1, 5), TYPE(TEXT)}, /* sysName */
            [IDENTITY_ENGINE] = {OID(1, 3, 6, 1, 6, 3, 10, 2, 1, 1), TYPE(TEXT), .hexadecimal = TRUE}, /* snmpEngineID */
        },
    .views = {[SUBJECT_HOST] = &mark_view, [SUBJECT_GUEST] = &mark_view, [SUBJECT_DEVICE] = &mark_view},
};

#define HUNDREDTHS 0.01

static const struct view device_uptime = {
    .class = CLASS_DEVICE,
    .convert = row_convert,
    .n_measures = 1,
    .measures = {{METRIC_DEVICE_SYSTEM_UPTIME_SEC, MEASURE_GAUGE, 1, HUNDREDTHS}},
};

static const struct table uptime = {
    .name = "sysUpTime",
    .scalars = TRUE,
    .max_rows = 1,
    .n_columns = 1,
    .columns = {[1] = {OID(1, 3, 6, 1, 2, 1, 1, 3), TYPE(TICKS), .moving = TRUE}},
    .views = {[SUBJECT_DEVICE] = &device_uptime},
};

enum { HR_UPTIME = 1, HR_PROCESSES, HR_COLUMNS = HR_PROCESSES };

#define HR_SYSTEM_VIEW(of, its_class, OF)                                                                          \
  static const struct view of##_hr_system = {                                                                      \
      .class = its_class,                                                                                          \
      .convert = row_convert,                                                                                      \
      .n_measures = 2,                                                                                             \
      .measures = {{METRIC_##OF##_SYSTEM_UPTIME_SEC, MEASURE_GAUGE, HR_UPTIME, HUNDREDTHS},                        \
                   {METRIC_##OF##_SYSTEM_PROCESSES, MEASURE_GAUGE, HR_PROCESSES, 1}},                              \
  };

HR_SYSTEM_VIEW(host, CLASS_HOST, HOST)
HR_SYSTEM_VIEW(guest, CLASS_GUEST_INSIDE, GUEST_INSIDE)

static const struct table hr_system = {
    .name = "hrSystem",
    .scalars = TRUE,
    .max_rows = 1,
    .n_columns = HR_COLUMNS,
    .columns =
        {
            [HR_UPTIME] = {OID(1, 3, 6, 1, 2, 1, 25, 1, 1), TYPE(TICKS), .moving = TRUE}, /* hrSystemUptime */
            [HR_PROCESSES] = {OID(1, 3, 6, 1, 2, 1, 25, 1, 6), TYPE(UNSIGNED) | TYPE(INTEGER), .moving = TRUE}, /* hrSystemProcesses */
        },
    .views = {[SUBJECT_HOST] = &host_hr_system, [SUBJECT_GUEST] = &guest_hr_system},
};

void tables_builtin(GPtrArray *tables)
{
  g_ptr_array_add(tables, (gpointer)&marks);
  g_ptr_array_add(tables, (gpointer)&identity);
  g_ptr_array_add(tables, (gpointer)&uptime);
  g_ptr_array_add(tables, (gpointer)&hr_system);
  tables_of_memory(tables);
  tables_of_processors(tables);
  tables_of_parts(tables);
  tables_of_sensors(tables);
}
