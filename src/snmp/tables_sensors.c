#include "snmp/tables.h"

#include "snmp/converters.h"

#define LM_SENSORS 1, 3, 6, 1, 4, 1, 2021, 13, 16
#define ENTITY 1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1
#define ENTITY_SENSOR 1, 3, 6, 1, 2, 1, 99, 1, 1, 1
#define CISCO_SENSOR 1, 3, 6, 1, 4, 1, 9, 9, 91, 1, 1, 1, 1

/* LM-SENSORS-MIB tells thousandths of a degree or volt, a negative one in two's complement. */
#define LM_VIEW(of, OF, id, WHAT, its_factor)                                                                      \
  static const struct view of##_##id = {                                                                           \
      .class = CLASS_##OF##_SENSOR,                                                                                \
      .n_measures = 1,                                                                                             \
      .measures = {{METRIC_##OF##_SENSOR_##WHAT, MEASURE_GAUGE, SENSOR_VALUE, its_factor}},                        \
  };

#define LM_TABLE(id, title, below, WHAT, its_factor)                                                               \
  LM_VIEW(host, HOST, id, WHAT, its_factor)                                                                        \
  LM_VIEW(device, DEVICE, id, WHAT, its_factor)                                                                    \
  static const struct table id = {                                                                                 \
      .name = title,                                                                                               \
      .max_rows = ROWS_MAX,                                                                                        \
      .name_column = SENSOR_NAME,                                                                                  \
      .n_columns = SENSOR_COLUMNS,                                                                                 \
      .columns = {[SENSOR_NAME] = {OID(LM_SENSORS, below, 1, 2), TYPE(TEXT)},                                      \
                  [SENSOR_VALUE] = {OID(LM_SENSORS, below, 1, 3), TYPE(UNSIGNED) | TYPE(INTEGER),                  \
                                    .moving = TRUE, .sign = TRUE}},                                                \
      .views = {[SUBJECT_HOST] = &host_##id, [SUBJECT_DEVICE] = &device_##id},                                     \
  };

LM_TABLE(lm_temperatures, "lmTempSensorsTable", 2, TEMPERATURE_CELSIUS, 0.001)
LM_TABLE(lm_fans, "lmFanSensorsTable", 3, FAN_RPM, 1)
LM_TABLE(lm_volts, "lmVoltSensorsTable", 4, VOLTS, 0.001)

#define ENTITY_VIEW(of, OF)                                                                                        \
  static const struct view of##_entity_sensors = {                                                                 \
      .class = CLASS_##OF##_SENSOR,                                                                                \
      .n_measures = SENSOR_MEASURES,                                                                               \
      .measures =                                                                                                  \
          {                                                                                                        \
              [SENSOR_CELSIUS] = {METRIC_##OF##_SENSOR_TEMPERATURE_CELSIUS, MEASURE_GAUGE, ENTITY_VALUE, 1},       \
              [SENSOR_RPM] = {METRIC_##OF##_SENSOR_FAN_RPM, MEASURE_GAUGE, ENTITY_VALUE, 1},                       \
              [SENSOR_VOLTS] = {METRIC_##OF##_SENSOR_VOLTS, MEASURE_GAUGE, ENTITY_VALUE, 1},                       \
              [SENSOR_AMPERES] = {METRIC_##OF##_SENSOR_AMPERES, MEASURE_GAUGE, ENTITY_VALUE, 1},                   \
              [SENSOR_WATTS] = {METRIC_##OF##_SENSOR_WATTS, MEASURE_GAUGE, ENTITY_VALUE, 1},                       \
              [SENSOR_HUMIDITY] = {METRIC_##OF##_SENSOR_HUMIDITY_PCT, MEASURE_GAUGE, ENTITY_VALUE, 1},             \
              [SENSOR_DBM] = {METRIC_##OF##_SENSOR_DBM, MEASURE_GAUGE, ENTITY_VALUE, 1},                           \
          },                                                                                                       \
  };

ENTITY_VIEW(host, HOST)
ENTITY_VIEW(device, DEVICE)

/* Both MIBs have the same columns; entPhysicalTable has a row for every part of a device. */
#define ENTITY_TABLE(id, title, its_unless, ...)                                                                   \
  static const struct table id = {                                                                                 \
      .name = title,                                                                                               \
      .max_rows = 4 * ROWS_MAX,                                                                                    \
      .status = ENTITY_STATUS,                                                                                     \
      .unless = its_unless,                                                                                        \
      .choose = entity_choose,                                                                                     \
      .n_columns = ENTITY_COLUMNS,                                                                                 \
      .columns =                                                                                                   \
          {                                                                                                        \
              [ENTITY_TYPE] = {OID(__VA_ARGS__, 1), TYPE(INTEGER)},                                                \
              [ENTITY_SCALE] = {OID(__VA_ARGS__, 2), TYPE(INTEGER)},                                               \
              [ENTITY_PRECISION] = {OID(__VA_ARGS__, 3), TYPE(INTEGER), .sign = TRUE},                             \
              [ENTITY_VALUE] = {OID(__VA_ARGS__, 4), TYPE(INTEGER), .moving = TRUE, .sign = TRUE},                 \
              [ENTITY_STATUS] = {OID(__VA_ARGS__, 5), TYPE(INTEGER), .moving = TRUE},                              \
              [ENTITY_NAME] = {OID(ENTITY, 7), TYPE(TEXT)},  /* entPhysicalName */                                 \
              [ENTITY_DESCR] = {OID(ENTITY, 2), TYPE(TEXT)}, /* entPhysicalDescr */                                \
          },                                                                                                       \
      .views = {[SUBJECT_HOST] = &host_entity_sensors, [SUBJECT_DEVICE] = &device_entity_sensors},                 \
  };

ENTITY_TABLE(entity_sensors, "entPhySensorTable", NULL, ENTITY_SENSOR)
ENTITY_TABLE(cisco_sensors, "entSensorValueTable", &entity_sensors, CISCO_SENSOR)

void tables_of_sensors(GPtrArray *tables)
{
  g_ptr_array_add(tables, (gpointer)&lm_fans);
  g_ptr_array_add(tables, (gpointer)&lm_temperatures);
  g_ptr_array_add(tables, (gpointer)&lm_volts);
  g_ptr_array_add(tables, (gpointer)&entity_sensors);
  g_ptr_array_add(tables, (gpointer)&cisco_sensors);
}
